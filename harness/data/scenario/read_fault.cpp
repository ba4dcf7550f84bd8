#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/file/units.h"
#include "harness/data/scenario/payload.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/verb.h"
#include "harness/data/scenario/words.h"
#include "sim/wire/names/field_names.h"

namespace badrdp::harness {
namespace {

using fault::Deed;
using fault::Moment;
using wire::Step;

// Where a verb can act.
enum class Where : std::uint8_t { any_step, what_it_says, where_an_alert_may_be };

struct Verb {
    std::string_view name;
    std::vector<std::string_view> arguments;
    Where where;
    std::optional<Deed> (*read)(Table&, Step, std::uint32_t seed, std::string& with);
};

std::optional<Step> read_step(const Value& value, std::string_view name) {
    if (const auto step = wire::step_named(name)) return step;
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps) all.emplace_back(row.name);
    value.complain(fmt::format("unknown step '{}'{}", name, did_you_mean(name, all)));
    return std::nullopt;
}

// A pause of nothing would be a fault that never bites.
std::optional<std::chrono::milliseconds> read_pause(const std::optional<Value>& value) {
    const auto pause = value ? value->duration() : std::nullopt;
    if (!pause || pause->count() > 0) return pause;
    value->complain(fmt::format("'{}' must be longer than nothing", value->key()));
    return std::nullopt;
}

// reset, close, half_close and silence.
template <class Ending>
std::optional<Deed> read_ending(Table& table, Step step, std::uint32_t, std::string&) {
    Ending ending{.step = step};
    const auto when = table.take("when");
    if (!when) return ending;
    const auto moment = when->word("moment",
                                   [](std::string_view name) -> std::optional<Moment> {
                                       if (name == "instead") return Moment::instead;
                                       if (name == "after") return Moment::after;
                                       return std::nullopt;
                                   },
                                   {"instead", "after"});
    if (!moment) return std::nullopt;
    ending.moment = *moment;
    return ending;
}

std::optional<Deed> read_set(Table& table, Step step, std::uint32_t, std::string&) {
    if (const auto by = table.take("by")) {
        if (table.has("to")) table.take("to")->complain("'set' has either 'to' or 'by'");
        const auto difference = by->difference();
        if (!difference) return std::nullopt;
        return fault::SetField{
            .step = step, .field = {}, .value = static_cast<std::uint64_t>(*difference), .relative = true};
    }
    const auto to = table.need("to");
    const auto number = to ? to->number(0, 0xffffffff) : std::nullopt;
    if (!number) return std::nullopt;
    return fault::SetField{.step = step, .field = {}, .value = *number};
}

std::optional<Deed> read_truncate(Table& table, Step step, std::uint32_t, std::string&) {
    const auto keep = table.need("keep");
    const auto size = keep ? keep->size() : std::nullopt;
    if (!size) return std::nullopt;
    return fault::Truncate{step, *size};
}

template <class WithBytes>
std::optional<Deed> read_with(Table& table, Step step, std::uint32_t seed, std::string& with) {
    const auto value = table.need("with");
    const auto words = value ? value->text() : std::nullopt;
    if (!words) return std::nullopt;
    auto bytes = payload(*words, seed);
    if (!bytes) {
        value->complain(bytes.error());
        return std::nullopt;
    }
    with = *words;
    return WithBytes{step, std::move(*bytes)};
}

std::optional<Deed> read_repeat(Table& table, Step step, std::uint32_t, std::string&) {
    fault::Repeat repeat{.step = step};
    table.number("times", repeat.times, 2, 1000);
    return repeat;
}

std::optional<Deed> read_split(Table& table, Step step, std::uint32_t, std::string&) {
    fault::Split split{.step = step};
    const auto at = table.need("at");
    const auto size = at ? at->size() : std::nullopt;
    if (const auto pause = table.take("pause")) split.pause = read_pause(pause).value_or(split.pause);
    if (!size) return std::nullopt;
    if (*size == 0) at->complain("'at' must leave something in front of the cut");
    split.at = *size;
    return split;
}

std::optional<Deed> read_drip(Table& table, Step step, std::uint32_t, std::string&) {
    fault::Drip drip{.step = step};
    table.number("bytes", drip.bytes, 1, 65536);
    const auto every = table.need("every");
    const auto pause = read_pause(every);
    if (!pause) return std::nullopt;
    drip.every = *pause;
    return drip;
}

std::optional<Deed> read_delay(Table& table, Step step, std::uint32_t, std::string&) {
    const auto by = table.need("by");
    const auto duration = read_pause(by);
    if (!duration) return std::nullopt;
    return fault::Delay{step, *duration};
}

std::optional<Deed> read_swallow(Table& table, Step step, std::uint32_t, std::string&) {
    const auto after = table.need("after");
    const auto size = after ? after->size() : std::nullopt;
    if (!size) return std::nullopt;
    return fault::Swallow{step, *size};
}

std::optional<Deed> read_alert(Table& table, Step step, std::uint32_t, std::string&) {
    fault::Alert alert{.step = step};
    table.number("level", alert.level);
    const auto description = table.need("description");
    if (!description) return std::nullopt;
    if (description->is_number()) {
        const auto number = description->number(0, 255);
        if (!number) return std::nullopt;
        alert.description = static_cast<std::uint8_t>(*number);
        return alert;
    }
    const auto named = [](std::string_view name) { return value_of(alert_words(), name); };
    const auto word = description->word("TLS alert", named, names_of(alert_words()));
    if (!word) return std::nullopt;
    alert.description = static_cast<std::uint8_t>(*word);
    return alert;
}

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> kVerbs{
        {"set", {"to", "by"}, Where::what_it_says, read_set},
        {"truncate", {"keep"}, Where::what_it_says, read_truncate},
        {"append", {"with"}, Where::what_it_says, read_with<fault::Append>},
        {"repeat", {"times"}, Where::what_it_says, read_repeat},
        {"replace", {"with"}, Where::what_it_says, read_with<fault::Replace>},
        {"split", {"at", "pause"}, Where::what_it_says, read_split},
        {"drip", {"bytes", "every"}, Where::what_it_says, read_drip},
        {"delay", {"by"}, Where::any_step, read_delay},
        {"swallow", {"after"}, Where::what_it_says, read_swallow},
        {"alert", {"description", "level"}, Where::where_an_alert_may_be, read_alert},
        {"reset", {"when"}, Where::any_step, read_ending<fault::Reset>},
        {"close", {"when"}, Where::any_step, read_ending<fault::Close>},
        {"half_close", {"when"}, Where::any_step, read_ending<fault::HalfClose>},
        {"silence", {"when"}, Where::any_step, read_ending<fault::Silence>},
    };
    return kVerbs;
}

// The step of "x224_confirm", or of "x224_confirm.tpkt.length" together with the field.
std::optional<Step> read_target(const Verb& verb, const Value& value, std::string& field) {
    const auto target = value.text();
    if (!target) return std::nullopt;
    if (verb.name != "set") return read_step(value, *target);
    const auto dot = target->find('.');
    if (dot == std::string::npos) {
        value.complain("'set' names a step and a field of it: \"x224_confirm.tpkt.length\"");
        return std::nullopt;
    }
    field = target->substr(dot + 1);
    return read_step(value, std::string_view(*target).substr(0, dot));
}

std::string field_objection(Step step, const std::string& field) {
    const auto fields = wire::field_names(step);
    if (fields.empty()) return fmt::format("nothing of {} can be set by name", wire::name(step));
    if (std::ranges::find(fields, field) != fields.end()) return {};
    auto hint = did_you_mean(field, fields);
    constexpr std::size_t enough = 24;
    if (hint.empty() && fields.size() <= enough) hint = fmt::format("; it has {}", fmt::join(fields, ", "));
    if (hint.empty())
        hint = fmt::format("; it has {} and {} more",
                           fmt::join(fields.begin(), fields.begin() + enough, ", "), fields.size() - enough);
    return fmt::format("{} has no field '{}'{}", wire::name(step), field, hint);
}

// Who is bent, in the words of a scenario.
std::string_view called(wire::Role role) { return role == wire::Role::server ? "host" : "client"; }

// What speaks against this verb at this step; nothing if it can act there.
std::string objection(const Verb& verb, Step step, const std::string& field, wire::Role bent) {
    if (step == Step::none) return "'none' is no step at which anything could happen";
    if (step == Step::tcp_connect)
        return "a SYN is answered by the kernel, which no fault can bend; see host.listening";
    if (verb.where == Where::where_an_alert_may_be && step < Step::x224_confirm)
        return fmt::format("an alert goes out at x224_confirm or later, not at {}", wire::name(step));
    if (verb.where != Where::what_it_says) return {};
    if (wire::sender(step) != bent)
        return fmt::format("'{}' bends what the {} says, and {} is the {}'s", verb.name, called(bent),
                           wire::name(step), called(other(bent)));
    if (step == Step::tcp_accept || step == Step::active)
        return fmt::format("'{}' has nothing to bend at {}, where no byte is said", verb.name,
                           wire::name(step));
    if (verb.name == "set") return field_objection(step, field);
    return {};
}

}  // namespace

std::vector<std::string> fault_verbs() {
    std::vector<std::string> names;
    for (const auto& verb : verbs()) names.emplace_back(verb.name);
    return names;
}

std::optional<fault::Fault> read_fault(Table table, std::uint32_t seed, wire::Role bent) {
    const auto* verb = read_verb(table, "[[fault]]", std::span(verbs()));
    if (!verb) return std::nullopt;
    fault::Fault out;
    table.number("connections", out.connections, 1, 1000);
    const auto value = *table.take(verb->name);
    std::string field, with;
    const auto step = read_target(*verb, value, field);
    // Without a step the arguments are read all the same, for what may be wrong with them.
    auto deed = verb->read(table, step.value_or(Step::x224_confirm), seed, with);
    refuse_stray_arguments(table, *verb, std::span(verbs()));
    table.done();
    if (!step) return std::nullopt;
    if (const auto when = table.take("when"); when && deed && wire::sender(*step) != bent) {
        when->complain(fmt::format(
            "'when' is for what the {} says; {} is the {}'s, and the fault acts when it has arrived",
            called(bent), wire::name(*step), called(other(bent))));
        return std::nullopt;
    }
    if (const auto why = objection(*verb, *step, field, bent); !why.empty()) {
        value.complain(why);
        return std::nullopt;
    }
    if (!deed) return std::nullopt;
    if (auto* set = std::get_if<fault::SetField>(&*deed)) set->field = field;
    out.deed = std::move(*deed);
    out.text = fault_text(out, with);
    return out;
}

}  // namespace badrdp::harness
