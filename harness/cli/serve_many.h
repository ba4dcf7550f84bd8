// Many broken hosts at once, in one process: each at a loopback address of its own, and a page that names
// them.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/cli.h"

namespace badrdp::harness {

struct ManyOptions {
    std::vector<std::string> scenarios{};
    bool all = false;
    std::uint16_t port = 3389;    // at each address
    std::size_t most = SIZE_MAX;  // connections of one host at once
    std::string index = "127.0.0.1:8389";
    std::string api{};              // where scripts may ask, on loopback; empty: nowhere
    std::filesystem::path token{};  // the file that the API's token is written to; empty: it is printed
    std::vector<std::string> account_texts{};
    std::vector<auth::Account> accounts{};  // the same, read
};

// Until a signal ends it. Throws UsageError if none of them can be held up.
int serve_many(const Globals& globals, const std::vector<Scenario>& scenarios, const ManyOptions& options);

}  // namespace badrdp::harness
