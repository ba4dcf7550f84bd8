#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/scenario/connections.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/read_argument.h"
#include "harness/data/scenario/verb.h"
#include "sim/fault/message.h"
#include "sim/fault/words.h"
#include "sim/wire/names/field_names.h"

namespace badrdp::harness {
namespace {

using fault::Aims;
using fault::Deed;
using fault::Fault;
using fault::for_each_deed;
using fault::known_messages;
using fault::kPlaceOfAMessage;
using fault::Say;
using fault::SetField;
using wire::Step;

struct FaultVerb {
    std::string_view name;
    std::vector<std::string_view> arguments;
    Deed deed;
};

const std::vector<FaultVerb>& verbs_of_faults() {
    static const auto all = [] {
        std::vector<FaultVerb> out;
        for_each_deed([&](auto deed) {
            KeyLister lister;
            decltype(deed)::visit(lister, deed);
            if (deed.kVerb.aims == Aims::with_a_message) lister.keys.push_back(kPlaceOfAMessage);
            out.push_back({deed.kVerb.name, std::move(lister.keys), std::move(deed)});
        });
        return out;
    }();
    return all;
}

std::optional<Step> read_step(const Value& value, std::string_view name) {
    if (const auto step = wire::step_named(name)) return step;
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps) all.emplace_back(row.name);
    value.complain(fmt::format("unknown step '{}'{}", name, did_you_mean(name, all)));
    return std::nullopt;
}

// The step of "x224_confirm", or of "x224_confirm.tpkt.length" together with the field.
std::optional<Step> read_field(const Value& value, const std::string& target, std::string& field) {
    const auto dot = target.find('.');
    if (dot == std::string::npos) {
        value.complain("'set' names a step and a field of it: \"x224_confirm.tpkt.length\"");
        return std::nullopt;
    }
    field = target.substr(dot + 1);
    return read_step(value, std::string_view(target).substr(0, dot));
}

std::optional<Step> read_message(const Value& value) {
    std::vector<std::string> all;
    for (const auto step : known_messages()) all.emplace_back(wire::name(step));
    const auto known = [&](std::string_view word) {
        return std::ranges::find(all, word) != all.end() ? wire::step_named(word) : std::nullopt;
    };
    return value.word("message", known, all);
}

// What the verb aims at, in the value of its key; `place` is where a step was written, for what may be wrong
// with it.
std::optional<Step> read_target(Table& table, Deed& deed, const Value& value, Value& place) {
    const auto target = value.text();
    if (!target) return std::nullopt;
    if (auto* set = std::get_if<SetField>(&deed)) return read_field(value, *target, set->field);
    auto* say = std::get_if<Say>(&deed);
    if (!say) return read_step(value, *target);
    const auto message = read_message(value);
    if (message) say->message = *message;
    const auto at = table.need(kPlaceOfAMessage);
    if (at) place = *at;
    const auto step = at ? at->text() : std::nullopt;
    const auto known = step ? read_step(*at, *step) : std::nullopt;
    return message ? known : std::nullopt;
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

std::string message_objection(Step step, wire::Role bent) {
    if (bent == wire::Role::client) return "'say' is for what a host says";
    if (step >= Step::client_info && step != Step::active) return {};
    return fmt::format("'say' needs the channels that are joined before client_info, and {} comes before it",
                       wire::name(step));
}

// What speaks against this verb at this step; nothing if it can act there.
std::string objection(const Deed& deed, Step step, wire::Role bent) {
    const auto& [verb, aims, stage] = fault::verb(deed);
    if (step == Step::none) return "'none' is no step at which anything could happen";
    if (step == Step::tcp_connect)
        return "a SYN is answered by the kernel, which no fault can bend; see host.listening";
    if (aims == Aims::with_a_message) return message_objection(step, bent);
    if (aims == Aims::where_an_alert_may_be && step < Step::x224_confirm)
        return fmt::format("an alert goes out at x224_confirm or later, not at {}", wire::name(step));
    if (aims == Aims::at_any_step || aims == Aims::where_an_alert_may_be) return {};
    if (wire::sender(step) != bent)
        return fmt::format("'{}' bends what the {} says, and {} is the {}'s", verb, called(bent),
                           wire::name(step), called(other(bent)));
    if (step == Step::tcp_accept || step == Step::active)
        return fmt::format("'{}' has nothing to bend at {}, where no byte is said", verb, wire::name(step));
    if (aims == Aims::at_a_pdu && step >= Step::client_hello && step <= Step::tls_finished)
        return fmt::format("'{}' leaves out a PDU of RDP, and {} is said by TLS", verb, wire::name(step));
    if (const auto* set = std::get_if<SetField>(&deed)) return field_objection(step, set->field);
    return {};
}

}  // namespace

std::optional<Fault> read_fault(Table table, std::uint32_t seed, std::optional<wire::Role> whose) {
    const auto* verb = read_verb(table, "[[fault]]", std::span(verbs_of_faults()));
    if (!verb) return std::nullopt;
    Fault out{.deed = verb->deed};
    read_bent_connections(table, out);
    auto place = *table.take(verb->name);
    const auto value = place;
    const auto step = read_target(table, out.deed, value, place);
    // Without a step the arguments are read all the same, for what may be wrong with them.
    ArgumentReader reader(table, seed);
    std::visit([&](auto& deed) { deed.visit(reader, deed); }, out.deed);
    refuse_stray_arguments(table, *verb, std::span(verbs_of_faults()));
    table.done();
    if (!step) return std::nullopt;
    out.step = *step;
    const auto bent = whose.value_or(wire::sender(*step));
    if (const auto when = table.take("when"); when && reader.good && wire::sender(*step) != bent) {
        when->complain(fmt::format(
            "'when' is for a step of the {}'s; {} is the {}'s, and the fault acts when it has arrived",
            called(bent), wire::name(*step), called(other(bent))));
        return std::nullopt;
    }
    if (const auto why = objection(out.deed, *step, bent); !why.empty()) {
        place.complain(why);
        return std::nullopt;
    }
    return reader.good ? std::optional(described(std::move(out))) : std::nullopt;
}

}  // namespace badrdp::harness
