// What somebody typed off a screen: codes with or without their family, in any base, or names.
#pragma once

#include "harness/data/codes/codes.h"

namespace badrdp::harness {

// One thing to explain. Either a number or a name is there.
struct Query {
    std::string text;    // as typed; both words of a pair
    std::string family;  // "tls" of "tls:80"; empty: any
    std::optional<std::uint32_t> number;
    std::optional<std::uint32_t> extended;  // of a pair: mstsc's second code
    bool maybe_pair = false;                // two words that may be one pair, or two codes
    std::string name;                       // "STATUS_LOGON_FAILURE"
};

// A number as people copy it: "2308", "0x904", "904h", "-1073741715", "C000006D".
std::optional<std::uint32_t> parse_typed_number(std::string_view text);

// One query a word; but two numbers next to each other may be the pair of mstsc's dialog.
std::vector<Query> parse_queries(const std::vector<std::string>& words);

// A code that was found, and for a pair both of them.
struct Found {
    const Family* family = nullptr;
    const Code* code = nullptr;
    const Family* extended_family = nullptr;
    const Code* extended = nullptr;  // of a pair
    const Pair* pair = nullptr;      // what the two say together, if anybody wrote that down

    // Of a pair whose second code is in no table.
    std::optional<std::uint32_t> unknown_extended{};

    CodeName name() const;
};

struct Answer {
    std::string asked;
    std::vector<Found> found;          // one for each family that has the code
    std::vector<std::string> nearest;  // if none: "mstsc:0x904 disconnectReasonAtClientWinsockFDCLOSE"
    std::vector<std::string> hints;    // if none: what the families asked say of unknown codes
};

// The answers, in the order of the queries; a pair that nobody knows becomes two answers.
std::vector<Answer> find_codes(const std::vector<Query>& queries, const std::vector<Family>& families);

}  // namespace badrdp::harness
