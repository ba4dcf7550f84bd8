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
            out_ += '\n' + ladder_text(story_.ladder, look_);
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
        for (const auto& [met, finding] : story_.demands) {
            const auto word = met ? paint_(Verdict::pass, "met     ") : paint_(Verdict::fail, "BROKEN  ");
            out_ += fmt::format(
                "  {}{}{}\n", word, padded(finding.field, 12),
                wrapped(printable(fmt::format("wanted {}, seen {}", finding.wanted, finding.seen)),
                        look_.columns, 22, 22));
            if (met) continue;
            out_ += std::string(22, ' ') +
                    paint_.faint(wrapped(printable(fmt::format("{}{}{}", finding.source,
                                                               finding.why.empty() ? "" : ": ", finding.why)),
                                         look_.columns, 22, 22)) +
                    '\n';
        }
        for (const auto& finding : story_.result->judgement.findings)
            if (finding.source.starts_with("baseline"))
                out_ +=
                    fmt::format("  {}{}{}\n", paint_(Verdict::changed, "differs "), padded(finding.field, 12),
                                wrapped(printable(fmt::format("wanted {}, seen {} ({})", finding.wanted,
                                                              finding.seen, finding.source)),
                                        look_.columns, 22, 22));
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
