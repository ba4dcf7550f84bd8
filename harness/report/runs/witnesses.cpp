#include "harness/report/runs/witnesses.h"

#include "harness/report/runs/members.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostOfAKind = 10'000;

wire::Role role_of(const Members& from) {
    return from.text("from") == name(wire::Role::client) ? wire::Role::client : wire::Role::server;
}

wire::Step step_in(const Members& from) {
    const auto step = from.text("step");
    return step.empty() ? wire::Step::none : step_of(step);
}

capture::Event event_of(const Members& from) {
    return {.at = from.moment("at"),
            .connection = from.whole<std::uint16_t>("connection"),
            .from = role_of(from),
            .step = step_in(from),
            .what = from.text("what"),
            .detail = from.has("detail") ? from.text("detail") : "",
            .packet = from.whole<std::size_t>("packet")};
}

capture::Again again_of(const Members& from) {
    return {.at = from.moment("at"),
            .connection = from.whole<std::uint16_t>("connection"),
            .from = role_of(from),
            .packet = from.whole<std::size_t>("packet")};
}

HostNote note_of(const Members& from) {
    return {.at = from.moment("at"),
            .connection = from.whole<std::uint16_t>("connection"),
            .kind = among<link::NoteKind>(kNoteKinds, from.text("kind")),
            .from = role_of(from),
            .step = step_in(from),
            .text = from.text("text"),
            .withheld = from.truth("withheld"),
            .packet = from.maybe<std::size_t>("packet")};
}

WireDeed deed_of(const Members& from) {
    return {.at = from.moment("at"), .packet = from.whole<std::size_t>("packet"), .says = from.text("says")};
}

// What an older badrdp did not write is not there.
template <class T>
std::vector<T> all_of(const Members& from, std::string_view key, T (*read)(const Members&)) {
    std::vector<T> out;
    if (!from.has(key)) return out;
    for (const auto& entry : from.list(key)) {
        if (out.size() == kMostOfAKind) break;
        out.push_back(read(Members(entry)));
    }
    return out;
}

}  // namespace

Witnesses read_witnesses(const fs::path& file) {
    std::error_code none;
    if (file.empty() || !fs::is_regular_file(file, none)) return {};
    boost::system::error_code wrong;
    const auto value = json::parse(whole_text(file), wrong);
    if (wrong) return {};
    try {
        const Members from(value);
        return {.port = from.has("port") ? from.whole<std::uint16_t>("port") : std::uint16_t{0},
                .events = all_of(from, "events", event_of),
                .again = all_of(from, "again", again_of),
                .host = all_of(from, "host", note_of),
                .wire = all_of(from, "wire", deed_of)};
    } catch (const NotOurs&) {
        return {};
    }
}

std::vector<capture::Event> read_events(const fs::path& file) { return read_witnesses(file).events; }

void recall_events(RunResult& run) {
    for (auto& result : run.cases) {
        const bool compared = result.healthy || is_red(result.judgement.verdict);
        if (compared && result.events.empty() && !result.dir.empty())
            result.events = read_events(run.out / result.dir / "timeline.json");
    }
}

}  // namespace badrdp::harness
