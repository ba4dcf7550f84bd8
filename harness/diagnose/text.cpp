#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "harness/diagnose/print.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::Event;
using capture::Talk;
using wire::Role;

constexpr std::size_t kColumns = 100;
constexpr std::size_t kFirstEvents = 24;
constexpr std::size_t kLastEvents = 8;

std::string wrapped_line(const std::string& lead, const std::string& text) {
    std::string out = lead;
    std::size_t used = lead.size();
    std::size_t at = 0;
    while (at < text.size()) {
        auto end = text.find(' ', at);
        if (end == std::string::npos) end = text.size();
        const auto word = text.substr(at, end - at);
        if (used > lead.size() && used + 1 + word.size() > kColumns) {
            out += '\n' + std::string(lead.size(), ' ');
            used = lead.size();
        }
        if (used > lead.size()) out += ' ', ++used;
        out += word;
        used += word.size();
        at = end + 1;
    }
    return out + '\n';
}

std::string rung(const Event& event, std::chrono::nanoseconds start) {
    auto what = event.detail.empty() ? event.what : event.what + ": " + event.detail;
    constexpr std::size_t kRoom = 70;
    if (what.size() > kRoom) what = what.substr(0, kRoom - 3) + "...";
    const std::string stroke(kRoom + 2 - what.size(), '-');
    const auto seconds = std::chrono::duration<double>(event.at - start).count();
    return event.from == Role::client
               ? fmt::format("  {:>7} {:>11.6f}  {} {}>\n", event.packet + 1, seconds, what, stroke)
               : fmt::format("  {:>7} {:>11.6f}  <{} {}\n", event.packet + 1, seconds, stroke, what);
}

std::string story(const Talk& talk) {
    if (talk.events.empty()) return {};
    const auto start = talk.events.front().at;
    auto out = fmt::format("  {:>7} {:>11}  {:<37}{:>37}\n", "frame", "seconds", "client", "server");
    const auto count = talk.events.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (count > kFirstEvents + kLastEvents && i == kFirstEvents) {
            i = count - kLastEvents;
            out += fmt::format("  {:>7}\n", "...");
        }
        out += rung(talk.events[i], start);
    }
    return out;
}

std::string title_of(const Titles& titles, std::string_view cause) {
    const auto found = std::ranges::find(titles, cause, &Titles::value_type::first);
    return found == titles.end() ? std::string() : found->second;
}

std::string place(std::uint64_t frame) {
    return frame == 0 ? std::string("      the capture: ") : fmt::format("      frame {}: ", frame);
}

// What alike causes share is said once.
bool same_evidence(const Suspect& a, const Suspect& b) {
    return std::ranges::equal(a.evidence, b.evidence, [](const auto& x, const auto& y) {
        return x.frame == y.frame && x.says == y.says;
    });
}

std::string proof(const Suspect& suspect) {
    std::string out;
    for (const auto& evidence : suspect.evidence) out += wrapped_line(place(evidence.frame), evidence.says);
    for (const auto& other : suspect.rules_out)
        out += wrapped_line(
            fmt::format("      not {}: ", other.cause),
            other.frame == 0 ? other.because : fmt::format("frame {}: {}", other.frame, other.because));
    return out;
}

}  // namespace

std::string causes_text(const Diagnosis& found, const Titles& titles) {
    std::string out;
    for (std::size_t i = 0; i < found.causes.size(); ++i) {
        if (i == 0 && found.alike > 1) {
            std::vector<std::string> alike;
            for (std::size_t j = 0; j < found.alike; ++j) alike.push_back(found.causes[j].cause);
            out += wrapped_line("  ", fmt::format("{} leave the same packets; no frame here parts them.",
                                                  fmt::join(alike, ", ")));
        }
        const auto& suspect = found.causes[i];
        out += wrapped_line(fmt::format("  {:<8} {}  ", name(suspect.certainty), suspect.cause),
                            title_of(titles, suspect.cause));
        if (i == 0 || i >= found.alike || !same_evidence(suspect, found.causes.front()))
            out += proof(suspect);
        if (!suspect.scenarios.empty())
            out +=
                wrapped_line("      like this: ", fmt::format("badrdp show {}", suspect.scenarios.front()));
    }
    for (const auto& gap : found.cannot) out += wrapped_line("  not told: ", gap);
    for (const auto& check : found.next) {
        out += fmt::format("  next: {}\n", check.command);
        out += wrapped_line("        ", check.tells);
    }
    return out;
}

namespace {

std::string ended_text(const Diagnosis& found) {
    if (found.ended.how == EndedHow::open) return {};
    return fmt::format(", ended by {} ({}, frame {})", found.ended.by, name(found.ended.how),
                       found.ended.frame);
}

}  // namespace

std::string as_text(const std::vector<BothSides>& both, const std::vector<Diagnosed>& files,
                    const Titles& titles) {
    std::string out;
    for (const auto& one : both) {
        const auto &client = files[one.client_file], &host = files[one.host_file];
        const auto& talk = client.survey.talks[one.client_talk];
        out += fmt::format("\n{} -> {} in {}", capture::to_text(talk.client.at),
                           capture::to_text(talk.server.at), client.file.name);
        if (one.host_talk) {
            const auto& other = host.survey.talks[*one.host_talk];
            out += one.meeting.renamed ? fmt::format(" is {} -> {} in {}", capture::to_text(other.client.at),
                                                     capture::to_text(other.server.at), host.file.name)
                                       : fmt::format(" is in {} too", host.file.name);
        } else {
            out += fmt::format(" is not in {}", host.file.name);
        }
        out += fmt::format(": {}\n", name(one.found.state));
        if (one.meeting.clock)
            out += wrapped_line("  clocks: ",
                                fmt::format("{} is {:.6f} s {} {}, to within {:.6f} s", host.file.name,
                                            std::abs(one.meeting.clock->middle()),
                                            one.meeting.clock->middle() < 0 ? "behind" : "ahead of",
                                            client.file.name, std::abs(one.meeting.clock->uncertainty())));
        for (const auto& sentence : one.says) out += wrapped_line("  ", sentence);
        out += causes_text(one.found, titles);
    }
    return out;
}

std::string as_text(const Diagnosed& diagnosed, const Titles& titles) {
    const auto& survey = diagnosed.survey;
    auto out = fmt::format(
        "{}: {} frames, {} of RDP, {} other conversations\n", diagnosed.file.name, diagnosed.file.frames,
        diagnosed.talks.size() == 1 ? "1 conversation"
                                    : fmt::format("{} conversations", diagnosed.talks.size()),
        survey.others);
    for (std::size_t i = 0; i < diagnosed.talks.size(); ++i) {
        const auto& talk = survey.talks[i];
        const auto& found = diagnosed.talks[i];
        out += fmt::format("\n{} -> {}: {} at {}{}\n", capture::to_text(talk.client.at),
                           capture::to_text(talk.server.at), name(found.state), wire::name(found.step),
                           ended_text(found));
        out += story(talk) + wrapped_line("  ", found.says) + causes_text(found, titles);
    }
    for (const auto& [asked, found] : diagnosed.names)
        out += fmt::format("\n{} asks for {}: {}\n", capture::to_text(asked->client), asked->name,
                           name(found.state)) +
               wrapped_line("  ", found.says) + causes_text(found, titles);
    if (survey.fragments > 0)
        out += fmt::format("\n{} fragments of IP packets that never became whole were passed over\n",
                           survey.fragments);
    if (survey.not_understood > 0)
        out += fmt::format("\n{} frames contradict themselves and were passed over\n", survey.not_understood);
    for (const auto& [type, count] : survey.unknown_links)
        out += fmt::format("\n{} frames of the unknown link type {} were passed over\n", count, type);
    return out;
}

}  // namespace badrdp::harness::diagnosis
