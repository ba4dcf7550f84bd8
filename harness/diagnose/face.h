// What a conversation looks like from outside: its steps, alerts and ends in their order, without times,
// sizes, names and addresses. Two conversations with one face are alike to whoever looks at packets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/diagnose/diagnosis.h"

namespace badrdp::harness::diagnosis {

struct Trait {
    std::string says{};       // "client client_hello", "server RST"
    std::uint64_t frame = 0;  // counted from 1

    friend bool operator==(const Trait& a, const Trait& b) { return a.says == b.says; }
};

using Face = std::vector<Trait>;

Face face_of(const capture::Talk& talk);

// Where the second face leaves the first: what is there in each, empty where one has come to its end.
struct Departure {
    Trait wanted{}, seen{};
    std::size_t at = 0;  // traits that are the same before it
};
std::optional<Departure> first_departure(const Face& wanted, const Face& seen);

}  // namespace badrdp::harness::diagnosis
