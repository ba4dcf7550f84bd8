#include <fmt/format.h>

#include <algorithm>

#include "harness/data/file/strings.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/words.h"

namespace badrdp::harness {
namespace {

using wire::Step;

std::optional<Step> read_reached_step(const Value& value) {
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps)
        if (row.step != Step::none) all.emplace_back(row.name);
    const auto named = [](std::string_view name) {
        const auto step = wire::step_named(name);
        return step == Step::none ? std::nullopt : step;
    };
    return value.word("step", named, all);
}

// Only a near miss is a mistake: an adapter may have option sets that this program has never heard of.
std::optional<std::string> read_option(const Value& value) {
    const auto option = value.text();
    if (!option) return std::nullopt;
    const auto& known = option_words();
    if (std::ranges::find(known, *option) != known.end()) return option;
    if (const auto hint = did_you_mean(*option, known); !hint.empty()) {
        value.complain(fmt::format("unknown option set '{}'{}", *option, hint));
        return std::nullopt;
    }
    return option;
}

template <class T, class Read>
void read_list(Table& table, std::string_view key, std::vector<T>& into, Read read) {
    const auto value = table.take(key);
    if (!value) return;
    for (const auto& element : value->list()) {
        const std::optional<T> one = read(element);
        if (!one) continue;
        if (std::ranges::find(into, *one) != into.end())
            element.complain(fmt::format("'{}' says \"{}\" twice", key, *element.text()));
        else
            into.push_back(*one);
    }
}

void read_bounds(Table& table, Demand& demand) {
    if (const auto within = table.take("within")) {
        demand.within = within->duration();
        if (demand.within && demand.within->count() <= 0) within->complain("'within' must be longer than 0");
    }
    if (const auto connections = table.take("connections"))
        if (const auto most = connections->number(0, 1000)) demand.connections = static_cast<unsigned>(*most);
}

// What the client did on one of its connections is how far that came; the rest is about the client.
void read_connection(Table& table, Demand& demand) {
    const auto number = table.take("connection");
    if (!number) return;
    if (const auto n = number->number(1, 1000)) demand.connection = static_cast<unsigned>(*n);
    if (!demand.reaches && demand.never.empty())
        number->complain("'connection' is for 'reaches' and 'never'");
    for (const auto key : {"outcome", "within", "says", "connections"})
        if (table.has(key))
            number->complain(fmt::format("'{}' is about the client, and not about one connection", key));
}

bool demands_nothing(const Demand& d) {
    return d.outcome.empty() && !d.reaches && d.never.empty() && !d.within && d.says.empty() &&
           !d.connections;
}

}  // namespace

std::vector<Demand> read_demands(Table table, const std::string& file, bool everywhere) {
    Demand demand;
    demand.file = file;
    demand.line = table.at().line;

    std::vector<std::string> options;
    read_list(table, "options", options, read_option);
    if (!table.has("options")) options = {everywhere ? std::string() : std::string("lenient")};

    read_list(table, "outcome", demand.outcome,
              [](const Value& v) { return v.word("outcome", outcome_named, strings(outcome_names())); });
    if (const auto reaches = table.take("reaches")) demand.reaches = read_reached_step(*reaches);
    read_list(table, "never", demand.never, read_reached_step);
    read_list(table, "says", demand.says,
              [](const Value& v) { return v.word("reason", reason_named, strings(reason_names())); });
    read_bounds(table, demand);
    read_connection(table, demand);
    if (const auto why = table.need("why"))
        if (auto text = why->text()) demand.why = std::move(*text);
    const std::vector<std::string> kinds{"outcome", "reaches", "never", "within", "says", "connections"};
    if (demands_nothing(demand) && std::ranges::none_of(kinds, [&](const auto& k) { return table.has(k); }))
        table.complain(
            "a [[demand]] must demand something: outcome, reaches, never, within, says or connections");
    table.done();

    std::vector<Demand> out;
    for (const auto& option : options) {
        out.push_back(demand);
        out.back().options = option;
    }
    return out;
}

}  // namespace badrdp::harness
