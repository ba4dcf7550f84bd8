#include "harness/report/runs/read_results.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fstream>
#include <optional>

#include "harness/os/usage_error.h"
#include "harness/report/json.h"

namespace badrdp::harness {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::uintmax_t kLongest = 256u << 20;
constexpr std::size_t kMostEvents = 10'000;

// What is wrong with the file, said where it is known which one it is.
struct NotOurs {
    std::string why;
};

// One object of the file. A member that is missing or of another type is no file of ours.
class Members {
public:
    explicit Members(const json::value& value) {
        if (!value.is_object()) throw NotOurs{"an object is missing"};
        object_ = &value.get_object();
    }

    const json::value& operator[](std::string_view key) const {
        const auto* found = object_->if_contains(key);
        if (!found) throw NotOurs{fmt::format("it has no member '{}'", key)};
        return *found;
    }
    bool has(std::string_view key) const { return object_->contains(key); }

    std::string text(std::string_view key) const {
        const auto& value = (*this)[key];
        if (value.is_null()) return {};
        if (!value.is_string()) throw NotOurs{fmt::format("'{}' is no text", key)};
        return std::string(value.get_string());
    }
    bool truth(std::string_view key) const {
        const auto* value = (*this)[key].if_bool();
        if (!value) throw NotOurs{fmt::format("'{}' is neither true nor false", key)};
        return *value;
    }
    double number(std::string_view key) const {
        boost::system::error_code wrong;
        const auto out = (*this)[key].to_number<double>(wrong);
        if (wrong) throw NotOurs{fmt::format("'{}' is no number", key)};
        return out;
    }
    template <class Integer>
    Integer whole(std::string_view key) const {
        return whole_of<Integer>(key, (*this)[key]);
    }
    template <class Integer>
    std::optional<Integer> maybe(std::string_view key) const {
        const auto& value = (*this)[key];
        return value.is_null() ? std::nullopt : std::optional(whole_of<Integer>(key, value));
    }
    const json::array& list(std::string_view key) const {
        const auto* array = (*this)[key].if_array();
        if (!array) throw NotOurs{fmt::format("'{}' is no list", key)};
        return *array;
    }
    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> out;
        for (const auto& one : list(key)) {
            if (!one.is_string()) throw NotOurs{fmt::format("'{}' has something else than texts", key)};
            out.emplace_back(one.get_string());
        }
        return out;
    }
    std::chrono::milliseconds time(std::string_view key) const {
        return std::chrono::round<std::chrono::milliseconds>(
            std::chrono::duration<double>(bounded(number(key))));
    }

private:
    template <class Integer>
    static Integer whole_of(std::string_view key, const json::value& value) {
        boost::system::error_code wrong;
        const auto out = value.to_number<Integer>(wrong);
        if (wrong) throw NotOurs{fmt::format("'{}' is no whole number, or too large a one", key)};
        return out;
    }
    static double bounded(double seconds) {
        constexpr double kYear = 366.0 * 86'400;
        return seconds >= 0 && seconds < kYear ? seconds : 0;
    }

    const json::object* object_ = nullptr;
};

template <class E, class List>
E among(const List& all, std::string_view word) {
    const auto found = std::ranges::find_if(all, [&](const E one) { return name(one) == word; });
    if (found == std::end(all))
        throw NotOurs{fmt::format("it has a word that is not known here: '{}'", word)};
    return *found;
}

template <class E>
E needed(std::optional<E> found, std::string_view word) {
    if (!found) throw NotOurs{fmt::format("it has a word that is not known here: '{}'", word)};
    return *found;
}

wire::Step step_of(const std::string& word) { return needed(wire::step_named(word), word); }

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
    for (const auto& one : from.list("connection_list")) out.connections.push_back(connection_of(one));
    out.exit = from.maybe<int>("exit");
    out.signal = from.maybe<int>("signal");
    out.limit = among<Limit>(all_up_to<Limit, Limit::reconnects>(), from.text("limit"));
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
    out.client = from.text("client");
    out.version = from.text("version");
    out.options = from.text("options");
    out.net = from.text("net");
    out.own_view = from.has("own_view") && from.truth("own_view");
    out.healthy = from.truth("healthy");
    out.last_round = from.truth("last_round");
    out.facts = facts_of(from);
    out.judgement = judgement_of(from);
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
    if (from.has("shard")) out.shard = from.text("shard");
    if (from.has("gave_up")) out.gave_up = from.truth("gave_up");
    out.planned = from.whole<std::size_t>("planned");
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

std::string whole_text(const fs::path& file) {
    std::error_code unknown;
    if (fs::file_size(file, unknown) > kLongest && !unknown)
        throw UsageError(fmt::format("{}: longer than any run's results", file.string()));
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) throw UsageError(fmt::format("{}: cannot be read", file.string()));
    return text;
}

std::vector<fs::path> runs_below(const fs::path& parent) {
    std::vector<fs::path> out;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(parent, none))
        if (!entry.is_symlink(none) && fs::exists(entry.path() / "results.json", none))
            out.push_back(entry.path());
    std::ranges::sort(out, std::greater{});
    return out;
}

}  // namespace

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

std::vector<capture::Event> read_events(const fs::path& file) {
    std::error_code none;
    if (file.empty() || !fs::is_regular_file(file, none)) return {};
    boost::system::error_code wrong;
    const auto value = json::parse(whole_text(file), wrong);
    if (wrong) return {};
    std::vector<capture::Event> out;
    try {
        for (const auto& entry : Members(value).list("events")) {
            if (out.size() == kMostEvents) break;
            const Members from(entry);
            auto& event = out.emplace_back();
            event.at = std::chrono::duration_cast<std::chrono::nanoseconds>(
                std::chrono::duration<double>(from.number("at")));
            event.connection = from.whole<std::uint16_t>("connection");
            event.from =
                from.text("from") == name(wire::Role::client) ? wire::Role::client : wire::Role::server;
            if (const auto step = from.text("step"); !step.empty()) event.step = step_of(step);
            event.what = from.text("what");
            event.packet = from.whole<std::size_t>("packet");
        }
    } catch (const NotOurs&) {
        return {};
    }
    return out;
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
