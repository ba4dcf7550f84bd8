#include <fmt/format.h>

#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/payload.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/verb.h"

namespace badrdp::harness {
namespace {

using path::Deed;
using wire::Step;

// A packet shorter than this cannot carry a TCP header over IPv6, and IPv4 promises 68 bytes [RFC 791 3.2].
constexpr std::uint64_t kLeastMtu = 68;
constexpr std::uint64_t kMostMtu = 65535;

struct Verb {
    std::string_view name;
    std::vector<std::string_view> arguments;
    std::optional<Deed> (*read)(Table&, const Value&, std::uint32_t seed);
};

template <class E>
std::optional<E> read_word(const std::optional<Value>& value, std::string_view what,
                           std::span<const Word> words, E otherwise) {
    if (!value) return otherwise;
    const auto word = value->word(
        what, [&](std::string_view name) { return value_of(words, name); }, names_of(words));
    return word ? std::optional(static_cast<E>(*word)) : std::nullopt;
}

// A whole number is so many percent.
std::optional<double> read_share(const Value& value) {
    if (value.is_number()) {
        const auto percent = value.number(1, 100);
        return percent ? std::optional(static_cast<double>(*percent) / 100) : std::nullopt;
    }
    const auto text = value.text();
    if (!text) return std::nullopt;
    auto share = parse_share(*text);
    if (!share)
        value.complain(fmt::format("'{}' must be a share between \"0.0001%\" and \"100%\", not \"{}\"",
                                   value.key(), *text));
    return share;
}

// Nothing at all would be an impairment that never bites.
std::optional<path::nanoseconds> read_duration(const std::optional<Value>& value) {
    const auto duration = value ? value->duration() : std::nullopt;
    if (!duration || duration->count() > 0) return duration;
    value->complain(fmt::format("'{}' must be longer than nothing", value->key()));
    return std::nullopt;
}

std::optional<Deed> read_mtu(Table& table, const Value& value, std::uint32_t) {
    const auto bytes = value.number(kLeastMtu, kMostMtu);
    const auto icmp = read_word(table.take("icmp"), "answer", icmp_words(), path::Icmp::none);
    if (!bytes || !icmp) return std::nullopt;
    return path::Mtu{static_cast<std::size_t>(*bytes), *icmp};
}

std::optional<Deed> read_drop(Table&, const Value& value, std::uint32_t) {
    const auto what = read_word(std::optional(value), "traffic", traffic_words(), path::Traffic::all);
    return what ? std::optional<Deed>(path::Drop{*what}) : std::nullopt;
}

std::optional<Deed> read_reject(Table& table, const Value& value, std::uint32_t) {
    const auto what = read_word(std::optional(value), "traffic", traffic_words(), path::Traffic::all);
    const auto with = read_word(table.need("with"), "refusal", refusal_words(), path::Refusal::rst);
    if (!what || !with) return std::nullopt;
    return path::Reject{*what, *with};
}

std::optional<Deed> read_reset(Table& table, const Value& value, std::uint32_t seed) {
    const auto toward =
        read_word(std::optional(value), "end of the path", toward_words(), path::Toward::both);
    path::Reset reset;
    if (const auto bytes = table.take("bytes")) {
        const auto words = bytes->text();
        auto read = words ? payload(*words, seed) : std::unexpected(std::string());
        if (!read && words) bytes->complain(read.error());
        if (!read) return std::nullopt;
        reset.bytes = std::move(*read);
    } else if (!table.has("after")) {
        table.complain("a 'reset' needs to know when: 'after' a step, or when certain 'bytes' pass");
        return std::nullopt;
    }
    if (!toward) return std::nullopt;
    reset.toward = *toward;
    return reset;
}

std::optional<Deed> read_delay(Table& table, const Value& value, std::uint32_t) {
    const auto by = read_duration(value);
    path::Delay delay;
    if (const auto jitter = table.take("jitter")) delay.jitter = read_duration(jitter).value_or(delay.jitter);
    if (!by) return std::nullopt;
    delay.by = *by;
    return delay;
}

std::optional<Deed> read_rate(Table& table, const Value& value, std::uint32_t) {
    path::Rate rate;
    table.size("queue", rate.queue);
    const auto text = value.text();
    const auto bits = text ? parse_rate(*text) : std::nullopt;
    if (text && !bits)
        value.complain(fmt::format("'rate' must be like \"256kbit\" or \"10Mbit\", not \"{}\"", *text));
    if (!bits) return std::nullopt;
    rate.bits_per_second = *bits;
    return rate;
}

std::optional<Deed> read_lose(Table& table, const Value& value, std::uint32_t) {
    path::Lose lose;
    unsigned burst = 1;
    table.number("burst", burst, 1, 10'000);
    lose.burst = burst;
    const auto share = read_share(value);
    if (!share) return std::nullopt;
    lose.share = *share;
    return lose;
}

std::optional<Deed> read_reorder(Table& table, const Value& value, std::uint32_t) {
    const auto share = read_share(value);
    const auto by = read_duration(table.need("by"));
    if (!share || !by) return std::nullopt;
    return path::Reorder{*share, *by};
}

template <class WithShare>
std::optional<Deed> read_shared(Table&, const Value& value, std::uint32_t) {
    const auto share = read_share(value);
    return share ? std::optional<Deed>(WithShare{*share}) : std::nullopt;
}

std::optional<Deed> read_forget(Table&, const Value& value, std::uint32_t) {
    const auto idle = read_duration(value);
    return idle ? std::optional<Deed>(path::Forget{*idle}) : std::nullopt;
}

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> kVerbs{
        {"mtu", {"icmp"}, read_mtu},
        {"drop", {}, read_drop},
        {"reject", {"with"}, read_reject},
        {"reset", {"bytes"}, read_reset},
        {"delay", {"jitter"}, read_delay},
        {"rate", {"queue"}, read_rate},
        {"lose", {"burst"}, read_lose},
        {"reorder", {"by"}, read_reorder},
        {"duplicate", {}, read_shared<path::Duplicate>},
        {"corrupt", {}, read_shared<path::Corrupt>},
        {"forget", {}, read_forget},
    };
    return kVerbs;
}

std::optional<Step> read_after(const Value& value) {
    const auto name = value.text();
    if (!name) return std::nullopt;
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps) all.emplace_back(row.name);
    const auto step = wire::step_named(*name);
    if (!step) value.complain(fmt::format("unknown step '{}'{}", *name, did_you_mean(*name, all)));
    if (step != Step::none) return step;
    value.complain("'none' is no step; without 'after' an impairment is there from the first frame on");
    return std::nullopt;
}

}  // namespace

std::vector<std::string> path_verbs() {
    std::vector<std::string> names;
    for (const auto& verb : verbs()) names.emplace_back(verb.name);
    return names;
}

std::optional<path::Impairment> read_impairment(Table table, std::uint32_t seed) {
    const auto* verb = read_verb(table, "[[path]]", std::span(verbs()));
    if (!verb) return std::nullopt;
    path::Impairment out;
    const auto deed = verb->read(table, *table.take(verb->name), seed);
    const auto direction = read_word(table.take("direction"), "direction", direction_words(), out.direction);
    table.number("port", out.port, 1);
    if (const auto after = table.take("after")) out.after = read_after(*after).value_or(out.after);
    if (const auto lasts = table.take("lasts")) out.lasts = read_duration(lasts);
    refuse_stray_arguments(table, *verb, std::span(verbs()));
    table.done();
    if (!deed || !direction) return std::nullopt;
    out.deed = *deed;
    out.direction = *direction;
    out.text = impairment_text(out);
    return out;
}

}  // namespace badrdp::harness
