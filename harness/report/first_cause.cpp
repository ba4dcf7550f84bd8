#include "harness/report/first_cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/overview.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMany = 3;     // cases with one reason are more than chance
constexpr std::size_t kReasons = 3;  // that a reader takes in before the details

// A reason with its numbers (ports, times, process ids) taken out: what is left tells whether it is the same.
std::string without_numbers(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c < '0' || c > '9')
            out += c;
        else if (!out.ends_with('#'))
            out += '#';
    }
    return out;
}

using Kind = std::tuple<std::string, Verdict, std::string>;  // client, verdict, reason

// In so many words: the first finding, or what else is known.
std::string trouble(const CaseResult& result) {
    const auto& findings = result.judgement.findings;
    const auto& note = result.judgement.note;
    if (!findings.empty()) return fmt::format("{}: {}", findings[0].field, findings[0].seen);
    return note.empty() ? outcome_text(result.facts) : note;
}

Kind kind_of(const CaseResult& result) {
    const auto verdict = result.judgement.verdict;
    // What the harness got wrong is no client's own.
    if (verdict == Verdict::error) return {"", verdict, without_numbers(result.judgement.note)};
    if (verdict == Verdict::moot)
        return {client_title(result), verdict, fmt::format("got as far as {}", name(result.facts.deepest))};
    return {client_title(result), verdict, without_numbers(trouble(result))};
}

std::string reason_of(const CaseResult& result) {
    const auto verdict = result.judgement.verdict;
    if (verdict == Verdict::error) return "the harness failed: " + result.judgement.note;
    if (verdict == Verdict::moot && result.facts.deepest == wire::Step::none)
        return fmt::format("{} makes no connection, so no fault can act", client_title(result));
    if (verdict == Verdict::moot)
        return fmt::format("{} gets no further than {}, where the fault cannot act", client_title(result),
                           name(result.facts.deepest));
    return fmt::format("{} has the verdict {} with the same finding: {}", client_title(result), name(verdict),
                       trouble(result));
}

class Causes {
public:
    explicit Causes(const RunResult& run) : run_(run) {
        missing_ = run.planned - std::min(run.planned, run.cases.size());
    }

    std::vector<FirstCause> find() {
        machine(run_.capture, "no packets can be captured");
        machine(run_.no_network, "no network of our own can be made");
        clients();
        healthy();
        const bool broken = !out_.empty();
        kinds(broken ? 1 : kReasons);
        return std::move(out_);
    }

private:
    // Of what the machine refuses, its cases say the very words.
    void machine(const std::string& why, std::string_view what) {
        if (why.empty()) return;
        FirstCause cause{.reason = fmt::format("{}: {}", what, why), .cases = {}};
        for (const auto& result : run_.cases)
            if (result.judgement.verdict == Verdict::unsupported && result.judgement.note == why)
                add(cause, result);
        if (!cause.cases.empty()) put(std::move(cause));
    }

    void clients() {
        if (!run_.cases.empty() || run_.missing_clients.empty()) return;
        const auto& [client, cure] = *run_.missing_clients.begin();
        put({.reason = fmt::format("nothing was played, since no client is here: {}: {}", client, cure),
             .cases = {}});
    }

    // The same trouble with the honest case of several clients is one trouble.
    void healthy() {
        std::map<std::string, std::vector<const CaseResult*>> broken;  // by its reason
        std::set<std::string> told;
        for (const auto& result : run_.cases) {
            if (!result.healthy || !breaks(result) || !told.insert(client_title(result)).second) continue;
            broken[without_numbers(trouble(result))].push_back(&result);
        }
        for (const auto& [kind, examples] : broken) {
            FirstCause cause{.reason = {}, .cases = {}, .example = examples.front()};
            std::string who;
            for (const auto* one : examples) {
                who += (who.empty() ? "" : ", ") + client_title(*one);
                for (const auto& result : run_.cases)
                    if (client_title(result) == client_title(*one) && is_red(result.judgement.verdict))
                        add(cause, result);
            }
            const auto& first = *examples.front();
            cause.reason = fmt::format("the healthy case of {} does not hold ({}: {})", who,
                                       name(first.judgement.verdict), trouble(first));
            // Whose they are is not known of cases that were not played: with several reasons, the first.
            if (!run_.interrupted) cause.explains += std::exchange(missing_, 0);
            put(std::move(cause));
        }
    }

    void kinds(std::size_t most) {
        std::map<Kind, FirstCause> kinds;
        for (const auto& result : run_.cases) {
            if (!is_red(result.judgement.verdict) || explained_.contains(&result)) continue;
            auto& cause = kinds[kind_of(result)];
            if (!cause.example) {
                cause.example = &result;
                cause.reason = reason_of(result);
            }
            cause.cases.push_back(&result);
            ++cause.explains;
        }
        std::vector<FirstCause> many;
        for (auto& [kind, cause] : kinds)
            if (cause.explains >= kMany) many.push_back(std::move(cause));
        std::ranges::stable_sort(many, std::greater{}, &FirstCause::explains);
        if (many.size() > most) many.resize(most);
        std::ranges::move(many, std::back_inserter(out_));
    }

    static bool breaks(const CaseResult& result) {
        const auto verdict = result.judgement.verdict;
        return verdict == Verdict::fail || verdict == Verdict::moot || verdict == Verdict::error;
    }
    void add(FirstCause& cause, const CaseResult& result) {
        if (!explained_.insert(&result).second) return;
        cause.cases.push_back(&result);
        ++cause.explains;
    }
    void put(FirstCause cause) { out_.push_back(std::move(cause)); }

    const RunResult& run_;
    std::size_t missing_ = 0;
    std::set<const CaseResult*> explained_;
    std::vector<FirstCause> out_;
};

}  // namespace

std::vector<FirstCause> first_causes(const RunResult& run) { return Causes(run).find(); }

}  // namespace badrdp::harness
