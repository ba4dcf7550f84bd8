// One thing that the bytes of a connection say, before it is known in which packet they lay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::capture {

struct Finding {
    wire::Role from = wire::Role::client;
    wire::Step step = wire::Step::none;
    std::string what;
    std::string detail;
};

using Findings = std::vector<Finding>;

Finding malformed(wire::Role from, const wire::Malformed& why);

// What a peer sent, fit for one line: short, and what is no printable ASCII written as \x1b.
std::string printable(std::string_view text);

}  // namespace badrdp::capture
