// Bytes that a fault puts in the place of a peer's own, and the words by which a scenario calls them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "sim/wire/io/malformed.h"

namespace badrdp::fault {

struct Payload {
    std::string words{};  // "http", "garbage:64", "hex:0300": what they are called wherever they are told
    wire::Bytes bytes{};
    friend bool operator==(const Payload&, const Payload&) = default;
};

// What common servers say to bytes that they take for a broken request, or before any byte at all.
inline constexpr std::array<std::string_view, 3> kBanners{"http", "ssh", "smtp"};
std::optional<Payload> banner(std::string_view word);

Payload hex_payload(wire::Bytes bytes);
std::string hex_words(wire::BytesView bytes);  // "hex:0300"

}  // namespace badrdp::fault
