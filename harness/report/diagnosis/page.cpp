#include "harness/report/diagnosis/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/os/about.h"
#include "harness/os/text.h"
#include "harness/report/atlas/style.h"
#include "harness/report/style.h"

namespace badrdp::harness {
namespace {

using diagnosis::Diagnosed;
using diagnosis::Diagnosis;
using diagnosis::HealthState;
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

std::string rung_html(const capture::Event& event, std::chrono::nanoseconds start) {
    const auto seconds = std::chrono::duration<double>(event.at - start).count();
    return fmt::format(
        "<li class=\"message {}\"><small class=\"faint\">{} &middot; {:.6f} s</small><br>{}{}</li>\n",
        event.from == wire::Role::server ? "to-client" : "to-host", event.packet + 1, seconds,
        escaped(event.what),
        event.detail.empty() ? "" : fmt::format(": <small>{}</small>", escaped(event.detail)));
}

std::string ladder_html(const capture::Talk& talk, const Diagnosis& found) {
    if (talk.events.empty()) return {};
    std::string out = "<ol class=\"ladder\">\n<li class=\"ends\"><span>client</span><span>host</span></li>\n";
    const auto count = talk.events.size();
    const auto front = count > kMostRungs ? kMostRungs * 3 / 4 : count;
    for (std::size_t i = 0; i < front; ++i) out += rung_html(talk.events[i], talk.events.front().at);
    if (front < count) out += fmt::format("<li class=\"goes faint\">{} more</li>\n", count - kMostRungs);
    for (auto i = count - (front < count ? kMostRungs - front : 0); i < count; ++i)
        out += rung_html(talk.events[i], talk.events.front().at);
    if (found.state == HealthState::failed) out += "<li class=\"dies\">here it ends</li>\n";
    return out + "</ol>\n";
}

std::string place_html(std::uint64_t frame) {
    return frame == 0 ? std::string("the capture") : fmt::format("frame {}", frame);
}

std::string suspect_html(const Suspect& suspect, const Titles& titles) {
    const auto title = std::ranges::find(titles, suspect.cause, &Titles::value_type::first);
    auto out = fmt::format("<li><span class=\"tag\">{}</span> <b>{}</b> {}\n<ul>\n", name(suspect.certainty),
                           escaped(suspect.cause), title == titles.end() ? "" : escaped(title->second));
    for (const auto& evidence : suspect.evidence)
        out += fmt::format("<li>{}: {}</li>\n", place_html(evidence.frame), escaped(evidence.says));
    for (const auto& other : suspect.rules_out)
        out += fmt::format("<li class=\"faint\">not {}: {}: {}</li>\n", escaped(other.cause),
                           place_html(other.frame), escaped(other.because));
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
        answer_html(found, titles), ladder_html(talk, found));
}

// The failed ones first, where there are too many for a page.
std::vector<std::size_t> shown_of(const Diagnosed& one) {
    std::vector<std::size_t> out;
    if (one.talks.size() > kMostOnPage)
        for (std::size_t i = 0; i < one.talks.size(); ++i)
            if (one.talks[i].state == HealthState::failed && out.size() < kMostOnPage) out.push_back(i);
    for (std::size_t i = 0; i < one.talks.size() && out.size() < kMostOnPage; ++i)
        if (one.talks.size() <= kMostOnPage || one.talks[i].state != HealthState::failed) out.push_back(i);
    return out;
}

std::string file_html(const Diagnosed& one, const Titles& titles) {
    auto out = fmt::format("<h2><code>{}</code>: {} frames, {} conversations of RDP, {} others</h2>\n",
                           escaped(one.file.name), one.file.frames, one.talks.size(), one.survey.others);
    if (one.file.error)
        out += fmt::format("<p>Byte {}: {}; what comes before it is diagnosed.</p>\n", one.file.error->at,
                           escaped(one.file.error->why));
    const auto shown = shown_of(one);
    for (const auto i : shown) out += conversation_html(one.survey.talks[i], one.talks[i], titles);
    if (shown.size() < one.talks.size())
        out += fmt::format("<p class=\"faint\">{} more conversations are not drawn.</p>\n",
                           one.talks.size() - shown.size());
    for (const auto& [asked, found] : one.names)
        out += fmt::format(
            "<section>\n<h2><span class=\"verdict\" style=\"color:var(--{})\">{}</span> &middot; the name "
            "<code>{}</code></h2>\n{}</section>\n",
            css_of(found.state), name(found.state), escaped(asked->name), answer_html(found, titles));
    return out;
}

}  // namespace

std::string diagnosis_html(const std::vector<Diagnosed>& all, const Titles& titles) {
    std::string body;
    for (const auto& one : all) body += file_html(one, titles);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<title>Diagnosis: badrdp</title>\n<style>{}{}</style>\n</head>\n<body>\n<main>\n"
        "<h1 class=\"title\">Diagnosis</h1>\n{}</main>\n<footer>\n<p>Written by badrdp "
        "{}.</p>\n</footer>\n</body>\n</html>\n",
        kStyle, kAtlasStyle, body, kVersion);
}

}  // namespace badrdp::harness
