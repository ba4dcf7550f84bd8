#include "harness/report/json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "capture/json_text.h"
#include "harness/advise/remedy/tally.h"
#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"

namespace badrdp::harness {

namespace json = boost::json;

namespace {

constexpr std::size_t kSaid = 1'000;  // characters of the client's own words; client.log has them all

json::string utf8(std::string_view text) { return json::string(whole_utf8(text)); }

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; }

template <class T>
json::value or_null(const std::optional<T>& maybe) {
    return maybe ? json::value(*maybe) : json::value();
}

json::value or_null(const std::optional<wire::Protocols>& protocols) {
    return protocols ? json::value(std::to_underlying(*protocols)) : json::value();
}

json::value folder(const std::filesystem::path& dir) {
    return dir.empty() ? json::value() : json::value(utf8(dir.generic_string()));
}

template <class Range, class Each>
json::array list(const Range& range, Each each) {
    json::array out;
    for (const auto& element : range) out.emplace_back(each(element));
    return out;
}

json::array texts(const std::vector<std::string>& all) { return list(all, utf8); }

json::object finding(const Finding& f) {
    return {{"field", utf8(f.field)},
            {"wanted", utf8(f.wanted)},
            {"seen", utf8(f.seen)},
            {"source", utf8(f.source)},
            {"why", utf8(f.why)}};
}

json::object connection(const ConnectionFacts& c) {
    return {{"requested_protocols", or_null(c.requested_protocols)},
            {"rdp_request", c.rdp_request},
            {"brought", name(c.brought)},
            {"step", name(c.deepest)},
            {"steps", texts(names(c.steps))},
            {"ended", name(c.ending)}};
}

void add_facts(json::object& out, const CaseResult& result) {
    const auto& facts = result.facts;
    const bool known = has_outcome(result);
    out["outcome"] = known ? json::value(name(facts.outcome)) : json::value();
    out["reason"] = name(facts.reason);
    out["said"] = utf8(clipped(whole_utf8(facts.said), kSaid));
    out["step"] = name(facts.deepest);
    out["steps"] = texts(names(facts.steps));
    out["offers"] = texts(names(facts.offers));
    out["proves_by"] = facts.proves_by ? json::value(wire::name(*facts.proves_by)) : json::value();
    out["left"] = name(facts.left);
    out["connections"] = facts.connections.size();
    out["requested_protocols"] =
        list(facts.connections, [](const auto& c) { return or_null(c.requested_protocols); });
    out["connection_list"] = list(facts.connections, connection);
    out["exit"] = or_null(facts.exit);
    out["signal"] = or_null(facts.signal);
    out["limit"] = name(facts.limit);
    out["seconds"] = seconds(facts.took);
    out["lead"] = seconds(facts.lead);
    out["time"] = known ? json::value(name(time_class(facts))) : json::value();
    out["faults"] = list(facts.acted, [](const Acted& one) { return utf8(one.text); });
    out["bites"] = list(facts.acted, [](const Acted& one) { return json::value(one.times); });
    out["bit"] = facts.bit;
}

json::value truth(const std::optional<Truth>& t) {
    if (!t) return {};
    return json::object{{"told", name(t->told)}, {"of", utf8(t->of)}, {"true", texts(names(t->names))}};
}

json::object told(const TruthCount& count) {
    json::object out{{"client", utf8(count.client)}};
    for (const auto one : kTold) out[name(one)] = count.told[static_cast<std::size_t>(one)];
    return out;
}

json::object first_cause(const FirstCause& cause) {
    return {
        {"reason", utf8(clipped(whole_utf8(cause.reason), kSaid))},
        {"explains", cause.explains},
        {"example", cause.example ? json::value(utf8(cause.example->dir.generic_string())) : json::value()}};
}

json::object play(const Play& one) { return {{"verdict", name(one.verdict)}, {"dir", folder(one.dir)}}; }

json::object one_case(const RunResult& run, const CaseResult& result) {
    const auto difference = needs_a_look(result.judgement.verdict) ? difference_in(run, result) : "";
    json::object out{
        {"id", utf8(result.scenario)},         {"scenario", utf8(result.name)},
        {"variant", utf8(result.variant)},     {"phase", utf8(result.phase)},
        {"title", utf8(result.title)},         {"why", utf8(result.why)},
        {"client", utf8(result.client)},       {"version", utf8(result.version)},
        {"options", utf8(result.options)},     {"net", utf8(result.net)},
        {"own_view", result.own_view},         {"healthy", result.healthy},
        {"last_round", result.last_round},     {"verdict", name(result.judgement.verdict)},
        {"note", utf8(result.judgement.note)}, {"findings", list(result.judgement.findings, finding)}};
    add_facts(out, result);
    const auto or_none = [](const std::string& text) {
        return text.empty() ? json::value() : json::value(utf8(text));
    };
    out["file"] = or_none(result.file);
    out["owner"] = or_none(result.judgement.owner);
    out["cause"] = or_none(result.cause);
    out["tags"] = texts(result.tags);
    out["truth"] = truth(result.truth);
    out["first_difference"] = utf8(difference);
    out["approximate"] = utf8(result.approximate);
    out["shard"] = or_none(result.shard);
    out["attempts"] = result.attempts;
    out["varies"] = texts(result.varies);
    out["plays"] = list(result.plays, play);
    out["dir"] = folder(result.dir);
    return out;
}

json::object counts(const RunResult& run) {
    json::object out;
    const auto counted = count_verdicts(run);
    for (const auto verdict : kVerdicts) out[name(verdict)] = counted[static_cast<std::size_t>(verdict)];
    return out;
}

json::object health(const ClientHealth& h) {
    constexpr std::array<std::string_view, 3> states{"held", "broken", "not played"};
    return {{"client", utf8(h.client)},
            {"state", states[static_cast<std::size_t>(h.health)]},
            {"detail", utf8(h.detail)}};
}

json::object missing(const std::pair<const std::string, std::string>& client) {
    return {{"client", utf8(client.first)}, {"cure", utf8(client.second)}};
}

json::object judged_by(const std::pair<const std::string, std::string>& client) {
    return {{"client", utf8(client.first)}, {"baseline", utf8(client.second)}};
}

json::object trial(const Trial& t) {
    return {{"scenario", utf8(t.scenario)},       {"cause", utf8(t.cause)},
            {"client", utf8(t.client)},           {"version", utf8(t.version)},
            {"options", utf8(t.options)},         {"remedies", texts(t.remedies)},
            {"effect", name(t.effect)},           {"note", utf8(t.note)},
            {"before", utf8(t.before)},           {"after", utf8(t.after)},
            {"before_dir", folder(t.before_dir)}, {"dir", folder(t.dir)}};
}

json::object tally(const Tally& t) {
    json::object why;
    for (const auto& [reason, times] : t.why) why[utf8(reason)] = times;
    return {{"scenario", utf8(t.scenario)},
            {"client", utf8(t.client)},
            {"version", utf8(t.version)},
            {"options", utf8(t.options)},
            {"tried", t.tried},
            {"cures", t.cures},
            {"hides", t.hides},
            {"changes_nothing", t.changes_nothing},
            {"undetermined", t.undetermined},
            {"undetermined_why", std::move(why)},
            {"pairs", t.pairs}};
}

json::object remedy(const Remedy& r) {
    return {{"id", utf8(r.id)},
            {"name", utf8(r.name)},
            {"title", utf8(r.title)},
            {"source", name(r.source)},
            {"commands", texts(r.commands)}};
}

json::array cases(const RunResult& run, const std::vector<CaseResult>& results) {
    return list(results, [&](const CaseResult& result) { return one_case(run, result); });
}

json::object head(const RunResult& run, int status) {
    return {{"schema", kResultsSchema},
            {"badrdp", utf8(run.version)},
            {"started", utf8(run.started)},
            {"seconds", seconds(run.took)},
            {"seed", run.seed},
            {"out", utf8(run.out.string())},
            {"sandbox", utf8(run.sandbox)},
            {"captured", run.capture.empty()},
            {"not_captured", utf8(run.capture)},
            {"profile", run.profile.empty() ? json::value() : json::value(utf8(run.profile))},
            {"shard", run.shard.empty() ? json::value() : json::value(utf8(run.shard))},
            {"interrupted", run.interrupted},
            {"gave_up", run.gave_up},
            {"planned", run.planned},
            {"exit_status", status},
            {"shortfalls", list(run.shortfalls, [](const Shortfall& one) { return utf8(one.why); })},
            {"counts", counts(run)},
            {"health", list(client_health(run), health)},
            {"missing_clients", list(run.missing_clients, missing)},
            {"judged_by", list(run.judged_by, judged_by)},
            {"first_causes", list(first_causes(run), first_cause)},
            {"truth", list(truth_counts(run), told)}};
}

// For people who look into it: one member a line, and of long lists one element a line.
std::string laid_out(const json::object& all) {
    const auto value_text = [](const json::value& value) {
        const auto* array = value.if_array();
        if (!array || array->empty() || !array->front().is_object()) return capture::json_text(value);
        std::string out;
        for (const auto& element : *array) out += (out.empty() ? "[\n" : ",\n") + capture::json_text(element);
        return out + "\n]";
    };
    std::string out;
    for (const auto& member : all) {
        out += out.empty() ? "{\n" : ",\n";
        out += json::serialize(json::string(member.key())) + ": " + value_text(member.value());
    }
    return out + "\n}\n";
}

}  // namespace

std::string results_json(const RunResult& run) {
    auto out = head(run, exit_status(run));
    out["cases"] = cases(run, run.cases);
    return laid_out(out);
}

std::string results_json(const RemedyRun& run) {
    auto out = head(run, exit_status(run));
    out["remedies"] = list(run.trials.remedies, remedy);
    out["trials"] = list(run.trials.cells, trial);
    out["tallies"] = list(tallies(run.trials), tally);
    out["disagreements"] = texts(disagreements(run.trials));
    out["cases"] = cases(run, run.cases);
    out["remedied"] = cases(run, run.remedied);
    return laid_out(out);
}

}  // namespace badrdp::harness
