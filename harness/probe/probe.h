// What a host is like, from a few visits, and what that says: what is wrong, what is merely old, what it
// could not tell, and what to do next.
#pragma once

#include <string>
#include <vector>

#include "harness/probe/datagram.h"
#include "harness/probe/visit.h"
#include "sim/link/certificate_details.h"

namespace badrdp::harness::probe {

// A question that one visit answers.
struct Asked {
    // In JSON: "all", "tls", "rdp", "tls_1_0", ..., "group_x25519", ..., "large_hello", "small_segments".
    std::string key{};
    std::string question{};  // for people
    Visit visit{};
};

struct Probed {
    Target target{};
    std::vector<Asked> visits{};  // the first offers all protocols; the others depend on what it shows
    std::optional<link::CertificateDetails> certificate{};
    std::optional<Datagram> udp{};  // empty: not asked

    const Visit* find(std::string_view key) const;
};

enum class Weight : std::uint8_t { wrong, old, unknown };
std::string_view name(Weight weight);

struct Finding {
    Weight weight = Weight::wrong;
    std::string cause{};  // "C01" of scenarios/causes.toml; empty: none
    std::string says{};
    std::string next{};  // what to try; empty: nothing
};

struct Patience {
    std::chrono::milliseconds step{5000};
};

// The first visit alone: enough to say whether the host answers well.
Probed look(const Target& target, Patience patience, const std::function<bool()>& interrupted);
// All of them, one after the other.
Probed probe(const Target& target, Patience patience, const std::function<bool()>& interrupted);

// Pure: the worst first. `now` is what dates are judged by.
std::vector<Finding> judge(const Probed& probed, std::chrono::sys_seconds now);

std::string as_text(const Probed& probed, const std::vector<Finding>& findings);
std::string as_json(const Probed& probed, const std::vector<Finding>& findings);

// What differs between two reports in JSON, a line each, old first; throws std::runtime_error if `old` is
// none.
std::vector<std::string> differences(std::string_view old_json, std::string_view new_json);

}  // namespace badrdp::harness::probe
