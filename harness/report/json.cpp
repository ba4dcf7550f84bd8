#include "harness/report/json.h"

#include <fmt/core.h>

#include <boost/json/serialize.hpp>
#include <concepts>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kSaid = 1'000;  // characters of the client's own words; client.log has them all

std::string value(std::string_view text) {
    return boost::json::serialize(boost::json::string(whole_utf8(text)));
}
std::string value(const std::string& text) { return value(std::string_view(text)); }
std::string value(bool truth) { return truth ? "true" : "false"; }
std::string value(std::integral auto number) { return std::to_string(number); }
std::string value(std::chrono::milliseconds time) {
    return fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
}
template <class T>
std::string value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : "null";
}

// Written by hand rather than through boost::json::object for the sake of its readers: one case a line, and
// seconds that do not read 3E-1.
class Object {
public:
    template <class T>
    void add(std::string_view key, const T& v) {
        raw(key, value(v));
    }
    void raw(std::string_view key, std::string_view json) {
        text_ += fmt::format("{}\"{}\": {}", text_.empty() ? "" : separator_, key, json);
    }
    std::string done() const { return fmt::format("{{{}{}{}}}", edge_, text_, edge_); }

    // One member a line.
    static Object tall() {
        Object out;
        out.separator_ = ",\n";
        out.edge_ = "\n";
        return out;
    }

private:
    std::string_view separator_ = ", ", edge_;
    std::string text_;
};

template <class Range, class Each>
std::string list(const Range& range, Each each, std::string_view separator = ", ",
                 std::string_view edge = "") {
    std::string out;
    for (const auto& element : range) {
        if (!out.empty()) out += separator;
        out += each(element);
    }
    return fmt::format("[{}{}{}]", edge, out, edge);
}

std::string finding(const Finding& f) {
    Object out;
    out.add("field", f.field);
    out.add("wanted", f.wanted);
    out.add("seen", f.seen);
    out.add("source", f.source);
    out.add("why", f.why);
    return out.done();
}

std::string connection(const ConnectionFacts& c) {
    Object out;
    out.add("requested_protocols", c.requested_protocols);
    out.add("rdp_request", c.rdp_request);
    out.add("step", name(c.deepest));
    out.add("ended", c.ended);
    return out.done();
}

void add_facts(Object& out, const CaseResult& result) {
    const auto& facts = result.facts;
    const auto plain = [](const auto& v) { return value(v); };
    out.add("outcome", has_outcome(result) ? std::optional(name(facts.outcome)) : std::nullopt);
    out.add("reason", name(facts.reason));
    out.add("said", clipped(whole_utf8(facts.said), kSaid));
    out.add("step", name(facts.deepest));
    out.raw("steps", list(facts.steps, [](auto step) { return value(name(step)); }));
    out.add("connections", facts.connections.size());
    out.raw("requested_protocols",
            list(facts.connections, [](const auto& c) { return value(c.requested_protocols); }));
    out.raw("connection_list", list(facts.connections, connection));
    out.add("exit", facts.exit);
    out.add("signal", facts.signal);
    out.add("limit", name(facts.limit));
    out.add("seconds", facts.took);
    out.add("time", has_outcome(result) ? std::optional(name(time_class(facts))) : std::nullopt);
    out.raw("faults", list(result.fault_texts, plain));
    out.raw("bites", list(facts.bites, plain));
    out.add("bit", facts.bit);
}

std::string truth(const Truth& t) {
    Object out;
    out.add("told", name(t.told));
    out.add("of", t.of);
    out.raw("true", list(t.names, [](auto reason) { return value(name(reason)); }));
    return out.done();
}

std::string told(const TruthCount& count) {
    Object out;
    out.add("client", count.client);
    for (const auto one : kTold) out.add(name(one), count.told[static_cast<std::size_t>(one)]);
    return out.done();
}

std::string first_cause(const FirstCause& cause) {
    Object out;
    out.add("reason", clipped(whole_utf8(cause.reason), kSaid));
    out.add("explains", cause.explains);
    out.add("example", cause.example ? std::optional(cause.example->dir.generic_string()) : std::nullopt);
    return out.done();
}

std::string case_object(const CaseResult& result, const std::string& difference) {
    Object out;
    out.add("id", result.scenario);
    out.add("scenario", result.name);
    out.add("variant", result.variant);
    out.add("phase", result.phase);
    out.add("title", result.title);
    out.add("why", result.why);
    out.add("client", result.client);
    out.add("version", result.version);
    out.add("options", result.options);
    out.add("net", result.net);
    out.add("healthy", result.healthy);
    out.add("last_round", result.last_round);
    out.add("verdict", name(result.judgement.verdict));
    out.add("note", result.judgement.note);
    out.raw("findings", list(result.judgement.findings, finding));
    add_facts(out, result);
    out.add("cause", result.cause.empty() ? std::nullopt : std::optional(result.cause));
    out.raw("truth", result.truth ? truth(*result.truth) : "null");
    out.add("first_difference", difference);
    out.add("approximate", result.approximate);
    out.add("attempts", result.attempts);
    out.add("dir", result.dir.empty() ? std::nullopt : std::optional(result.dir.generic_string()));
    return out.done();
}

std::string counts(const RunResult& run) {
    Object out;
    const auto counted = count_verdicts(run);
    for (const auto verdict : kVerdicts) out.add(name(verdict), counted[static_cast<std::size_t>(verdict)]);
    return out.done();
}

std::string health(const ClientHealth& h) {
    constexpr std::array<std::string_view, 3> states{"held", "broken", "not played"};
    Object out;
    out.add("client", h.client);
    out.add("state", states[static_cast<std::size_t>(h.health)]);
    out.add("detail", h.detail);
    return out.done();
}

std::string missing(const std::pair<const std::string, std::string>& client) {
    Object out;
    out.add("client", client.first);
    out.add("cure", client.second);
    return out.done();
}

std::string trial(const Trial& t) {
    const auto folder = [](const auto& dir) {
        return dir.empty() ? std::nullopt : std::optional(dir.generic_string());
    };
    Object out;
    out.add("scenario", t.scenario);
    out.add("cause", t.cause);
    out.add("client", t.client);
    out.add("version", t.version);
    out.add("options", t.options);
    out.raw("remedies", list(t.remedies, [](const auto& id) { return value(id); }));
    out.add("effect", name(t.effect));
    out.add("note", t.note);
    out.add("before", t.before);
    out.add("after", t.after);
    out.add("before_dir", folder(t.before_dir));
    out.add("dir", folder(t.dir));
    return out.done();
}

std::string remedy(const Remedy& r) {
    Object out;
    out.add("id", r.id);
    out.add("name", r.name);
    out.add("title", r.title);
    out.add("source", name(r.source));
    out.raw("commands", list(r.commands, [](const auto& command) { return value(command); }));
    return out.done();
}

std::string one_case(const RunResult& run, const CaseResult& result) {
    const auto difference = needs_a_look(result.judgement.verdict) ? difference_in(run, result) : "";
    return case_object(result, difference);
}

std::string cases(const RunResult& run, const std::vector<CaseResult>& results) {
    return list(
        results, [&](const CaseResult& result) { return one_case(run, result); }, ",\n", "\n");
}

Object head(const RunResult& run, int status) {
    auto out = Object::tall();
    out.add("schema", kResultsSchema);
    out.add("badrdp", run.version);
    out.add("started", run.started);
    out.add("seconds", run.took);
    out.add("seed", run.seed);
    out.add("out", run.out.string());
    out.add("sandbox", run.sandbox);
    out.add("captured", run.capture.empty());
    out.add("not_captured", run.capture);
    out.add("interrupted", run.interrupted);
    out.add("planned", run.planned);
    out.add("exit_status", status);
    out.raw("counts", counts(run));
    out.raw("health", list(client_health(run), health));
    out.raw("missing_clients", list(run.missing_clients, missing));
    out.raw("first_causes", list(first_causes(run), first_cause));
    out.raw("truth", list(truth_counts(run), told));
    return out;
}

}  // namespace

std::string results_json(const RunResult& run) {
    auto out = head(run, exit_status(run));
    out.raw("cases", cases(run, run.cases));
    return out.done() + '\n';
}

std::string results_json(const RemedyRun& run) {
    auto out = head(run, exit_status(run));
    out.raw("remedies", list(run.trials.remedies, remedy, ",\n", "\n"));
    out.raw("trials", list(run.trials.cells, trial, ",\n", "\n"));
    out.raw("disagreements", list(disagreements(run.trials), [](const auto& line) { return value(line); }));
    out.raw("cases", cases(run, run.cases));
    out.raw("remedied", cases(run, run.remedied));
    return out.done() + '\n';
}

}  // namespace badrdp::harness
