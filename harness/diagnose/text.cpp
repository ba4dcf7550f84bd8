#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/diagnose/print.h"
#include "sim/wire/io/joined_text.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::Event;
using capture::Talk;
using wire::Role;

constexpr std::size_t kColumns = 100;
constexpr std::size_t kFirstEvents = 24;
constexpr std::size_t kLastEvents = 8;

std::string wrapped_line(std::string_view lead, std::string_view text) {
    const bool fits = lead.size() + text.size() <= kColumns;
    if (fits && !text.starts_with(' ') && !text.ends_with(' ')) return wire::joined_text({lead, text, "\n"});
    std::string out(lead);
    std::size_t used = lead.size();
    std::size_t at = 0;
    while (at < text.size()) {
        auto end = text.find(' ', at);
        if (end == std::string::npos) end = text.size();
        const auto word = text.substr(at, end - at);
        if (used > lead.size() && used + 1 + word.size() > kColumns) {
            out += '\n';
            out.append(lead.size(), ' ');
            used = lead.size();
        }
        if (used > lead.size()) out += ' ', ++used;
        out += word;
        used += word.size();
        at = end + 1;
    }
    return out + '\n';
}

// Lines of a story, of which each may be broken.
struct Lines {
    std::string text{};
    std::vector<std::size_t> ends{};  // in the text, of each

    void end() { ends.push_back(text.size()); }
    void add(std::string_view line) {
        text += line;
        end();
    }
};

// With six decimals. Most captures count in microseconds: then they are digits that are there already.
std::string seconds_text(std::chrono::nanoseconds time) {
    constexpr std::uint64_t kMicrosecond = 1000, kSecond = 1'000'000;
    const auto count = static_cast<std::uint64_t>(time.count());
    if (time.count() < 0 || count % kMicrosecond != 0)
        return fmt::format("{:.6f}", std::chrono::duration<double>(time).count());
    const auto micros = count / kMicrosecond;
    // With a one in front they keep their leading zeros.
    const wire::Digits decimals(kSecond + micros % kSecond);
    return wire::joined_text({wire::Digits(micros / kSecond), ".", std::string_view(decimals).substr(1)});
}

// What stands in front of a text in a column that it does not fill.
std::string_view space_before(std::string_view text, std::size_t width) {
    constexpr std::string_view kSpaces = "                ";
    return kSpaces.substr(0, width - std::min(width, text.size()));
}

void add_rung(Lines& to, const Event& event, std::chrono::nanoseconds start) {
    auto what = event.detail.empty() ? event.what : wire::joined_text({event.what, ": ", event.detail});
    constexpr std::size_t kRoom = 70;
    if (what.size() > kRoom) what.replace(kRoom - 3, std::string::npos, "...");
    static const std::string strokes(kRoom + 2, '-');
    const auto stroke = std::string_view(strokes).substr(what.size());
    const bool of_client = event.from == Role::client;
    const wire::Digits frame(event.packet + 1);
    const auto seconds = seconds_text(event.at - start);
    to.add(wire::joined_text({"  ", space_before(frame, 7), frame, " ", space_before(seconds, 11), seconds,
                              "  ", of_client ? "" : "<", of_client ? what : stroke, " ",
                              of_client ? stroke : what, of_client ? ">\n" : "\n"}));
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
Lines rungs(const Talk& talk, const std::vector<LogLine>& log) {
    Lines out;
    const auto start = talk.events.empty() ? std::chrono::nanoseconds(0) : talk.events.front().at;
    auto line = log.begin();
    while (line != log.end() && !line->at) ++line;  // these are sorted to the front
    for (const auto& event : talk.events) {
        for (; line != log.end() && *line->at < event.at - start; ++line) out.add(log_rung(*line));
        add_rung(out, event, start);
    }
    for (; line != log.end(); ++line) out.add(log_rung(*line));
    for (const auto& one : log)
        if (!one.at) out.add(log_rung(one));
    return out;
}

// Those in the middle of a long story are left out.
std::string shortened(Lines lines) {
    const auto& [text, ends] = lines;
    if (ends.size() <= kFirstEvents + kLastEvents) return std::move(lines.text);
    return text.substr(0, ends[kFirstEvents - 1]) + fmt::format("  {:>7}\n", "...") +
           text.substr(ends[ends.size() - kLastEvents - 1]);
}

std::string story(const Talk& talk, const std::vector<LogLine>& log) {
    if (talk.events.empty() && log.empty()) return {};
    static const auto head =
        fmt::format("  {:>7} {:>11}  {:<37}{:>37}\n", "frame", "seconds", "client", "server");
    return head + shortened(rungs(talk, log));
}

std::string_view title_of(const Titles& titles, std::string_view cause) {
    const auto found = std::ranges::find(titles, cause, &Titles::value_type::first);
    return found == titles.end() ? std::string_view() : found->second;
}

std::string statement(const Evidence& one) {
    constexpr std::string_view kLead = "      ";
    if (!one.log.file.empty()) return wrapped_line(kLead, place(one.log) + ": " + one.says);
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

std::string meeting_place(const BothSides& one, const Diagnosed& client, const Diagnosed& host) {
    const auto& talk = client.survey.talks[one.client_talk];
    auto out = fmt::format("{} -> {} in {}", capture::to_text(talk.client.at),
                           capture::to_text(talk.server.at), client.file.name);
    if (!one.host_talk) return out + fmt::format(" is not in {}", host.file.name);
    if (!one.meeting.renamed) return out + fmt::format(" is in {} too", host.file.name);
    const auto& other = host.survey.talks[*one.host_talk];
    return out + fmt::format(" is {} -> {} in {}", capture::to_text(other.client.at),
                             capture::to_text(other.server.at), host.file.name);
}

std::string clocks_text(const BothSides& one, const Diagnosed& client, const Diagnosed& host) {
    const auto& clock = one.meeting.clock;
    if (!clock) return {};
    return fmt::format("{} is {:.6f} s {} {}, to within {:.6f} s", host.file.name, std::abs(clock->middle()),
                       clock->middle() < 0 ? "behind" : "ahead of", client.file.name,
                       std::abs(clock->uncertainty()));
}

void TextTeller::begin_file(const std::string& name) {
    name_ = name;
    flows_ = false;
}

void TextTeller::add(const Talk& talk, const Diagnosis& found) {
    waiting_ +=
        wire::joined_text({"\n", capture::to_text(talk.client.at), " -> ", capture::to_text(talk.server.at),
                           ": ", name(found.state), " at ", wire::name(found.step), ended_text(found), "\n"});
    waiting_ += story(talk, found.log);
    waiting_ += wrapped_line("  ", found.says);
    waiting_ += answer(found, *titles_);
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
        Lines lines;
        for (const auto& line : told.log->lines)
            lines.add(wrapped_line(
                fmt::format("  {:>7} ", line.place.record > 0 ? line.place.record : line.place.line),
                line.says.empty() ? line.code : line.code + ": " + line.says));
        text += shortened(std::move(lines)) + wrapped_line("  ", told.alone->says) +
                answer(*told.alone, *titles_);
    }
    out_(another_ ? text : text.substr(1));
    another_ = true;
}

void TextTeller::meet(const std::vector<Diagnosed>& files, const std::vector<BothSides>& both) {
    for (const auto& one : both) {
        const auto &client = files[one.client_file], &host = files[one.host_file];
        auto text = fmt::format("\n{}: {}\n", meeting_place(one, client, host), name(one.found.state));
        if (const auto clocks = clocks_text(one, client, host); !clocks.empty())
            text += wrapped_line("  clocks: ", clocks);
        for (const auto& sentence : one.says) text += wrapped_line("  ", sentence);
        out_(text + answer(one.found, *titles_));
    }
}

}  // namespace badrdp::harness::diagnosis
