#include "harness/report/diagnosis/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "harness/os/about.h"
#include "harness/os/text.h"
#include "harness/report/atlas/style.h"
#include "harness/report/ladder/ladder.h"
#include "harness/report/style.h"

namespace badrdp::harness {
namespace {

using diagnosis::BothSides;
using diagnosis::Diagnosed;
using diagnosis::DiagnosedFile;
using diagnosis::Diagnosis;
using diagnosis::HealthState;
using diagnosis::NameDiagnosis;
using diagnosis::Suspect;
using diagnosis::Titles;

constexpr std::size_t kMostRungs = 40;

// What the style of reports calls these states.
std::string_view css_of(HealthState state) {
    switch (state) {
        case HealthState::healthy: return "pass";
        case HealthState::failed: return "fail";
        case HealthState::undetermined: return "known";
    }
    return "known";
}

Rung log_rung(const diagnosis::LogLine& line) {
    Rung out{.kind = line.side == wire::Role::client ? RungKind::client : RungKind::host, .at = line.at};
    out.from = line.side;
    out.what = line.code;
    out.detail = fmt::format("{} {}, {}", line.place.record > 0 ? "record" : "line",
                             line.place.record > 0 ? line.place.record : line.place.line, line.place.file);
    return out;
}

// What logs say, in its place between the packets; what has no time, and is sorted to the front of the lines,
// stands at the end.
void add_log_lines(Ladder& ladder, const std::vector<diagnosis::LogLine>& lines) {
    std::vector<Rung> rungs;
    auto line = std::ranges::find_if(lines, [](const diagnosis::LogLine& one) { return one.at.has_value(); });
    const auto timed = line;
    for (auto& rung : ladder.rungs) {
        for (; line != lines.end() && rung.at && *line->at < *rung.at; ++line)
            rungs.push_back(log_rung(*line));
        rungs.push_back(std::move(rung));
    }
    for (; line != lines.end(); ++line) rungs.push_back(log_rung(*line));
    for (line = lines.begin(); line != timed; ++line) rungs.push_back(log_rung(*line));
    ladder.rungs = std::move(rungs);
}

std::string drawn_ladder(const capture::Talk& talk, const Diagnosis& found) {
    if (talk.events.empty()) return {};
    auto ladder = ladder_of(talk.events);
    add_log_lines(ladder, found.log);
    ladder = shortened(std::move(ladder), kMostRungs);
    if (found.state == HealthState::failed)
        ladder.rungs.push_back({.kind = RungKind::dies, .what = "here it ends"});
    return ladder_html(ladder);
}

std::string place_html(const diagnosis::LogPlace& log) {
    return log.record > 0 ? fmt::format("<code>{}</code> record {}", escaped(log.file), log.record)
                          : fmt::format("<code>{}</code> line {}", escaped(log.file), log.line);
}

std::string place_html(std::uint64_t frame, const diagnosis::LogPlace& log) {
    if (!log.file.empty()) return place_html(log);
    return frame == 0 ? std::string("the capture") : fmt::format("frame {}", frame);
}

std::string suspect_html(const Suspect& suspect, const Titles& titles) {
    const auto title = std::ranges::find(titles, suspect.cause, &Titles::value_type::first);
    auto out = fmt::format("<li><span class=\"tag\">{}</span> <b>{}</b> {}\n<ul>\n", name(suspect.certainty),
                           escaped(suspect.cause), title == titles.end() ? "" : escaped(title->second));
    for (const auto& evidence : suspect.evidence)
        out += fmt::format("<li>{}: {}</li>\n", place_html(evidence.frame, evidence.log),
                           escaped(evidence.says));
    for (const auto& other : suspect.rules_out)
        out += fmt::format("<li class=\"faint\">not {}: {}: {}</li>\n", escaped(other.cause),
                           place_html(other.frame, other.log), escaped(other.because));
    if (!suspect.scenarios.empty())
        out += fmt::format("<li class=\"faint\">like this: <code>badrdp show {}</code></li>\n",
                           escaped(suspect.scenarios.front()));
    return out + "</ul></li>\n";
}

std::string answer_html(const Diagnosis& found, const Titles& titles) {
    auto out = fmt::format("<p class=\"lead\">{}</p>\n", escaped(found.says));
    if (found.alike > 1)
        out += fmt::format("<p>The first {} leave the same packets; no frame here parts them.</p>\n",
                           found.alike);
    if (!found.causes.empty()) {
        out += "<ul class=\"rows\">\n";
        for (const auto& suspect : found.causes) out += suspect_html(suspect, titles);
        out += "</ul>\n";
    }
    for (const auto& gap : found.cannot)
        out += fmt::format("<p class=\"faint\">Not told: {}</p>\n", escaped(gap));
    for (const auto& check : found.next)
        out += fmt::format("<p>Next: <code>{}</code><br><span class=\"faint\">{}</span></p>\n",
                           escaped(check.command), escaped(check.tells));
    return out;
}

std::string conversation_html(const capture::Talk& talk, const Diagnosis& found, const Titles& titles) {
    return fmt::format(
        "<section>\n<h2><span class=\"verdict\" style=\"color:var(--{})\">{}</span> at {} &middot; <code>{} "
        "&rarr; "
        "{}</code></h2>\n{}{}</section>\n",
        css_of(found.state), name(found.state), wire::name(found.step),
        escaped(capture::to_text(talk.client.at)), escaped(capture::to_text(talk.server.at)),
        answer_html(found, titles), drawn_ladder(talk, found));
}

std::string name_html(const NameDiagnosis& one, const Titles& titles) {
    return fmt::format(
        "<section>\n<h2><span class=\"verdict\" style=\"color:var(--{})\">{}</span> &middot; the name "
        "<code>{}</code></h2>\n{}</section>\n",
        css_of(one.diagnosis.state), name(one.diagnosis.state), escaped(one.asked->name),
        answer_html(one.diagnosis, titles));
}

// The packets of each side stand with its own file.
std::string both_html(const BothSides& one, const Diagnosed& client, const Diagnosed& host,
                      const Titles& titles) {
    auto out = fmt::format(
        "<section>\n<h2><span class=\"verdict\" style=\"color:var(--{})\">{}</span> at {} &middot; "
        "<code>{}</code></h2>\n",
        css_of(one.found.state), name(one.found.state), wire::name(one.found.step),
        escaped(meeting_place(one, client, host)));
    if (const auto clocks = clocks_text(one, client, host); !clocks.empty())
        out += fmt::format("<p class=\"faint\">Clocks: {}.</p>\n", escaped(clocks));
    for (const auto& sentence : one.says) out += fmt::format("<p>{}</p>\n", escaped(sentence));
    return out + answer_html(one.found, titles) + "</section>\n";
}

// What keeps lines of a log from their place, and how far its clock was moved.
std::string about_log_html(const diagnosis::ToldLog& told) {
    std::string out;
    const auto say = [&](const std::string& text) { out += "<p class=\"faint\">" + text + "</p>\n"; };
    if (told.log->left_out > 0)
        say(fmt::format("{} more lines with codes stand before them and are not read.", told.log->left_out));
    if (told.ambiguous > 0)
        say(fmt::format("{} are of a time when several clients are there.", told.ambiguous));
    if (told.laid > 0 && told.shift.value_or(0) != 0)
        say(fmt::format("Its clock and {:+.2f} h is the captures'.",
                        static_cast<double>(*told.shift) / 3600));
    if (const auto& error = told.log->error)
        say(fmt::format("{}{}; what was read is diagnosed.",
                        error->at > 0 ? fmt::format("Byte {}: ", error->at) : "", escaped(error->why)));
    return out;
}

}  // namespace

// Where there are too many, a failed one takes the place of the last that is not.
void DiagnosisPage::add(const capture::Talk& talk, const Diagnosis& found) {
    const bool failed = found.state == HealthState::failed;
    if (drawn_.size() == kMost) {
        if (!failed || failed_ == kMost) return;
        const auto last = std::ranges::find(drawn_.rbegin(), drawn_.rend(), false, &Drawn::failed);
        drawn_.erase(std::next(last).base());
    }
    failed_ += failed ? 1 : 0;
    drawn_.push_back({failed, conversation_html(talk, found, *titles_)});
}

void DiagnosisPage::add_log(const diagnosis::ToldLog& told) {
    const auto& log = *told.log;
    body_ +=
        fmt::format("<h2><code>{}</code>: {} lines with codes, {} of them beside the conversations</h2>\n",
                    escaped(log.name), log.lines.size(), told.laid);
    body_ += about_log_html(told);
    if (!told.alone) return;
    body_ += "<section>\n<ul class=\"rows\">\n";
    for (const auto& line : std::span(log.lines).first(std::min(log.lines.size(), kMostRungs)))
        body_ += fmt::format("<li>{}: <b>{}</b> {}</li>\n", place_html(line.place), escaped(line.code),
                             escaped(line.says));
    body_ += "</ul>\n" + answer_html(*told.alone, *titles_) + "</section>\n";
}

void DiagnosisPage::meet(const std::vector<Diagnosed>& files, const std::vector<BothSides>& both) {
    if (both.empty()) return;
    body_ += "<h2>What two of the files show together</h2>\n";
    const auto shown = std::span(both).first(std::min(both.size(), kMost));
    for (const auto& one : shown)
        body_ += both_html(one, files[one.client_file], files[one.host_file], *titles_);
    if (shown.size() < both.size())
        body_ += fmt::format("<p class=\"faint\">{} more are not drawn.</p>\n", both.size() - shown.size());
}

// The failed ones first, if not all are here.
std::string DiagnosisPage::drawn_ones(bool all) {
    std::string out;
    for (const auto& one : drawn_)
        if (all || one.failed) out += one.html;
    for (const auto& one : drawn_)
        if (!all && !one.failed) out += one.html;
    return out;
}

void DiagnosisPage::end_file(const DiagnosedFile& file, const capture::Survey& survey,
                             const std::vector<NameDiagnosis>& names) {
    body_ += fmt::format("<h2><code>{}</code>: {} frames, {} conversations of RDP, {} others</h2>\n",
                         escaped(file.name), file.frames, survey.conversations, survey.others);
    if (file.error)
        body_ += fmt::format("<p>Byte {}: {}; what comes before it is diagnosed.</p>\n", file.error->at,
                             escaped(file.error->why));
    const auto left = survey.conversations - drawn_.size();
    body_ += drawn_ones(left == 0);
    if (left > 0) body_ += fmt::format("<p class=\"faint\">{} more conversations are not drawn.</p>\n", left);
    for (const auto& one : names) body_ += name_html(one, *titles_);
    drawn_.clear();
    failed_ = 0;
}

std::string DiagnosisPage::html() const {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<title>Diagnosis: badrdp</title>\n<style>{}{}</style>\n</head>\n<body>\n<main>\n"
        "<h1 class=\"title\">Diagnosis</h1>\n{}</main>\n<footer>\n<p>Written by badrdp "
        "{}.</p>\n</footer>\n</body>\n</html>\n",
        kStyle, kAtlasStyle, body_, kVersion);
}

}  // namespace badrdp::harness
