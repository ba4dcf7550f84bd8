#include <fmt/format.h>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/overview.h"
#include "harness/report/page/parts.h"
#include "harness/report/runs/members.h"
#include "harness/report/story/story.h"
#include "sim/wire/io/base64.h"

namespace badrdp::harness::page {
namespace {

constexpr std::uintmax_t kMostCapture = 512u << 10;  // bytes of one capture that goes into the page

std::string head(const Parts& parts, const CaseResult& result, bool open) {
    return fmt::format(
        "<details class=\"case {0}\"{1}>\n<summary><span class=\"verdict\">{0}</span> <code "
        "class=\"id\">{2}</code> "
        "<span>{3} {4}{5}</span> <span class=\"faint\">{6}</span></summary>\n<div class=\"body\" "
        "id=\"{7}\">\n",
        name(result.judgement.verdict), open ? " open" : "", text(result.scenario),
        text(client_title(result)), text(options_title(result)), result.last_round ? ", last round" : "",
        has_outcome(result) ? name(result.facts.outcome) : std::string_view(), parts.anchor(result));
}

// Those of one demand say their source and reason once.
std::string findings_list(const CaseResult& result) {
    const auto& all = result.judgement.findings;
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& f = all[i];
        const bool first = i == 0 || all[i - 1].source != f.source || all[i - 1].why != f.why;
        const bool last = i + 1 == all.size() || all[i + 1].source != f.source || all[i + 1].why != f.why;
        out += fmt::format("{}<strong>{}</strong>: wanted {}, seen {}<br>\n", first ? "<li>" : "",
                           text(f.field), text(f.wanted), text(f.seen));
        if (last)
            out += fmt::format("<span class=\"faint\">{}</span></li>\n",
                               text(f.why.empty() ? f.source : f.source + ": " + f.why));
    }
    return out.empty() ? "" : fmt::format("<ul class=\"findings\">\n{}</ul>\n", out);
}

// What was met, beside what the findings say of the rest.
std::string met_list(const Story& story) {
    std::string out;
    for (const auto& [met, finding] : story.demands)
        if (met)
            out += fmt::format("<li>{}: wanted {}, seen {}</li>\n", text(finding.field), text(finding.wanted),
                               text(finding.seen));
    if (out.empty()) return out;
    return fmt::format("<p class=\"faint\">Demands that it met</p>\n<ul class=\"met\">\n{}</ul>\n", out);
}

std::string connections_of(const Facts& facts) {
    std::string out;
    for (const auto& c : facts.connections) {
        const auto asked = c.requested_protocols
                               ? "requested " + wire::hex(std::to_underlying(*c.requested_protocols))
                           : c.rdp_request ? std::string("requested without rdpNegReq")
                                           : std::string("made no request");
        out += fmt::format("{}{}, reached {}{}", out.empty() ? "" : "<br>", asked, name(c.deepest),
                           c.ending == TcpEnd::unknown ? "" : fmt::format(", ended: {}", name(c.ending)));
    }
    return out.empty() ? "none" : out;
}

std::string faults_of(const CaseResult& result) {
    std::string out;
    for (const auto& one : result.facts.acted)
        out += fmt::format("{}<code>{}</code> {}", out.empty() ? "" : "<br>", text(one.text),
                           one.times == 0 ? "never acted" : "acted " + counted(one.times, "time"));
    return out;
}

std::string plays_of(const CaseResult& result) {
    std::string out;
    for (const auto& [verdict, dir] : result.plays)
        out += fmt::format("{}{} (<code>{}</code>)", out.empty() ? "" : ", ", name(verdict),
                           text(dir.generic_string()));
    return out;
}

// A list of terms; what comes in is markup already.
class Terms {
public:
    void add(std::string_view what, const std::string& markup) {
        if (!markup.empty()) out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", what, markup);
    }
    std::string list() const { return out_.empty() ? "" : fmt::format("<dl>\n{}</dl>\n", out_); }

private:
    std::string out_;
};

std::string facts_list(const CaseResult& result, const std::string& difference) {
    const auto& facts = result.facts;
    Terms out;
    if (has_outcome(result)) {
        out.add("outcome", text(outcome_text(facts)));
        out.add("reason given", text(reason_text(facts)));
        if (result.truth)
            out.add("told the truth?",
                    fmt::format("{}; true is {}", name(result.truth->told), text(truth_text(*result.truth))));
        out.add("deepest step",
                text(fmt::format("{} ({})", name(facts.deepest), wire::row(facts.deepest).what)));
        out.add("connections", connections_of(facts));
        out.add("took", seconds_text(facts.took));
        out.add("faults", faults_of(result));
    }
    out.add("differs", text(difference));
    out.add("note", text(result.judgement.note));
    out.add("approximate", text(result.approximate));
    if (result.attempts > 1) out.add("attempts", std::to_string(result.attempts));
    out.add("plays", plays_of(result));
    return out.list();
}

std::string file_name(const CaseResult& result) {
    auto out = result.dir.generic_string() + ".pcapng";
    for (auto& c : out)
        if (c == '/') c = '-';
    return out;
}

// The capture itself, so that it is there wherever the page is. The keys in it are those of badrdp's own
// connections.
std::string capture_of(Parts& parts, const CaseResult& result) {
    const auto file = parts.run().out / result.dir / "capture.pcapng";
    std::error_code none;
    const auto size = std::filesystem::file_size(file, none);
    if (none) return {};
    if (size > kMostCapture || !parts.take(size / 3 * 4))
        return fmt::format("<p class=\"faint\">Its capture ({} KiB) is too large for this page.</p>\n",
                           size >> 10);
    return capture_link(file_name(result), whole_text(file));
}

std::string said_of(const Story& story) {
    if (story.said.empty()) return {};
    std::string lines;
    for (const auto& line : story.said) lines += escaped(line) + '\n';
    return fmt::format("<p class=\"faint\">What the client printed last{}</p>\n<pre>{}</pre>\n",
                       story.unsaid > 0 ? fmt::format(" ({} lines before)", story.unsaid) : "", lines);
}

std::string folder_of(const CaseResult& result) {
    if (result.dir.empty()) return {};
    return fmt::format(
        "<p class=\"faint\">Kept in <a href=\"{}/\"><code>{}</code></a>, beside this page.</p>\n",
        reference(result.dir), text(result.dir.generic_string()));
}

std::string commands(const Story& story) {
    Terms out;
    out.add("Wireshark", story.filter.empty() ? "" : fmt::format("<code>{}</code>", text(story.filter)));
    out.add("look", story.look.empty() ? "" : fmt::format("<code>{}</code>", text(story.look)));
    out.add("play again", story.again.empty() ? "" : fmt::format("<code>{}</code>", text(story.again)));
    return out.list();
}

std::string pair_of_ladders(const Story& story) {
    const auto mine = ladder_html(story.ladder);
    if (mine.empty()) return {};
    if (!story.healthy) return mine;
    return fmt::format(
        "<div class=\"pair\">\n<section><p class=\"over\">This case</p>\n{}</section>\n"
        "<section><p class=\"over\">The healthy case</p>\n{}</section>\n</div>\n",
        mine, ladder_html(*story.healthy));
}

}  // namespace

std::string pair_with_before(const std::optional<Beside>& beside) {
    if (!beside) return {};
    const auto mine = ladder_html(beside->mine), theirs = ladder_html(beside->theirs);
    if (mine.empty() || theirs.empty()) return {};
    const auto differs =
        beside->difference.empty() ? std::string() : fmt::format("<p>{}</p>\n", text(beside->difference));
    return fmt::format(
        "<details>\n<summary>Beside {}: {}</summary>\n<div class=\"body\">\n{}<div class=\"pair\">\n"
        "<section><p class=\"over\">This run</p>\n{}</section>\n<section><p class=\"over\">The run "
        "before</p>\n{}</section>\n</div>\n</div>\n</details>\n",
        text(beside->of), text(beside->came_to), differs, mine, theirs);
}

std::string case_body(const Story& story) {
    const auto& result = *story.result;
    std::string out;
    if (!result.title.empty()) out += fmt::format("<p>{}</p>\n", text(result.title));
    if (!result.why.empty()) out += fmt::format("<p class=\"faint\">{}</p>\n", text(result.why));
    out += findings_list(result) + facts_list(result, story.difference) + pair_of_ladders(story) +
           pair_with_before(story.beside);
    return out + met_list(story) + said_of(story) + commands(story);
}

std::string capture_link(const std::string& name, const std::string& bytes) {
    return fmt::format(
        "<p><a class=\"capture\" download=\"{}\" href=\"data:application/octet-stream;base64,{}\">"
        "capture.pcapng, {} KiB, inside this page</a></p>\n",
        text(name), wire::to_base64(wire::Bytes(bytes.begin(), bytes.end())), (bytes.size() >> 10) + 1);
}

std::string whole_case(Parts& parts, const CaseResult& result, bool beside) {
    auto story = read_story(parts.run(), result);
    story.ladder = shortened(std::move(story.ladder), kMostRungsDrawn);
    if (!beside) story.healthy.reset();
    story.beside = parts.beside(result);
    auto out = head(parts, result, beside) + case_body(story);
    if (needs_a_look(result.judgement.verdict)) out += capture_of(parts, result);
    return out + folder_of(result) + "</div>\n</details>\n";
}

std::string short_case(Parts& parts, const CaseResult& result) {
    const auto& facts = result.facts;
    auto out = head(parts, result, false);
    if (!result.title.empty()) out += fmt::format("<p>{}</p>\n", text(result.title));
    out += findings_list(result);
    out += fmt::format("<p>{}, {}; {}; {}</p>\n", text(outcome_text(facts)), seconds_text(facts.took),
                       text(reason_text(facts)), connections_of(facts));
    if (const auto faults = faults_of(result); !faults.empty()) out += fmt::format("<p>{}</p>\n", faults);
    for (const auto& more : {result.judgement.note, result.approximate})
        if (!more.empty()) out += fmt::format("<p class=\"faint\">{}</p>\n", text(more));
    const auto* healthy = parts.healthy(result);
    const auto hidden = healthy ? alike(parts.ladder(result), parts.ladder(*healthy)) : 0;
    if (hidden > 0)
        out += fmt::format("<p class=\"faint\">{} those of <a href=\"#{}\">the healthy case</a>.</p>\n",
                           hidden == parts.ladder(result).rungs.size()
                               ? std::string("All of its rungs are")
                               : fmt::format("Its first {} are", counted(hidden, "rung")),
                           parts.anchor(*healthy));
    out += ladder_html(parts.ladder(result), hidden) + pair_with_before(parts.beside(result));
    return out + folder_of(result) + "</div>\n</details>\n";
}

std::string unplayed(const Parts& parts, const std::vector<const CaseResult*>& cases) {
    std::map<std::string, std::string> by_reason;
    for (const auto* result : cases)
        by_reason[result->judgement.note] +=
            fmt::format("<li id=\"{}\"><code>{}</code> {} {}</li>\n", parts.anchor(*result),
                        text(result->scenario), text(client_title(*result)), text(options_title(*result)));
    std::string out;
    for (const auto& [reason, items] : by_reason)
        out += fmt::format(
            "<details class=\"unsupported\">\n<summary>{}</summary>\n<div "
            "class=\"body\"><ul>\n{}</ul></div>\n"
            "</details>\n",
            text(reason), items);
    return out;
}

}  // namespace badrdp::harness::page
