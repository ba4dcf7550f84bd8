#include "harness/data/scenario/path_words.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "harness/data/file/units.h"
#include "harness/data/scenario/path_keys.h"
#include "sim/fault/payload.h"

namespace badrdp::harness {
namespace {

using path::Direction;
using path::Icmp;
using path::Impairment;
using path::Refusal;
using path::Toward;
using path::Traffic;

constexpr std::array kTraffic{word("all", Traffic::all),
                              word("tcp", Traffic::tcp),
                              word("syn", Traffic::syn),
                              word("data", Traffic::data),
                              word("split_hello", Traffic::split_hello),
                              word("hello_rest", Traffic::hello_rest),
                              word("udp", Traffic::udp),
                              word("frames", Traffic::frames)};
constexpr std::array kIcmp{word("none", Icmp::none), word("correct", Icmp::correct),
                           word("lying", Icmp::lying)};
constexpr std::array kRefusals{word("rst", Refusal::rst), word("net_unreachable", Refusal::net_unreachable),
                               word("host_unreachable", Refusal::host_unreachable),
                               word("port_unreachable", Refusal::port_unreachable),
                               word("prohibited", Refusal::prohibited)};
constexpr std::array kToward{word("both", Toward::both), word("client", Toward::client),
                             word("server", Toward::server)};
constexpr std::array kDirections{word("both", Direction::both), word("to_server", Direction::to_server),
                                 word("to_client", Direction::to_client)};

constexpr double kMillion = 1e6;

struct RateUnit {
    std::string_view name;
    std::uint64_t factor;
};
constexpr std::array kRates{RateUnit{"Gbit", 1'000'000'000}, RateUnit{"Mbit", 1'000'000},
                            RateUnit{"kbit", 1'000}, RateUnit{"bit", 1}};

struct Told {
    KeyAndValue word;
    bool may = false;  // it need not be told where it is the usual
};

// A visitor of impairments, in the words of the file.
struct Teller {
    std::vector<Told> told;

    void need(std::string_view key, const auto& value, auto... kind) { tell(false, key, value, kind...); }
    void usual(std::string_view key, const auto& value, auto... kind) { tell(false, key, value, kind...); }
    void may(std::string_view key, const auto& value, auto... kind) { tell(true, key, value, kind...); }

private:
    void tell(bool may, std::string_view key, const auto& value, OneOf one) {
        put(may, key, std::string(name_of(one.words, value)));
    }
    void tell(bool may, std::string_view key, path::nanoseconds value) {
        put(may, key, duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(value)));
    }
    void tell(bool may, std::string_view key, const std::optional<path::nanoseconds>& value) {
        value ? tell(may, key, *value) : put(may, key, {});
    }
    void tell(bool may, std::string_view key, std::size_t value, fault::Size) {
        put(may, key, std::to_string(value), false);
    }
    void tell(bool may, std::string_view key, auto value, fault::Number) {
        put(may, key, std::to_string(static_cast<std::uint64_t>(value)), false);
    }
    void tell(bool may, std::string_view key, double value, Share) { put(may, key, share_text(value)); }
    void tell(bool may, std::string_view key, std::uint64_t value, BitRate) {
        put(may, key, rate_text(value));
    }
    void tell(bool may, std::string_view key, wire::Step value) { put(may, key, std::string(name(value))); }
    void tell(bool may, std::string_view key, const wire::Bytes& value) {
        put(may, key, fault::hex_words(value));
    }

    void put(bool may, std::string_view key, std::string value, bool quoted = true) {
        told.push_back({{std::string(key), std::move(value), quoted}, may});
    }
};

std::vector<Told> told_of(const Impairment& impairment) {
    Teller teller;
    std::visit([&](const auto& deed) { visit_path(teller, deed); }, impairment.deed);
    visit_impairment(teller, impairment);
    return std::move(teller.told);
}

// The same verb, of which nothing more was said.
Impairment usual_of(const Impairment& impairment) {
    Impairment usual;
    std::visit([&]<class D>(const D&) { usual.deed.emplace<D>(); }, impairment.deed);
    return usual;
}

}  // namespace

std::span<const Word> traffic_words() { return kTraffic; }
std::span<const Word> icmp_words() { return kIcmp; }
std::span<const Word> refusal_words() { return kRefusals; }
std::span<const Word> toward_words() { return kToward; }
std::span<const Word> direction_words() { return kDirections; }

std::optional<double> parse_share(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    double percent = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), percent, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    const double millionths = percent * kMillion / 100;
    const double whole = std::round(millionths);
    if (!(whole > 0) || whole > kMillion || std::abs(whole - millionths) > 1e-3) return std::nullopt;
    return whole / kMillion;
}

std::string share_text(double share) {
    return fmt::format("{}%", std::round(share * kMillion) / (kMillion / 100));
}

std::optional<std::uint64_t> parse_rate(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number == 0) return std::nullopt;
    const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
    constexpr std::uint64_t kFastest = 1'000'000'000'000;
    for (const auto& unit : kRates)
        if (unit.name == suffix && number <= kFastest / unit.factor) return number * unit.factor;
    return std::nullopt;
}

std::string rate_text(std::uint64_t bits_per_second) {
    for (const auto& unit : kRates)
        if (bits_per_second % unit.factor == 0)
            return fmt::format("{}{}", bits_per_second / unit.factor, unit.name);
    return {};
}

std::vector<KeyAndValue> words_of(const Impairment& impairment) {
    const auto mine = told_of(impairment);
    const auto usual = told_of(usual_of(impairment));
    std::vector<KeyAndValue> out;
    for (std::size_t i = 0; i < mine.size(); ++i)
        if (!mine[i].may || mine[i].word.value != usual[i].word.value) out.push_back(mine[i].word);
    return out;
}

std::string impairment_text(const Impairment& impairment) { return wire::in_one_line(words_of(impairment)); }

}  // namespace badrdp::harness
