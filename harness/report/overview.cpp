#include "harness/report/overview.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/judge/words.h"
#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

std::size_t urgency(Verdict verdict) {
    return static_cast<std::size_t>(std::ranges::find(kMostUrgentFirst, verdict) - kMostUrgentFirst.begin());
}

// A healthy case that is `changed` or `fixed` met its demands: the set-up can succeed.
Health health_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::fail:
        case Verdict::moot:
        case Verdict::error: return Health::broken;
        case Verdict::unsupported: return Health::not_played;
        default: return Health::held;
    }
}

std::string label_of(const CaseResult& result) {
    const auto prefix = result.phase + "/";
    auto label = printable(result.scenario.starts_with(prefix) ? result.scenario.substr(prefix.size())
                                                               : result.scenario);
    return result.last_round ? label + ", last round" : label;
}

// The place of `value` in `values`, where it is put if it is not there yet.
template <class T>
std::size_t place_of(std::vector<T>& values, const T& value) {
    const auto it = std::ranges::find(values, value);
    if (it != values.end()) return static_cast<std::size_t>(it - values.begin());
    values.push_back(value);
    return values.size() - 1;
}

// The row of this case, made where it belongs if it is not there yet: behind the last one of its scenario, or
// of its phase.
MatrixRow& row_of(Matrix& matrix, const CaseResult& result) {
    const auto label = label_of(result);
    const auto options = options_title(result);
    auto place = matrix.rows.end();
    bool same_label = false;
    for (auto row = matrix.rows.begin(); row != matrix.rows.end(); ++row) {
        if (row->phase != result.phase) continue;
        if (row->label == label && row->options == options) return *row;
        if (same_label && row->label != label) continue;
        same_label = row->label == label;
        place = row + 1;
    }
    return *matrix.rows.insert(place, {result.phase, label, options, {matrix.clients.size(), nullptr}});
}

}  // namespace

bool needs_a_look(Verdict verdict) { return is_red(verdict) || verdict == Verdict::unsteady; }

bool has_outcome(const CaseResult& result) {
    return result.judgement.verdict != Verdict::unsupported && result.judgement.verdict != Verdict::error;
}

std::array<std::size_t, kVerdicts.size()> count_verdicts(const RunResult& run) {
    std::array<std::size_t, kVerdicts.size()> counts{};
    for (const auto& result : run.cases) ++counts[static_cast<std::size_t>(result.judgement.verdict)];
    return counts;
}

std::string client_title(const CaseResult& result) {
    return printable(result.version.empty() ? result.client : result.client + " " + result.version);
}

std::string options_title(const CaseResult& result) {
    return printable(result.net == "loopback" ? result.options : result.options + ", " + result.net);
}

std::vector<ClientHealth> client_health(const RunResult& run) {
    std::vector<std::string> clients;
    std::vector<ClientHealth> out;
    for (const auto& result : run.cases) {
        const auto place = place_of(clients, client_title(result));
        if (place == out.size()) out.push_back({clients[place], Health::not_played, ""});
        if (!result.healthy) continue;

        auto& [client, health, detail] = out[place];
        const auto verdict = result.judgement.verdict;
        if (health_of(verdict) == Health::broken)
            detail += fmt::format("{}{}/{} {}: {}", detail.empty() ? "" : "; ", printable(result.phase),
                                  label_of(result), options_title(result), name(verdict));
        if (health_of(verdict) == Health::broken)
            health = Health::broken;
        else if (health_of(verdict) == Health::held && health == Health::not_played)
            health = Health::held;
    }
    return out;
}

std::string health_text(const ClientHealth& health, bool interrupted) {
    switch (health.health) {
        case Health::held: return health.client + (interrupted ? " held so far" : " held");
        case Health::broken: return fmt::format("{} DID NOT HOLD ({})", health.client, health.detail);
        case Health::not_played: break;
    }
    return health.client + " not played";
}

std::string health_line(const RunResult& run) {
    std::string out;
    for (const auto& health : client_health(run))
        out +=
            fmt::format("{} {}", out.empty() ? "healthy cases:" : ",", health_text(health, run.interrupted));
    return out.empty() ? "healthy cases: none played" : out;
}

std::string unfinished_text(const RunResult& run) {
    const auto missing = run.planned - std::min(run.planned, run.cases.size());
    const auto how_many = fmt::format("{} of {}", missing, counted(run.planned, "planned case"));
    if (run.interrupted)
        return missing == 0 ? "interrupted" : "interrupted: " + how_many + " were not played";
    if (missing == 0) return "";
    if (run.gave_up) return how_many + " were not played, since one was red (--fail-fast)";
    const auto health = client_health(run);
    const bool held_back =
        std::ranges::any_of(health, [](const auto& h) { return h.health == Health::broken; });
    return how_many +
           (held_back ? " were not played: their client's healthy case did not hold" : " have no result");
}

namespace {

// "1 fail, 1 changed" of the verdicts for which it is true.
template <class Of>
std::string counts_text(const std::array<std::size_t, kVerdicts.size()>& counts, Of of) {
    std::string out;
    for (const auto verdict : kMostUrgentFirst)
        if (const auto count = counts[static_cast<std::size_t>(verdict)]; count > 0 && of(verdict))
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, name(verdict));
    return out;
}

}  // namespace

std::string verdict_sentence(const RunResult& run) {
    const auto counts = count_verdicts(run);
    const auto red = static_cast<std::size_t>(std::ranges::count_if(
        run.cases, [](const CaseResult& result) { return needs_a_look(result.judgement.verdict); }));
    const auto judged = std::ranges::any_of(run.cases, has_outcome);
    if (red > 0)
        return fmt::format("{} of {} {} a look: {}.", red, counted(run.cases.size(), "case"),
                           red == 1 ? "needs" : "need", counts_text(counts, needs_a_look));
    if (!judged) return "Nothing was judged.";
    const auto* const but = !unfinished_text(run).empty() ? " But the run is not whole."
                            : !run.shortfalls.empty()     ? " But something else was wanted of it."
                                                          : "";
    return fmt::format("Nothing needs a look: {}.{}", counts_text(counts, [](Verdict) { return true; }), but);
}

std::vector<TruthCount> truth_counts(const RunResult& run) {
    std::vector<std::string> clients;
    std::vector<TruthCount> out;
    for (const auto& result : run.cases) {
        if (!result.truth) continue;
        const auto place = place_of(clients, client_title(result));
        if (place == out.size()) out.push_back({clients[place], {}});
        ++out[place].told[static_cast<std::size_t>(result.truth->told)];
    }
    return out;
}

std::string truth_text(const Truth& truth) {
    return fmt::format("{} ({})", one_of(names(truth.names)), truth.of);
}

Matrix arrange(const RunResult& run) {
    Matrix matrix;
    for (const auto& result : run.cases) place_of(matrix.clients, client_title(result));
    for (const bool healthy : {true, false})
        for (const auto& result : run.cases) {
            if (result.healthy != healthy) continue;
            auto& cell = row_of(matrix, result).cells[place_of(matrix.clients, client_title(result))];
            if (!cell || urgency(result.judgement.verdict) < urgency(cell->judgement.verdict)) cell = &result;
        }
    return matrix;
}

std::string cell_text(const CaseResult& result) {
    const auto verdict = name(result.judgement.verdict);
    return has_outcome(result) ? fmt::format("{} {}", verdict, name(result.facts.outcome))
                               : std::string(verdict);
}

std::vector<const CaseResult*> by_urgency(const RunResult& run) {
    std::vector<const CaseResult*> out;
    for (const auto verdict : kMostUrgentFirst)
        for (const auto& result : run.cases)
            if (result.judgement.verdict == verdict) out.push_back(&result);
    return out;
}

}  // namespace badrdp::harness
