#include "harness/data/scenario/path_words.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "harness/data/file/units.h"
#include "harness/data/scenario/payload.h"

namespace badrdp::harness {
namespace {

using namespace badrdp::path;

template <class E>
constexpr Word word(std::string_view name, E value) {
    return {name, static_cast<std::uint32_t>(value)};
}

constexpr std::array kTraffic{word("all", Traffic::all), word("tcp", Traffic::tcp),
                              word("syn", Traffic::syn), word("data", Traffic::data),
                              word("udp", Traffic::udp), word("frames", Traffic::frames)};
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

std::string in_milliseconds(nanoseconds duration) {
    return duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(duration));
}

// Overloads by deed, each in the words of the file.
struct InWords {
    std::vector<KeyAndValue>& out;

    void text(std::string key, std::string_view value) const {
        out.push_back({std::move(key), std::string(value)});
    }
    void number(std::string key, std::uint64_t value) const {
        out.push_back({std::move(key), std::to_string(value), false});
    }

    void operator()(const Mtu& d) const {
        number("mtu", d.bytes);
        text("icmp", name_of(kIcmp, d.icmp));
    }
    void operator()(const Drop& d) const { text("drop", name_of(kTraffic, d.what)); }
    void operator()(const Reject& d) const {
        text("reject", name_of(kTraffic, d.what));
        text("with", name_of(kRefusals, d.with));
    }
    void operator()(const Reset& d) const {
        text("reset", name_of(kToward, d.toward));
        if (!d.bytes.empty()) text("bytes", hex_words(d.bytes));
    }
    void operator()(const Delay& d) const {
        text("delay", in_milliseconds(d.by));
        if (d.jitter.count() > 0) text("jitter", in_milliseconds(d.jitter));
    }
    void operator()(const Rate& d) const {
        text("rate", rate_text(d.bits_per_second));
        number("queue", d.queue);
    }
    void operator()(const Lose& d) const {
        text("lose", share_text(d.share));
        if (d.burst > 1) number("burst", static_cast<std::uint64_t>(d.burst));
    }
    void operator()(const Reorder& d) const {
        text("reorder", share_text(d.share));
        text("by", in_milliseconds(d.by));
    }
    void operator()(const Duplicate& d) const { text("duplicate", share_text(d.share)); }
    void operator()(const Corrupt& d) const { text("corrupt", share_text(d.share)); }
    void operator()(const Forget& d) const { text("forget", in_milliseconds(d.idle)); }
};

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
    constexpr std::uint64_t kMost = 1'000'000'000'000;
    for (const auto& unit : kRates)
        if (unit.name == suffix && number <= kMost / unit.factor) return number * unit.factor;
    return std::nullopt;
}

std::string rate_text(std::uint64_t bits_per_second) {
    for (const auto& unit : kRates)
        if (bits_per_second % unit.factor == 0)
            return fmt::format("{}{}", bits_per_second / unit.factor, unit.name);
    return {};
}

std::vector<KeyAndValue> words_of(const Impairment& impairment) {
    std::vector<KeyAndValue> out;
    const InWords in_words{out};
    std::visit(in_words, impairment.deed);
    if (impairment.direction != Direction::both)
        in_words.text("direction", name_of(kDirections, impairment.direction));
    if (impairment.port != 0) in_words.number("port", impairment.port);
    if (impairment.after != wire::Step::none) in_words.text("after", wire::name(impairment.after));
    if (impairment.lasts) in_words.text("lasts", in_milliseconds(*impairment.lasts));
    return out;
}

std::string impairment_text(const Impairment& impairment) {
    std::string text;
    for (const auto& [key, value, quoted] : words_of(impairment)) {
        if (key == "icmp" && value == "none") continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : " ", key, value);
    }
    return text;
}

}  // namespace badrdp::harness
