#include "harness/report/runs/read_results.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "harness/os/usage_error.h"
#include "harness/report/json.h"
#include "harness/report/runs/members.h"

namespace badrdp::harness {

namespace fs = std::filesystem;
namespace {

template <class E, E last>
std::vector<E> all_up_to() {
    std::vector<E> out;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) out.push_back(static_cast<E>(i));
    return out;
}

ConnectionFacts connection_of(const json::value& value) {
    const Members from(value);
    ConnectionFacts out;
    if (const auto asked = from.maybe<std::uint32_t>("requested_protocols"))
        out.requested_protocols = wire::Protocols{*asked};
    out.rdp_request = from.truth("rdp_request");
    out.deepest = step_of(from.text("step"));
    if (from.has("steps"))
        for (const auto& step : from.texts("steps")) out.steps.push_back(step_of(step));
    if (from.has("brought")) {
        const auto brought = from.text("brought");
        out.brought = needed(brought_named(brought), brought);
    }
    out.ending = among<TcpEnd>(all_up_to<TcpEnd, TcpEnd::killed>(), from.text("ended"));
    return out;
}

std::vector<Acted> acted_of(const Members& from) {
    std::vector<Acted> out;
    const auto& bites = from.list("bites");
    for (auto& text : from.texts("faults")) {
        const auto* times = out.size() < bites.size() ? bites[out.size()].if_int64() : nullptr;
        if (!times || *times < 0) throw NotOurs{"'faults' and 'bites' do not fit"};
        out.push_back({std::move(text), static_cast<std::size_t>(*times)});
    }
    return out;
}

Facts facts_of(const Members& from) {
    Facts out;
    const auto outcome = from.text("outcome"), reason = from.text("reason");
    if (!outcome.empty()) out.outcome = needed(outcome_named(outcome), outcome);
    out.reason = needed(reason_named(reason), reason);
    out.said = from.text("said");
    out.deepest = step_of(from.text("step"));
    for (const auto& step : from.texts("steps")) out.steps.push_back(step_of(step));
    for (const auto& offer : from.texts("offers"))
        out.offers.push_back(
            among<wire::Mechanism>(all_up_to<wire::Mechanism, wire::Mechanism::other>(), offer));
    if (const auto by = from.has("proves_by") ? from.text("proves_by") : std::string(); !by.empty())
        out.proves_by = among<wire::Mechanism>(all_up_to<wire::Mechanism, wire::Mechanism::other>(), by);
    if (from.has("left")) out.left = among<auth::LeftBehind>(auth::kEachLeftBehind, from.text("left"));
    for (const auto& one : from.list("connection_list")) out.connections.push_back(connection_of(one));
    out.exit = from.maybe<int>("exit");
    out.signal = from.maybe<int>("signal");
    out.limit = among<Limit>(all_up_to<Limit, Limit::traffic>(), from.text("limit"));
    out.took = from.time("seconds");
    if (from.has("lead")) out.lead = from.time("lead");
    out.acted = acted_of(from);
    out.bit = from.truth("bit");
    return out;
}

Judgement judgement_of(const Members& from) {
    Judgement out{.verdict = among<Verdict>(kVerdicts, from.text("verdict")),
                  .findings = {},
                  .note = from.text("note")};
    for (const auto& value : from.list("findings")) {
        const Members one(value);
        out.findings.push_back(
            {one.text("field"), one.text("wanted"), one.text("seen"), one.text("source"), one.text("why")});
    }
    return out;
}

std::optional<Truth> truth_of(const json::value& value) {
    if (value.is_null()) return std::nullopt;
    const Members from(value);
    Truth out{.told = among<Told>(kTold, from.text("told")), .of = from.text("of"), .names = {}};
    for (const auto& word : from.texts("true")) out.names.push_back(needed(reason_named(word), word));
    return out;
}

// A folder of the run's own: no way leads out of it.
fs::path inside(const std::string& dir) {
    const fs::path path(dir);
    const bool leaves = path.is_absolute() || std::ranges::find(path, fs::path("..")) != path.end();
    if (leaves) throw NotOurs{"a case's folder is not inside the run's"};
    return path;
}

CaseResult case_of(const json::value& value) {
    const Members from(value);
    CaseResult out;
    out.scenario = from.text("id");
    out.name = from.text("scenario");
    out.variant = from.text("variant");
    out.phase = from.text("phase");
    out.title = from.text("title");
    out.why = from.text("why");
    out.approximate = from.text("approximate");
    out.cause = from.text("cause");
    if (from.has("tags")) out.tags = from.texts("tags");
    out.client = from.text("client");
    out.version = from.text("version");
    out.options = from.text("options");
    out.net = from.text("net");
    out.own_view = from.has("own_view") && from.truth("own_view");
    out.healthy = from.truth("healthy");
    out.last_round = from.truth("last_round");
    out.facts = facts_of(from);
    out.judgement = judgement_of(from);
    if (from.has("file")) out.file = from.text("file");
    if (from.has("owner")) out.judgement.owner = from.text("owner");
    out.truth = truth_of(from["truth"]);
    out.dir = inside(from.text("dir"));
    out.attempts = from.whole<unsigned>("attempts");
    if (from.has("shard")) out.shard = from.text("shard");
    if (from.has("varies")) out.varies = from.texts("varies");
    if (from.has("plays"))
        for (const auto& one : from.list("plays")) {
            const Members play(one);
            out.plays.push_back({among<Verdict>(kVerdicts, play.text("verdict")), inside(play.text("dir"))});
        }
    return out;
}

RunResult run_of(const Members& from) {
    if (from.whole<int>("schema") != kResultsSchema) throw NotOurs{"its schema is another one"};
    RunResult out;
    out.version = from.text("badrdp");
    out.started = from.text("started");
    out.took = from.time("seconds");
    out.seed = from.whole<std::uint64_t>("seed");
    out.out = from.text("out");
    out.sandbox = from.text("sandbox");
    out.capture = from.text("not_captured");
    out.interrupted = from.truth("interrupted");
    if (from.has("profile")) out.profile = from.text("profile");
    if (from.has("shard")) out.shard = from.text("shard");
    if (from.has("gave_up")) out.gave_up = from.truth("gave_up");
    out.planned = from.whole<std::size_t>("planned");
    if (from.has("exit_status")) out.ended_with = from.whole<int>("exit_status");
    for (const auto& one : from.list("cases")) out.cases.push_back(case_of(one));
    for (const auto& value : from.list("missing_clients")) {
        const Members one(value);
        out.missing_clients.emplace(one.text("client"), one.text("cure"));
    }
    for (const auto& value : from.list("judged_by")) {
        const Members one(value);
        out.judged_by.emplace(one.text("client"), one.text("baseline"));
    }
    return out;
}

}  // namespace

std::vector<fs::path> runs_below(const fs::path& parent) {
    std::vector<fs::path> out;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(parent, none))
        if (!entry.is_symlink(none) && fs::exists(entry.path() / "results.json", none))
            out.push_back(entry.path());
    std::ranges::sort(out, std::greater{});
    return out;
}

RunResult read_results(std::string_view text, const std::string& named) {
    boost::system::error_code wrong;
    const auto value = json::parse(text, wrong);
    if (wrong) throw UsageError(fmt::format("{}: no results of a run: {}", named, wrong.message()));
    try {
        return run_of(Members(value));
    } catch (const NotOurs& not_ours) {
        throw UsageError(fmt::format("{}: no results of a run of this badrdp: {}", named, not_ours.why));
    }
}

RunResult read_run(const fs::path& file) {
    std::error_code none;
    const auto results = fs::is_directory(file, none) ? file / "results.json" : file;
    if (!fs::is_regular_file(results, none))
        throw UsageError(fmt::format("{}: there is no results.json of a run", file.string()));
    auto run = read_results(whole_text(results), results.string());
    run.out = results.parent_path();
    return run;
}

std::optional<fs::path> run_before(const fs::path& run) {
    for (auto& other : runs_below(run.parent_path()))
        if (other.filename() < run.filename()) return std::move(other);
    return std::nullopt;
}

fs::path run_meant(const std::string& word, const fs::path& parent) {
    constexpr std::string_view kLast = "last", kBefore = "last~";
    std::size_t back = 0;
    if (word.starts_with(kBefore)) {
        const auto number = std::string_view(word).substr(kBefore.size());
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), back);
        if (error != std::errc{} || end != number.data() + number.size())
            throw UsageError(fmt::format("'{}': after last~ comes a number", word));
    } else if (word != kLast) {
        return word;
    }
    const auto runs = runs_below(parent);
    if (back >= runs.size())
        throw UsageError(
            fmt::format("'{}': there are {} finished runs below {}", word, runs.size(), parent.string()));
    return runs[back];
}

}  // namespace badrdp::harness
