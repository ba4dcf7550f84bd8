#include "capture/redact/pseudonyms.h"

#include <fmt/format.h>

#include <algorithm>

#include "capture/survey/talk.h"

namespace badrdp::capture::redaction {
namespace {

using wire::Bytes;
using wire::BytesView;

// A network that stays what it is; in one that is `whole`, so do its addresses, which name nobody.
struct Special {
    path::Address first;
    unsigned bits;
    bool whole;
};

constexpr path::Address four(std::uint8_t a, std::uint8_t b) {
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, 0, 0};
}
constexpr path::Address six(std::uint8_t a, std::uint8_t b) { return {a, b}; }

constexpr unsigned kMapped = 96;  // IPv4 lies behind so many bits

// [RFC 6890 2.2], [RFC 4291 2.4]
constexpr std::array kSpecial{
    Special{four(0, 0), kMapped + 8, true},
    Special{four(10, 0), kMapped + 8, false},
    Special{four(127, 0), kMapped + 8, true},
    Special{four(169, 254), kMapped + 16, false},
    Special{four(172, 16), kMapped + 12, false},
    Special{four(192, 168), kMapped + 16, false},
    Special{four(224, 0), kMapped + 3, true},
    Special{six(0, 0), kMapped, true},
    Special{six(0xfe, 0x80), 64, false},
    Special{six(0xfc, 0), 7, false},
    Special{six(0xff, 0), 8, true},
};

bool share(const path::Address& a, const path::Address& b, unsigned bits) {
    if (!std::equal(a.begin(), a.begin() + bits / 8, b.begin())) return false;
    return bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) >> (8 - bits % 8)) == 0;
}

// Whether the bit behind these must stay, so that networks of one kind stay that.
bool is_fixed(const path::Address& address, unsigned bits) {
    return std::ranges::any_of(kSpecial, [&](const Special& special) {
        return share(address, special.first, std::min(bits, special.bits)) &&
               (bits < special.bits || special.whole);
    });
}

// The group of one host's neighbours, whose last three bytes are the host's own [RFC 4291 2.7.1].
bool is_solicited_node(const path::Address& address) {
    constexpr std::array<std::uint8_t, 13> kGroup{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};
    return std::equal(kGroup.begin(), kGroup.end(), address.begin());
}

// What belongs to a word; anything else stands between words.
bool is_lower(std::uint16_t unit) { return unit >= 'a' && unit <= 'z'; }
bool is_upper(std::uint16_t unit) { return unit >= 'A' && unit <= 'Z'; }
bool is_digit(std::uint16_t unit) { return unit >= '0' && unit <= '9'; }
bool is_word(std::uint16_t unit) {
    return is_lower(unit) || is_upper(unit) || is_digit(unit) || unit >= 0x80;
}

std::string folded(std::span<const std::uint16_t> word) {
    std::string out;
    for (const auto unit : word) {
        if (unit >= 0x80)
            out += fmt::format("<{:x}>", unit);
        else
            out += static_cast<char>(is_upper(unit) ? unit + ('a' - 'A') : unit);
    }
    return out;
}

// The letters of a folded word, in which "<e9>" stands for one unit.
std::size_t units_of(const std::string& word) {
    std::size_t out = 0;
    bool inside = false;
    for (const char c : word) {
        inside = (inside || c == '<') && c != '>';
        if (!inside) ++out;
    }
    return out;
}

BytesView view(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string_view name(What what) {
    switch (what) {
        case What::address: return "addresses";
        case What::mac: return "link-layer addresses";
        case What::cookie: return "names in routing cookies";
        case What::server_name: return "server names in TLS";
        case What::certificate: return "parts of certificates";
        case What::dns: return "labels in DNS messages";
        case What::http: return "texts of HTTP";
        case What::other_text: return "first lines of other protocols";
        case What::session_number: return "session numbers of TLS";
    }
    return "";
}

// Whether the bit behind these bits is turned: Crypto-PAn's idea, with any keyed function for its cipher.
bool Pseudonyms::flips(BytesView prefix, unsigned bits) {
    Bytes asked{'a', static_cast<std::uint8_t>(bits)};
    asked.insert(asked.end(), prefix.begin(), prefix.begin() + bits / 8);
    if (bits % 8 != 0) asked.push_back(static_cast<std::uint8_t>(prefix[bits / 8] & (0xff00 >> bits % 8)));
    return (chance_(asked) & 1) != 0;
}

path::Address Pseudonyms::address(const path::Address& original) {
    count(What::address);
    if (const auto known = addresses_.find(original); known != addresses_.end()) return known->second;
    auto out = original;
    for (unsigned bit = path::is_ipv4(original) ? kMapped : 0; bit < 8 * original.size(); ++bit)
        if (!is_fixed(original, bit) && flips(original, bit))
            out[bit / 8] ^= static_cast<std::uint8_t>(0x80 >> bit % 8);
    if (is_solicited_node(original)) std::fill(out.end() - 3, out.end(), std::uint8_t{0});
    if (addresses_.size() < kMostNames) addresses_.emplace(original, out);
    return out;
}

void Pseudonyms::ipv4(MutableBytes four_bytes) {
    const auto out = address(path::ipv4(four_bytes[0], four_bytes[1], four_bytes[2], four_bytes[3]));
    std::ranges::copy(BytesView(out).last(4), four_bytes.begin());
}

void Pseudonyms::ipv6(MutableBytes sixteen) {
    path::Address original{};
    std::ranges::copy(sixteen, original.begin());
    std::ranges::copy(address(original), sixteen.begin());
}

void Pseudonyms::mac(MutableBytes bytes) {
    const auto all = [&](std::uint8_t value) {
        return std::ranges::all_of(bytes, [=](std::uint8_t byte) { return byte == value; });
    };
    if (all(0) || all(0xff)) return;
    count(What::mac);
    Bytes asked{'m'};
    asked.insert(asked.end(), bytes.begin(), bytes.end());
    const auto drawn = chance_(asked);
    const bool group = (bytes[0] & 1) != 0;
    if (!group) bytes[0] = 2;  // locally administered [IEEE 802]
    for (std::size_t i = group ? 2 : 1; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(drawn >> (8 * i));
}

// Another word of the same form that no other word has got, if there are that many.
std::string Pseudonyms::word(const std::string& original) {
    if (const auto known = words_.find(original); known != words_.end()) return known->second;
    constexpr unsigned kTries = 64;
    std::string out;
    for (unsigned attempt = 0; attempt < kTries; ++attempt) {
        out.clear();
        const auto length = units_of(original);
        std::uint64_t drawn = 0;
        bool inside = false;
        std::vector<bool> digits;
        for (const char c : original) {
            inside = (inside || c == '<') && c != '>';
            if (!inside) digits.push_back(c >= '0' && c <= '9');
        }
        for (std::size_t i = 0; i < length; ++i) {
            if (i % 8 == 0) drawn = chance_(view(fmt::format("w{}:{}:{}", attempt, i, original)));
            out += digits[i] ? static_cast<char>('0' + drawn % 10) : static_cast<char>('a' + drawn % 26);
            drawn >>= 7;
        }
        if (out != original && !taken_.contains(out)) break;
    }
    if (words_.size() < kMostNames) {
        words_.emplace(original, out);
        taken_.insert(out);
    }
    return out;
}

void Pseudonyms::units(std::span<std::uint16_t> text) {
    for (std::size_t at = 0; at < text.size();) {
        if (!is_word(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() && is_word(text[end])) ++end;
        const auto other = word(folded(text.subspan(at, end - at)));
        for (std::size_t i = 0; at < end; ++at, ++i) {
            const auto letter = static_cast<std::uint16_t>(other[i]);
            text[at] = is_upper(text[at]) ? static_cast<std::uint16_t>(letter - ('a' - 'A')) : letter;
        }
    }
}

void Pseudonyms::text(MutableBytes bytes, What what) {
    if (bytes.empty()) return;
    count(what);
    std::vector<std::uint16_t> wide(bytes.begin(), bytes.end());
    units(wide);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(wide[i]);
}

void Pseudonyms::text16(MutableBytes bytes, What what) {
    if (bytes.empty()) return;
    count(what);
    std::vector<std::uint16_t> wide;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
        wide.push_back(static_cast<std::uint16_t>(bytes[i] << 8 | bytes[i + 1]));
    units(wide);
    for (std::size_t i = 0; i < wide.size(); ++i) {
        bytes[2 * i] = static_cast<std::uint8_t>(wide[i] >> 8);
        bytes[2 * i + 1] = static_cast<std::uint8_t>(wide[i]);
    }
    if (bytes.size() % 2 != 0) bytes.back() = 0;
}

void Pseudonyms::opaque(MutableBytes bytes, What what) {
    if (bytes.empty()) return;
    count(what);
    Bytes asked{'o'};
    asked.insert(asked.end(), bytes.begin(), bytes.end());
    const auto seed = chance_(asked);
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        auto drawn = chance_(view(fmt::format("o{}:{}", seed, at)));
        for (std::size_t i = at; i < std::min(at + 8, bytes.size()); ++i, drawn >>= 8)
            bytes[i] = static_cast<std::uint8_t>(drawn);
    }
}

std::map<std::string, std::string> Pseudonyms::addresses() const {
    std::map<std::string, std::string> out;
    for (const auto& [original, other] : addresses_) out.emplace(to_text(original), to_text(other));
    return out;
}

}  // namespace badrdp::capture::redaction
