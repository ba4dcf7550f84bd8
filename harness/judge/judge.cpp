#include "harness/judge/judge.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/data/contains.h"
#include "harness/judge/record.h"
#include "harness/judge/words.h"

namespace badrdp::harness {
namespace {

// What one demand finds right and wrong, collected field by field.
class DemandCheck {
public:
    DemandCheck(const Demand& demand, std::vector<Checked>& checks) : demand_(demand), checks_(checks) {}

    void want(bool met, std::string field, std::string wanted, std::string seen) {
        checks_.push_back({met,
                           {std::move(field), std::move(wanted), std::move(seen),
                            fmt::format("demand {}:{}", demand_.file, demand_.line), demand_.why}});
    }

private:
    const Demand& demand_;
    std::vector<Checked>& checks_;
};

// A client that had to be killed has not ended, however early that was. What the machine made it wait is no
// fault of its own.
bool ended_within(const Facts& facts, milliseconds bound) {
    return facts.limit == Limit::none && facts.took - machine_delay(facts) <= bound;
}

std::string time_seen(const Facts& facts) {
    return facts.limit == Limit::none
               ? fmt::format("ended after {}", seconds_text(facts.took))
               : fmt::format("still running when killed after {}", seconds_text(facts.took));
}

// How far the client came: on the connection that is spoken of, or on any.
struct Way {
    wire::Step deepest = wire::Step::none;
    std::vector<wire::Step> steps{};
    Brought brought = Brought::nothing;
    std::string where{};
    bool made = true;
};

Way way_of(const Demand& demand, const Facts& facts) {
    if (!demand.connection) return {.deepest = facts.deepest, .steps = facts.steps};
    auto where = fmt::format(" on connection {}", *demand.connection);
    if (*demand.connection > facts.connections.size()) return {.where = std::move(where), .made = false};
    const auto& one = facts.connections[*demand.connection - 1];
    return {.deepest = one.deepest, .steps = one.steps, .brought = one.brought, .where = std::move(where)};
}

// Whoever never came to NLA has offered nothing.
void check_mechanisms(const Demand& demand, const Facts& facts, DemandCheck& that) {
    const auto seen =
        facts.offers.empty() ? "nothing" : fmt::format("{}", fmt::join(names(facts.offers), ", "));
    if (!demand.offers.empty())
        that.want(std::ranges::all_of(demand.offers, [&](auto one) { return contains(facts.offers, one); }),
                  "offers", fmt::format("{}", fmt::join(names(demand.offers), " and ")), seen);
    if (!demand.prefers.empty())
        that.want(!facts.offers.empty() && contains(demand.prefers, facts.offers.front()), "prefers",
                  one_of(names(demand.prefers)), seen);
    if (!demand.proves_by.empty())
        that.want(facts.proves_by && contains(demand.proves_by, *facts.proves_by), "proves_by",
                  one_of(names(demand.proves_by)),
                  facts.proves_by ? std::string(wire::name(*facts.proves_by)) : "nothing");
}

// What the host says may be a breach of the protocol to one client, and an answer to another.
bool speaks_of(const Demand& demand, const Facts& facts) {
    return std::ranges::none_of(facts.connections, [&](const ConnectionFacts& one) {
        return has_any(one.requested_protocols.value_or(wire::Protocols::rdp),
                       demand.unrequested.value_or(wire::Protocols::rdp));
    });
}

// Who is done has got through, as far as it goes: no more is demanded of it where others see a desktop.
bool has_outcome(const Demand& demand, const Facts& facts) {
    return contains(demand.outcome, facts.outcome) ||
           (facts.outcome == Outcome::done && std::ranges::any_of(demand.outcome, got_through));
}

std::string those_seen(const std::vector<wire::Step>& steps) {
    return steps.empty() ? "none of them" : fmt::format("{}", fmt::join(names(steps), ", "));
}

void check(const Demand& demand, const Facts& facts, std::vector<Checked>& checks) {
    DemandCheck that(demand, checks);
    if (!demand.outcome.empty())
        that.want(has_outcome(demand, facts), "outcome", one_of(names(demand.outcome)), outcome_text(facts));
    const auto way = way_of(demand, facts);
    if (demand.reaches)
        that.want(facts.outcome == Outcome::done || way.deepest >= *demand.reaches, "reaches",
                  fmt::format("at least {}{}", name(*demand.reaches), way.where),
                  way.made ? std::string(name(way.deepest)) : "no such connection");

    if (!demand.brings.empty())
        that.want(contains(demand.brings, way.brought), "brings",
                  fmt::format("{}{}", one_of(names(demand.brings)), way.where),
                  way.made ? std::string(name(way.brought)) : "no such connection");

    std::vector<wire::Step> forbidden;
    std::ranges::copy_if(demand.never, std::back_inserter(forbidden),
                         [&](auto step) { return contains(way.steps, step); });
    if (!demand.never.empty())
        that.want(forbidden.empty(), "never",
                  fmt::format("never {}{}", fmt::join(names(demand.never), ", "), way.where),
                  those_seen(forbidden));

    if (demand.within)
        that.want(ended_within(facts, *demand.within), "within",
                  fmt::format("ended within {}", seconds_text(*demand.within)), time_seen(facts));
    if (!demand.says.empty())
        that.want(contains(demand.says, facts.reason), "says", one_of(names(demand.says)),
                  reason_text(facts));
    if (demand.connections && facts.outcome != Outcome::done)  // a scanner asks again by trade
        that.want(facts.connections.size() <= *demand.connections, "connections",
                  fmt::format("at most {}", *demand.connections), connections_text(facts));
    if (!demand.leaves.empty())
        that.want(contains(demand.leaves, facts.left), "leaves", one_of(names(demand.leaves)),
                  std::string(name(facts.left)));
    if (facts.outcome != Outcome::done || !facts.offers.empty()) check_mechanisms(demand, facts, that);
}

// One fact against the values that a baseline lists for it; an empty list was not recorded.
class Comparison {
public:
    Comparison(const Baseline* baseline, const BaselineEntry& entry)
        : source_(baseline ? fmt::format("baseline {}/{}:{}", baseline->client,
                                         baseline->file.filename().string(), entry.line)
                           : "baseline"),
          why_(entry.varies) {}

    void compare(std::string field, bool listed, std::vector<std::string> known, std::string seen) {
        if (listed || known.empty()) return;
        findings.push_back({std::move(field), one_of(known), std::move(seen), source_, why_});
    }

    std::vector<Finding> findings;

private:
    std::string source_;
    std::string why_;
};

std::vector<std::string> in_brackets(const std::vector<std::vector<std::string>>& lists) {
    std::vector<std::string> out;
    for (const auto& list : lists) out.push_back(fmt::format("[{}]", fmt::join(list, ", ")));
    return out;
}

std::vector<std::string> in_digits(const std::vector<int>& values) {
    std::vector<std::string> out;
    for (const auto value : values) out.push_back(std::to_string(value));
    return out;
}

std::vector<Finding> differences(const Baseline* baseline, const BaselineEntry& entry, const Facts& facts) {
    Comparison with(baseline, entry);
    const auto words = connection_words(facts);
    with.compare("outcome", contains(entry.outcome, facts.outcome), names(entry.outcome),
                 outcome_text(facts));
    with.compare("exit", contains(entry.exit, exit_word(facts)), in_digits(entry.exit),
                 std::to_string(exit_word(facts)));
    with.compare("step", contains(entry.step, facts.deepest), names(entry.step),
                 std::string(name(facts.deepest)));
    with.compare("connections", contains(entry.connections, words), in_brackets(entry.connections),
                 in_brackets({words}).front());
    with.compare("reason", contains(entry.reason, facts.reason), names(entry.reason), reason_text(facts));
    const auto times = time_classes(facts);
    const bool in_time = std::ranges::any_of(times, [&](TimeClass one) { return contains(entry.time, one); });
    with.compare("time", in_time, names(entry.time),
                 fmt::format("{} ({})", name(time_class(facts)), seconds_text(facts.took)));
    return with.findings;
}

// Breaks that the baseline lists and that did not happen.
std::vector<Finding> stale(const Baseline* baseline, const BaselineEntry& entry,
                           const std::set<std::string>& broken) {
    Comparison with(baseline, entry);
    for (const auto& field : entry.known->fields)
        with.compare(field, broken.contains(field), {"the known break"}, "as demanded");
    for (auto& finding : with.findings) finding.why = entry.known->why;
    return with.findings;
}

std::string known_note(const KnownBreak& known) {
    auto note = known.why;
    if (!known.since.empty()) note += fmt::format(" (since {})", known.since);
    if (!known.until.empty()) note += fmt::format(" (look again: {})", known.until);
    if (!known.owner.empty()) note += fmt::format(", {}", known.owner);
    if (!known.link.empty()) note += fmt::format(", {}", known.link);
    return note;
}

std::string unexcused_note(const BaselineEntry* entry) {
    if (!entry || !entry->known) return "";
    if (entry->known->why.empty())
        return "its baseline lists this break, but without a why it is not reviewed";
    if (!entry->known->expired.empty()) return entry->known->expired;
    return fmt::format("its baseline knows of {} only", fmt::join(entry->known->fields, ", "));
}

std::string moot_note(const Facts& facts) {
    std::vector<std::string> idle;
    for (const auto& one : facts.acted)
        if (one.times == 0) idle.push_back(one.text);
    return fmt::format("{} never acted: the client got as far as {}, {}",
                       idle.empty() ? "the fault" : fmt::format("'{}'", fmt::join(idle, "', '")),
                       name(facts.deepest), outcome_text(facts));
}

void append(std::vector<Finding>& to, const std::vector<Finding>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

// Every broken field, if any, is one that the reviewed baseline lists: what is left to tell is whether the
// baseline is still true.
Judgement judge_by_baseline(const Baseline* baseline, const BaselineEntry& entry, const Facts& facts,
                            std::vector<Finding> broken, const std::set<std::string>& fields) {
    auto differing = differences(baseline, entry, facts);
    auto gone = entry.known ? stale(baseline, entry, fields) : std::vector<Finding>{};
    // Where people have said that runs differ, a listed break that stays away once is no news.
    if (!entry.varies.empty() && differing.empty()) gone.clear();

    const bool breaks = !broken.empty();
    auto findings = std::move(broken);
    append(findings, gone);
    append(findings, differing);
    if (!gone.empty())
        return {Verdict::fixed, std::move(findings),
                breaks ? "a part of its known break is gone: record its baseline anew"
                       : "its known break is gone: record its baseline anew"};
    if (!differing.empty())
        return {Verdict::changed, std::move(findings),
                breaks ? "its break is known; beyond that it differs from its baseline"
                       : "meets every demand; differs from its baseline"};
    if (breaks) return {Verdict::known, std::move(findings), known_note(*entry.known), entry.known->owner};
    return {Verdict::pass, {}, ""};
}

}  // namespace

std::vector<Checked> checked_demands(const Scenario& scenario, std::string_view options, const Facts& facts) {
    std::vector<Checked> checks;
    for (const auto& demand : scenario.demands)
        if (demand.options == options && speaks_of(demand, facts)) check(demand, facts, checks);
    return checks;
}

std::vector<Finding> broken_demands(const Scenario& scenario, std::string_view options, const Facts& facts) {
    std::vector<Finding> findings;
    for (auto& check : checked_demands(scenario, options, facts))
        if (!check.met) findings.push_back(std::move(check.finding));

    // A crash is no pass, even where no demand speaks of the outcome, or one was written that allows it.
    const bool said = std::ranges::any_of(findings, [](const auto& f) { return f.field == "outcome"; });
    if (facts.outcome == Outcome::crashed && !said)
        findings.push_back({"outcome", "anything but a crash", outcome_text(facts),
                            "demand of every scenario", "no input may crash a client"});
    return findings;
}

std::vector<std::string> varying_fields(const BaselineEntry& entry) {
    std::vector<std::string> out;
    const auto add = [&](std::string_view field, std::size_t values) {
        if (values > 1) out.emplace_back(field);
    };
    add("outcome", entry.outcome.size());
    add("exit", entry.exit.size());
    add("step", entry.step.size());
    add("connections", entry.connections.size());
    add("reason", entry.reason.size());
    add("time", entry.time.size());
    return out;
}

Judgement judge(const Scenario& scenario, std::string_view options, const Facts& facts,
                const Baseline* baseline, const BaselineEntry* entry) {
    if (!facts.bit && facts.outcome == Outcome::done)
        return {Verdict::unsupported, {}, "it is done before anything can go wrong here"};
    if (!facts.bit) return {Verdict::moot, {}, moot_note(facts)};

    auto broken = broken_demands(scenario, options, facts);
    if (broken.empty()) {
        if (entry) return judge_by_baseline(baseline, *entry, facts, {}, {});
        return {Verdict::pass, {}, "no baseline: judged by the demands alone"};
    }

    std::set<std::string> fields;
    for (const auto& finding : broken) fields.insert(finding.field);
    const bool reviewed =
        entry && entry->known && !entry->known->why.empty() && entry->known->expired.empty();
    const auto listed = [&](const auto& field) { return contains(entry->known->fields, field); };
    if (reviewed && std::ranges::all_of(fields, listed))
        return judge_by_baseline(baseline, *entry, facts, std::move(broken), fields);
    return {Verdict::fail, std::move(broken), unexcused_note(entry)};
}

}  // namespace badrdp::harness
