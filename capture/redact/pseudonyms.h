// Other addresses and names for those of a capture: of the same length and kind, the same one for the same
// one wherever it stands, and not to be traced back without the secret behind `chance`.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/path/ip.h"

namespace badrdp::capture::redaction {

using MutableBytes = std::span<std::uint8_t>;

// A keyed function: the same input gives the same number, and the number says nothing of the input.
using Chance = std::function<std::uint64_t(wire::BytesView)>;

// What was replaced, under the names that a report prints.
enum class What : std::uint8_t {
    address,         // IPv4 and IPv6
    mac,             // link-layer addresses
    cookie,          // of the X.224 Connection Request: mstshash, routing tokens
    server_name,     // SNI, ALPN
    certificate,     // names, serial numbers, keys, signatures
    dns,             // names that were looked up
    http,            // hosts, paths and values of headers
    other_text,      // the first line of another protocol
    session_number,  // TLS session ids
};

std::string_view name(What what);
inline constexpr std::size_t kWhats = 9;

class Pseudonyms {
public:
    static constexpr std::size_t kMostNames = 1u << 20;  // that are kept apart; behind that two may get one

    explicit Pseudonyms(Chance chance) : chance_(std::move(chance)) {}

    // Two addresses that share their first n bits share n bits afterwards. Loopback, link-local, private and
    // multicast networks stay what they are.
    path::Address address(const path::Address& original);
    void ipv4(MutableBytes four);
    void ipv6(MutableBytes sixteen);
    // Six bytes. Zeros and broadcast stay; a multicast address keeps its first two bytes.
    void mac(MutableBytes six);

    // ASCII or UTF-8, word by word: letters become letters of the same case, digits digits, what stands
    // between words stays. Whether letters are large makes no difference to which word it is.
    void text(MutableBytes bytes, What what);
    // The same in UTF-16, big-endian, as certificates have it; an odd byte at the end is set to 0.
    void text16(MutableBytes bytes, What what);
    // Bytes without a form: the same ones become the same others.
    void opaque(MutableBytes bytes, What what);

    std::uint64_t times(What what) const { return times_[static_cast<std::size_t>(what)]; }
    // Original and replacement of all words and addresses, each once; MAC addresses and bytes are not in it.
    const std::map<std::string, std::string>& words() const { return words_; }
    std::map<std::string, std::string> addresses() const;

private:
    bool flips(wire::BytesView prefix, unsigned bits);
    void count(What what) { ++times_[static_cast<std::size_t>(what)]; }
    std::string word(const std::string& folded);
    void units(std::span<std::uint16_t> text);

    Chance chance_;
    std::array<std::uint64_t, kWhats> times_{};
    std::map<path::Address, path::Address> addresses_;
    std::map<std::string, std::string> words_;  // in lower case; what is no ASCII as U+XXXX
    std::set<std::string> taken_;
};

}  // namespace badrdp::capture::redaction
