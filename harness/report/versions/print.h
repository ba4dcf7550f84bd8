// What changed between versions of a client, as text and as JSON.
#pragma once

#include <string>

#include "harness/advise/versions/changes.h"

namespace badrdp::harness {

// "exit 131 -> 161", "asks for 0x3 -> 0xb".
std::string change_text(const VersionChange& change);

// Most groups first; of each at most `most` scenarios are named.
std::string changes_text(const Changes& changes, std::size_t most);

// One object: from, to, cases, differ, groups (changes, cases), only_from, only_to.
std::string changes_json(const Changes& changes);

// What packet of `after` comes first that `before` had otherwise, and what that had, in one line:
// "packet 4 (0.012 s): client asks for 0xb, where 3.15.0 asks for 0x3". Empty: none differs.
std::string first_packet_text(const CaseResult& before, const CaseResult& after);

}  // namespace badrdp::harness
