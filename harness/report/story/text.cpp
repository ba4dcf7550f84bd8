#include <fmt/format.h>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/overview.h"
#include "harness/report/paint.h"
#include "harness/report/story/story.h"

namespace badrdp::harness {
namespace {

class StoryText {
public:
    StoryText(const RunResult& run, const Story& story, const LadderLook& look)
        : run_(run), story_(story), look_(look), paint_(look.colour) {}

    std::string write() {
        head();
        demands();
        if (has_outcome(*story_.result) || !story_.ladder.rungs.empty())
            out_ += '\n' + ladder_text(story_.beside ? story_.beside->mine : story_.ladder, look_);
        beside();
        difference();
        said();
        foot();
        return std::move(out_);
    }

private:
    void line(std::string_view what, std::string_view text) {
        if (text.empty()) return;
        constexpr std::size_t kName = 12;
        out_ += fmt::format("{}{}\n", paint_.faint(padded(what, kName)),
                            wrapped(printable(text), look_.columns, kName, kName));
    }

    void head() {
        const auto& result = *story_.result;
        const auto verdict = result.judgement.verdict;
        out_ += fmt::format("{} {}\n", paint_.bold(printable(result.scenario)),
                            paint_(verdict, cell_text(result)));
        line("client", fmt::format("{} {}{}", client_title(result), options_title(result),
                                   result.last_round ? ", last round" : ""));
        line("about", result.title);
        line("why", result.why);
        line("note", result.judgement.note);
        if (!has_outcome(result)) return;
        line("outcome", outcome_text(result.facts));
        line("it said", reason_text(result.facts));
        for (const auto& acted : result.facts.acted)
            line("fault",
                 fmt::format("{}: {}", acted.text,
                             acted.times == 0 ? "never acted" : "acted " + counted(acted.times, "time")));
    }

    void demands() {
        if (!story_.demands.empty()) out_ += fmt::format("\n{}\n", paint_.bold("What was demanded"));
        for (std::size_t i = 0; i < story_.demands.size(); ++i) {
            const auto& [met, finding] = story_.demands[i];
            demand(met ? paint_(Verdict::pass, "met     ") : paint_(Verdict::fail, "BROKEN  "), finding);
            if (!met && !same_reason_follows(i)) reason(finding);
        }
        for (const auto& finding : story_.result->judgement.findings)
            if (finding.source.starts_with("baseline")) {
                demand(paint_(Verdict::changed, "differs "), finding);
                reason(finding);
            }
    }

    void demand(const std::string& word, const Finding& finding) {
        out_ +=
            fmt::format("  {}{}{}\n", word, padded(finding.field, 12),
                        wrapped(printable(fmt::format("wanted {}, seen {}", finding.wanted, finding.seen)),
                                look_.columns, kIndent, kIndent));
    }
    void reason(const Finding& finding) {
        const auto text = finding.source + (finding.why.empty() ? "" : ": ") + finding.why;
        out_ += std::string(kIndent, ' ') +
                paint_.faint(wrapped(printable(text), look_.columns, kIndent, kIndent)) + '\n';
    }
    bool same_reason_follows(std::size_t at) const {
        if (at + 1 == story_.demands.size() || story_.demands[at + 1].met) return false;
        const auto &one = story_.demands[at].finding, &next = story_.demands[at + 1].finding;
        return one.source == next.source && one.why == next.why;
    }

    void beside() {
        if (!story_.beside) return;
        const auto& [of, came_to, mine, theirs, difference] = *story_.beside;
        out_ += fmt::format("\n{} {}\n\n{}", paint_.bold(printable("The same case in " + of) + ":"), came_to,
                            ladder_text(theirs, look_));
        if (difference.empty()) return;
        out_ += '\n';
        line("differs", difference);
    }

    void difference() {
        if (!story_.difference.empty()) {
            out_ += '\n';
            line("differs", story_.difference);
        }
    }

    void said() {
        if (story_.said.empty()) return;
        out_ += fmt::format("\n{}\n", paint_.bold("What the client printed last"));
        for (const auto& one : story_.said) out_ += fmt::format("  {}\n", clipped(one, look_.columns));
    }

    void foot() {
        if (!story_.look.empty() || !story_.again.empty()) out_ += '\n';
        line("look", story_.look);
        line("play again", story_.again);
        if (!story_.again.empty()) line("kept in", (run_.out / story_.result->dir).string());
    }

    static constexpr std::size_t kIndent = 22;

    const RunResult& run_;
    const Story& story_;
    LadderLook look_;
    Paint paint_;
    std::string out_;
};

}  // namespace

std::string story_text(const RunResult& run, const Story& story, const LadderLook& look) {
    return StoryText(run, story, look).write();
}

}  // namespace badrdp::harness
