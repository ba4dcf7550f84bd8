#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

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

std::string answer(const Diagnosis& found, const Titles& titles) {
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

std::string ended_text(const Diagnosis& found) {
    if (found.ended.how == EndedHow::open) return {};
    return fmt::format(", ended by {} ({}, frame {})", found.ended.by, name(found.ended.how),
                       found.ended.frame);
}

std::string totals(const DiagnosedFile& file, const capture::Survey& survey) {
    return fmt::format(
        "{}: {} frames, {} of RDP, {} other conversations\n", file.name, file.frames,
        survey.conversations == 1 ? "1 conversation" : fmt::format("{} conversations", survey.conversations),
        survey.others);
}

std::string name_text(const NameDiagnosis& one, const Titles& titles) {
    return fmt::format("\n{} asks for {}: {}\n", capture::to_text(one.asked->client), one.asked->name,
                       name(one.diagnosis.state)) +
           wrapped_line("  ", one.diagnosis.says) + answer(one.diagnosis, titles);
}

std::string both_heading(const BothSides& one, const Diagnosed& client, const Diagnosed& host) {
    const auto& talk = client.survey.talks[one.client_talk];
    auto out = fmt::format("\n{} -> {} in {}", capture::to_text(talk.client.at),
                           capture::to_text(talk.server.at), client.file.name);
    if (!one.host_talk) {
        out += fmt::format(" is not in {}", host.file.name);
    } else if (one.meeting.renamed) {
        const auto& other = host.survey.talks[*one.host_talk];
        out += fmt::format(" is {} -> {} in {}", capture::to_text(other.client.at),
                           capture::to_text(other.server.at), host.file.name);
    } else {
        out += fmt::format(" is in {} too", host.file.name);
    }
    return out + fmt::format(": {}\n", name(one.found.state));
}

std::string passed_over(const capture::Survey& survey) {
    std::string out;
    if (survey.fragments > 0)
        out += fmt::format("\n{} fragments of IP packets that never became whole were passed over\n",
                           survey.fragments);
    if (survey.not_understood > 0)
        out += fmt::format("\n{} frames contradict themselves and were passed over\n", survey.not_understood);
    for (const auto& [type, count] : survey.unknown_links)
        out += fmt::format("\n{} frames of the unknown link type {} were passed over\n", count, type);
    return out;
}

}  // namespace

void TextTeller::begin_file(const std::string& name) {
    name_ = name;
    flows_ = false;
}

void TextTeller::add(const Talk& talk, const Diagnosis& found) {
    waiting_ += fmt::format("\n{} -> {}: {} at {}{}\n", capture::to_text(talk.client.at),
                            capture::to_text(talk.server.at), name(found.state), wire::name(found.step),
                            ended_text(found));
    waiting_ += story(talk) + wrapped_line("  ", found.says) + answer(found, *titles_);
    if (waiting_.size() < kMostWaiting) return;
    if (!std::exchange(flows_, true))
        out_(fmt::format("{}{}: its conversations, as they end\n", another_ ? "\n" : "", name_));
    out_(waiting_);
    waiting_.clear();
}

void TextTeller::end_file(const DiagnosedFile& file, const capture::Survey& survey,
                          const std::vector<NameDiagnosis>& names) {
    const auto sum = totals(file, survey);
    const bool apart = std::exchange(another_, true);
    for (const auto& one : names) waiting_ += name_text(one, *titles_);
    waiting_ += passed_over(survey);
    out_(flows_ ? waiting_ + "\n" + sum : (apart ? "\n" : "") + sum + waiting_);
    waiting_.clear();
}

void TextTeller::meet(const std::vector<Diagnosed>& files, const std::vector<BothSides>& both) {
    for (const auto& one : both) {
        const auto &client = files[one.client_file], &host = files[one.host_file];
        auto text = both_heading(one, client, host);
        if (const auto& clock = one.meeting.clock)
            text += wrapped_line("  clocks: ", fmt::format("{} is {:.6f} s {} {}, to within {:.6f} s",
                                                           host.file.name, std::abs(clock->middle()),
                                                           clock->middle() < 0 ? "behind" : "ahead of",
                                                           client.file.name, std::abs(clock->uncertainty())));
        for (const auto& sentence : one.says) text += wrapped_line("  ", sentence);
        out_(text + answer(one.found, *titles_));
    }
}

}  // namespace badrdp::harness::diagnosis
