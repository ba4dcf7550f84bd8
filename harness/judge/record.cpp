#include "harness/judge/record.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/data/contains.h"
#include "harness/judge/words.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kConnectionsKept = 4;

template <class T, class Get>
std::vector<T> seen(const std::vector<Facts>& runs, Get get) {
    std::set<T> values;
    for (const auto& facts : runs) values.insert(get(facts));
    return {values.begin(), values.end()};
}

// Once people have said why runs differ, a run that shows only some of it takes nothing away.
template <class T>
void keep(std::vector<T>& values, const std::vector<T>& before) {
    if (before.size() < 2) return;
    std::set<T> both(values.begin(), values.end());
    both.insert(before.begin(), before.end());
    values.assign(both.begin(), both.end());
}

bool differs(const BaselineEntry& e) {
    return e.outcome.size() > 1 || e.exit.size() > 1 || e.step.size() > 1 || e.connections.size() > 1 ||
           e.reason.size() > 1 || e.time.size() > 1;
}

std::string connection_word(const ConnectionFacts& connection) {
    if (connection.requested_protocols)
        return fmt::format("{:#x}", std::to_underlying(*connection.requested_protocols));
    return connection.rdp_request ? "none" : "-";
}

}  // namespace

std::vector<std::string> connection_words(const Facts& facts) {
    std::vector<std::string> out;
    for (const auto& connection : facts.connections) {
        if (out.size() == kConnectionsKept) {
            out.emplace_back("...");
            break;
        }
        out.push_back(connection_word(connection));
    }
    return out;
}

BaselineEntry record(std::string_view scenario, std::string_view options, const std::vector<Facts>& runs,
                     const BaselineEntry* before) {
    BaselineEntry entry;
    entry.scenario = scenario;
    entry.options = options;
    entry.outcome = seen<Outcome>(runs, [](const Facts& f) { return f.outcome; });
    entry.exit = seen<int>(runs, exit_word);
    entry.step = seen<wire::Step>(runs, [](const Facts& f) { return f.deepest; });
    entry.connections = seen<std::vector<std::string>>(runs, connection_words);
    entry.reason = seen<Reason>(runs, [](const Facts& f) { return f.reason; });
    entry.time = seen<TimeClass>(runs, [](const Facts& f) { return time_class(f); });
    if (!before) return entry;

    entry.known = before->known;
    if (before->varies.empty()) return entry;
    keep(entry.outcome, before->outcome);
    keep(entry.exit, before->exit);
    keep(entry.step, before->step);
    keep(entry.connections, before->connections);
    keep(entry.reason, before->reason);
    keep(entry.time, before->time);
    if (differs(entry)) entry.varies = before->varies;
    return entry;
}

bool lists_all(const BaselineEntry& known, const BaselineEntry& seen) {
    const auto within = [](const auto& few, const auto& many) {
        return std::ranges::all_of(few, [&](const auto& one) { return contains(many, one); });
    };
    return within(seen.outcome, known.outcome) && within(seen.exit, known.exit) &&
           within(seen.step, known.step) && within(seen.connections, known.connections) &&
           within(seen.reason, known.reason) && within(seen.time, known.time);
}

std::string why_not_recorded(const std::vector<Facts>& runs) {
    const auto crashed = std::ranges::find(runs, Outcome::crashed, &Facts::outcome);
    if (crashed == runs.end()) return {};
    return fmt::format("the client {}; leave this variant out of the catalogue, and tell whoever can mend it",
                       outcome_text(*crashed));
}

void record_breaks(BaselineEntry& entry, const std::vector<Finding>& findings) {
    std::set<std::string> fields;
    for (const auto& finding : findings)
        if (finding.source.starts_with("demand ")) fields.insert(finding.field);
    if (!entry.known || entry.known->why.empty()) {
        entry.known.reset();
        if (!fields.empty()) entry.known = KnownBreak{{fields.begin(), fields.end()}, "", "", ""};
        return;
    }
    // Runs that differ are why a break stays away once; it is still there to be met.
    if (!entry.varies.empty()) return;
    std::erase_if(entry.known->fields, [&](const auto& field) { return !fields.contains(field); });
    if (entry.known->fields.empty()) entry.known.reset();
}

}  // namespace badrdp::harness
