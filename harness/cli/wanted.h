// What somebody wants of a run beside its verdicts: the options for that.
#pragma once

#include "harness/cli/cli.h"
#include "harness/play/gate.h"

namespace badrdp::harness {

struct WantedOptions {
    std::vector<std::string> fail_on;  // verdicts, as reports call them
    bool everything = false;           // "unsupported" among them
    std::size_t at_least = 0;
};

void add_wanted_options(CLI::App& command, WantedOptions& options);

Wanted wanted_of(const WantedOptions& options, std::vector<std::string> named);

}  // namespace badrdp::harness
