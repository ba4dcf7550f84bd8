#include <fmt/core.h>

#include <algorithm>
#include <fstream>

#include "harness/data/scenario/load.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"
#include "harness/report/story/story.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLastLines = 12;
constexpr std::size_t kLineText = 300;       // characters of a line
constexpr std::streamoff kTail = 64 * 1024;  // bytes of client.log that are looked at

struct LastLines {
    std::vector<std::string> lines;
    std::size_t before = 0;
};

// A log that begins long before is not counted to its beginning: what it hides is then at least that.
LastLines last_lines(const fs::path& log) {
    std::ifstream in(log, std::ios::binary);
    if (!in) return {};
    in.seekg(0, std::ios::end);
    in.seekg(std::max<std::streamoff>(0, static_cast<std::streamoff>(in.tellg()) - kTail));
    LastLines out;
    for (std::string line; std::getline(in, line);)
        if (auto shown = clipped(printable(line), kLineText); !shown.empty())
            out.lines.push_back(std::move(shown));
    if (out.lines.size() > kLastLines) {
        out.before = out.lines.size() - kLastLines;
        out.lines.erase(out.lines.begin(), out.lines.end() - static_cast<std::ptrdiff_t>(kLastLines));
    }
    return out;
}

// A captured case.toml is a scenario of its own; one that somebody has bent says nothing.
std::vector<Checked> demands_of(const fs::path& file, const CaseResult& result) {
    std::error_code none;
    if (!has_outcome(result) || !fs::is_regular_file(file, none)) return {};
    const auto loaded = load_scenario(file, file.parent_path());
    if (!loaded.complaints.empty() || loaded.scenarios.size() != 1) return {};
    return checked_demands(loaded.scenarios.front(), result.options, result.facts);
}

std::string quoted(const std::string& text) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-=+,:@";
    if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

void say_how_to_look(const fs::path& folder, const Witnesses& witnesses, Story& story) {
    std::error_code none;
    if (witnesses.port == 0 || !fs::is_regular_file(folder / "capture.pcapng", none)) return;
    const bool both_sides = story.result->net != "loopback";
    story.filter =
        fmt::format("tcp.port == {}{}", witnesses.port, both_sides ? " && frame.interface_id == 0" : "");
    story.look = fmt::format("tshark -r {0} -d tcp.port=={1},tls -d tls.port=={1},tpkt -Y '{2}'",
                             quoted((folder / "capture.pcapng").string()), witnesses.port, story.filter);
}

Witnesses witnesses_of(const RunResult& run, const CaseResult& result) {
    auto out = result.dir.empty() ? Witnesses{} : read_witnesses(run.out / result.dir / "timeline.json");
    if (out.events.empty()) out.events = result.events;
    return out;
}

// The baseline's and the scenario's own places, where case.toml has written its demands anew.
void name_their_places(const CaseResult& result, std::vector<Checked>& demands) {
    for (auto& [met, finding] : demands) {
        const auto same = [&](const Finding& one) {
            return one.field == finding.field && one.wanted == finding.wanted;
        };
        const auto& known = result.judgement.findings;
        if (const auto found = std::ranges::find_if(known, same); found != known.end())
            finding.source = found->source;
    }
}

}  // namespace

Ladder read_ladder(const RunResult& run, const CaseResult& result) {
    return ladder_of(witnesses_of(run, result), result);
}

std::optional<Beside> read_beside(const RunResult& run, const CaseResult& result, const RunResult& other) {
    const auto same = std::ranges::find_if(other.cases, [&](const CaseResult& one) {
        return one.scenario == result.scenario && one.client == result.client &&
               one.options == result.options && one.net == result.net && one.last_round == result.last_round;
    });
    if (same == other.cases.end()) return std::nullopt;
    auto mine = result, theirs = *same;
    auto of_mine = witnesses_of(run, result), of_theirs = witnesses_of(other, *same);
    Beside out{.of = "the run of " + other.started,
               .came_to = cell_text(*same),
               .mine = ladder_of(of_mine, result),
               .theirs = ladder_of(of_theirs, *same)};
    light_difference(out.mine, out.theirs);
    light_difference(out.theirs, out.mine);
    mine.events = std::move(of_mine.events);
    theirs.events = std::move(of_theirs.events);
    if (!mine.events.empty() && !theirs.events.empty())
        out.difference = difference_between(theirs, mine, out.of);
    return out;
}

Story read_story(const RunResult& run, const CaseResult& result) {
    Story out{.result = std::make_shared<CaseResult>(result)};
    const auto folder = result.dir.empty() ? fs::path() : run.out / result.dir;
    auto witnesses = witnesses_of(run, result);
    out.ladder = ladder_of(witnesses, result);
    if (const auto* healthy = healthy_case(run, result)) {
        out.healthy = read_ladder(run, *healthy);
        light_difference(out.ladder, *out.healthy);
        light_difference(*out.healthy, out.ladder);
        auto told = result;
        told.events = std::move(witnesses.events);
        out.difference = difference_between(*healthy, told, "the healthy case");
    }
    if (folder.empty()) return out;
    out.demands = demands_of(folder / "case.toml", result);
    name_their_places(result, out.demands);
    auto [lines, before] = last_lines(folder / "client.log");
    out.said = std::move(lines);
    out.unsaid = before;
    say_how_to_look(folder, witnesses, out);
    std::error_code none;
    if (fs::is_regular_file(folder / "case.toml", none))
        out.again = "badrdp run " + quoted((folder / "case.toml").string());
    return out;
}

std::vector<const CaseResult*> cases_meant(const RunResult& run, std::string word) {
    while (word.ends_with('/')) word.pop_back();
    std::vector<const CaseResult*> out;
    for (const auto& result : run.cases) {
        const auto dir = result.dir.generic_string();
        const bool below = dir == word || dir.starts_with(word + "/");
        const bool meant = result.scenario == word || result.name == word || (!dir.empty() && below);
        if (meant || std::ranges::any_of(result.plays, [&](const Play& one) { return one.dir == word; }))
            out.push_back(&result);
    }
    return out;
}

}  // namespace badrdp::harness
