#include "harness/play/read_report.h"

#include <algorithm>
#include <csignal>

#include "harness/os/lines.h"
#include "harness/os/sandbox/process_end.h"

namespace badrdp::harness {
namespace {

using Lines = std::vector<std::string_view>;

// What is to be quoted of the first line that holds the pattern.
std::optional<std::string> find_quote(const Lines& lines, const Pattern& pattern) {
    for (const auto line : lines)
        if (const auto found = pattern.found_in(line)) return printable_line(*found);
    return std::nullopt;
}

// Who spoke the last word of the last connection.
std::optional<wire::Role> who_ended(const Facts& facts) {
    return facts.connections.empty() ? std::nullopt : facts.connections.back().ended_by();
}

struct Match {
    const ReportRow* row = nullptr;
    std::string quote;
};

bool holds(const ReportRow& row, const ProcessEnd& end, const Facts& facts) {
    if (!row.exit.empty() && (!end.exit || std::ranges::find(row.exit, *end.exit) == row.exit.end()))
        return false;
    if (row.ended_by && who_ended(facts) != row.ended_by) return false;
    if (row.at_least && facts.deepest < *row.at_least) return false;
    if (row.at_most && facts.deepest > *row.at_most) return false;
    return !row.longer_than || end.took > *row.longer_than;
}

// `spoken` asks only the rows that quote the client.
Match first_match(const Adapter& adapter, const ProcessEnd& end, const Facts& facts, bool spoken) {
    const auto lines = lines_of(end.output);
    for (const auto& row : adapter.reports) {
        if (!holds(row, end, facts)) continue;
        if (row.output.empty()) {
            if (!spoken) return {&row, {}};
        } else if (auto quote = find_quote(lines, row.output)) {
            return {&row, std::move(*quote)};
        }
    }
    return {};
}

// The client did not come to an end of its own: its rows then say only what it told its user until then.
std::optional<Outcome> forced_outcome(const ProcessEnd& end) {
    switch (end.limit) {
        case Limit::wall_clock: return Outcome::hung;
        case Limit::memory:
        case Limit::disk:
        case Limit::traffic:
        case Limit::output: return Outcome::bloated;
        case Limit::reconnects: return Outcome::looped;
        case Limit::none: break;
    }
    if (end.signal) return Outcome::crashed;
    if (!end.exit) return Outcome::hung;  // ended by us before it did anything of its own
    return std::nullopt;
}

}  // namespace

void read_report(const Adapter& adapter, const ProcessEnd& end, Facts& facts) {
    facts.limit = end.limit;
    facts.exit = end.exit;
    facts.signal = end.signal;
    facts.took = end.took;
    facts.reason = Reason::nothing;
    facts.said.clear();
    const auto forced = forced_outcome(end);
    auto match = first_match(adapter, end, facts, forced.has_value());
    if (match.row) {
        facts.reason = match.row->reason;
        facts.outcome = match.row->outcome;
        if (facts.reason != Reason::nothing) facts.said = std::move(match.quote);
    }
    if (forced) facts.outcome = *forced;
}

}  // namespace badrdp::harness
