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

// "client.log line 12", "system.evtx record 4711".
std::string place(const LogPlace& at) {
    const auto file = std::string_view(at.file).substr(at.file.rfind('/') + 1);
    return at.record > 0 ? fmt::format("{} record {}", file, at.record)
                         : fmt::format("{} line {}", file, at.line);
}

// What a log says stands on the side of whoever wrote it, without an arrow: no packet carries it.
std::string log_rung(const LogLine& line) {
    const auto seconds =
        line.at ? fmt::format("{:.3f}", std::chrono::duration<double>(*line.at).count()) : std::string();
    const auto what = fmt::format("{} ({})", line.code, place(line.place));
    return line.side == Role::client ? fmt::format("  {:>7} {:>11}  {}\n", "log", seconds, what)
                                     : fmt::format("  {:>7} {:>11}  {:>74}\n", "log", seconds, what);
}

// Packets, and what logs say between them; a line without a time stands behind them all.
std::vector<std::string> rungs(const Talk& talk, const std::vector<LogLine>& log) {
    std::vector<std::string> out;
    const auto start = talk.events.empty() ? std::chrono::nanoseconds(0) : talk.events.front().at;
    auto line = log.begin();
    while (line != log.end() && !line->at) ++line;  // these are sorted to the front
    for (const auto& event : talk.events) {
        for (; line != log.end() && *line->at < event.at - start; ++line) out.push_back(log_rung(*line));
        out.push_back(rung(event, start));
    }
    for (; line != log.end(); ++line) out.push_back(log_rung(*line));
    for (const auto& one : log)
        if (!one.at) out.push_back(log_rung(one));
    return out;
}

// Those in the middle of a long story are left out.
std::string shortened(const std::vector<std::string>& rungs) {
    std::string out;
    const auto count = rungs.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (count > kFirstEvents + kLastEvents && i == kFirstEvents) {
            i = count - kLastEvents;
            out += fmt::format("  {:>7}\n", "...");
        }
        out += rungs[i];
    }
    return out;
}

std::string story(const Talk& talk, const std::vector<LogLine>& log) {
    if (talk.events.empty() && log.empty()) return {};
    return fmt::format("  {:>7} {:>11}  {:<37}{:>37}\n", "frame", "seconds", "client", "server") +
           shortened(rungs(talk, log));
}

std::string title_of(const Titles& titles, std::string_view cause) {
    const auto found = std::ranges::find(titles, cause, &Titles::value_type::first);
    return found == titles.end() ? std::string() : found->second;
}

std::string statement(const Evidence& one) {
    constexpr std::string_view kLead = "      ";
    if (!one.log.file.empty()) return wrapped_line(std::string(kLead), place(one.log) + ": " + one.says);
    const auto lead = one.frame == 0 ? std::string("the capture: ") : fmt::format("frame {}: ", one.frame);
    return wrapped_line(std::string(kLead) + lead, one.says);
}

// What alike causes share is said once.
bool same_evidence(const Suspect& a, const Suspect& b) {
    return std::ranges::equal(a.evidence, b.evidence, [](const auto& x, const auto& y) {
        return x.frame == y.frame && x.says == y.says && x.log.line == y.log.line;
    });
}

std::string because(const RuledOut& other) {
    if (!other.log.file.empty()) return fmt::format("{}: {}", place(other.log), other.because);
    return other.frame == 0 ? other.because : fmt::format("frame {}: {}", other.frame, other.because);
}

std::string proof(const Suspect& suspect) {
    std::string out;
    for (const auto& evidence : suspect.evidence) out += statement(evidence);
    for (const auto& other : suspect.rules_out)
        out += wrapped_line(fmt::format("      not {}: ", other.cause), because(other));
    return out;
}

std::string answer(const Diagnosis& found, const Titles& titles) {
    std::string out;
    for (std::size_t i = 0; i < found.causes.size(); ++i) {
        if (i == 0 && found.alike > 1) {
            std::vector<std::string> alike;
            for (std::size_t j = 0; j < found.alike; ++j) alike.push_back(found.causes[j].cause);
            const bool of_log = std::ranges::all_of(
                found.causes[0].evidence, [](const Evidence& one) { return !one.log.file.empty(); });
            out += wrapped_line("  ", fmt::format("{} leave the same {}; nothing here parts them.",
                                                  fmt::join(alike, ", "), of_log ? "lines" : "packets"));
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

// A log alone has no clock of its own to show but its own times.
std::string log_text(const ToldLog& told) {
    const auto& log = *told.log;
    auto out =
        fmt::format("\n{}: {}, {} lines with codes", log.name,
                    log.wrote.empty() ? std::string("text") : "a log of " + log.wrote, log.lines.size());
    if (log.left_out > 0) out += fmt::format(" and {} before them that are not read", log.left_out);
    if (told.laid > 0) out += fmt::format(", {} of them beside the conversations", told.laid);
    if (told.ambiguous > 0)
        out += fmt::format(", {} at a time when several clients are there", told.ambiguous);
    if (told.laid > 0 && told.shift.value_or(0) != 0)
        out += fmt::format("; its clock and {:+.2f} h is the captures'",
                           static_cast<double>(*told.shift) / 3600);
    if (!told.alone) return out + "\n";
    return out + fmt::format(": {}\n", name(told.alone->state));
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
    waiting_ += story(talk, found.log) + wrapped_line("  ", found.says) + answer(found, *titles_);
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

void TextTeller::add_log(const ToldLog& told) {
    auto text = log_text(told);
    if (told.alone) {
        std::vector<std::string> lines;
        for (const auto& line : told.log->lines)
            lines.push_back(wrapped_line(
                fmt::format("  {:>7} ", line.place.record > 0 ? line.place.record : line.place.line),
                line.says.empty() ? line.code : line.code + ": " + line.says));
        text += shortened(lines) + wrapped_line("  ", told.alone->says) + answer(*told.alone, *titles_);
    }
    out_(another_ ? text : text.substr(1));
    another_ = true;
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
