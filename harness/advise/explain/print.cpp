#include "harness/advise/explain/print.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/judge/words.h"
#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kSeenShown = 3;       // leads whose clients are shown
constexpr std::size_t kScenariosShown = 3;  // of an outlook
constexpr std::size_t kFixesShown = 2;      // causes whose fixes are shown

std::string heading(const Family& family, const Code& code) {
    if (family.texts) return fmt::format("\"{}\"", code.name);
    auto out = fmt::format("{} {}", family.name, number_text(family, code.number));
    if (family.hex && code.number > 9) out += fmt::format(" ({})", code.number);
    return code.name.empty() ? out : out + ", " + code.name;
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
    const auto shown = std::min(names.size(), most);
    auto out =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return shown == names.size() ? out : out + fmt::format(" and {} more", names.size() - shown);
}

// "exits with 133 or 147"; what we killed ourselves has no exit status.
std::string exits_text(const std::vector<int>& exits) {
    std::vector<std::string> statuses;
    for (const int exit : exits)
        if (exit >= 0) statuses.push_back(fmt::format("{}", exit));
    const bool killed = statuses.size() < exits.size();
    if (statuses.empty()) return "goes on until it is killed";
    return fmt::format("exits with {}{}", one_of(statuses), killed ? ", or goes on until it is killed" : "");
}

class Page {
public:
    explicit Page(const Layout& layout) : layout_(layout) {}

    void line(std::size_t indent, std::string_view text) { lines(indent, indent, text); }

    // What follows the first line is led in by `hang`.
    void lines(std::size_t indent, std::size_t hang, std::string_view text) {
        text_ += std::string(indent, ' ') + wrapped(text, layout_.columns, hang, indent) + "\n";
    }

    // `lead` as it is, blanks and all, and the text behind it.
    void item(std::string_view lead, std::size_t hang, std::string_view text) {
        text_ += std::string(lead) + wrapped(text, layout_.columns, hang, lead.size()) + "\n";
    }

    // A command to be copied: in one piece, however long.
    void verbatim(std::size_t indent, std::string_view text) {
        text_ += std::string(indent, ' ') + std::string(text) + "\n";
    }

    void blank() { text_ += "\n"; }

    void statement(std::size_t indent, const Statement& statement) {
        lines(indent, indent,
              fmt::format("{} [{}: {}]", statement.says, name(statement.evidence), statement.source));
    }

    std::string take() { return std::move(text_); }

private:
    const Layout& layout_;
    std::string text_;
};

void print_code(Page& page, const Family& family, const Code& code, bool with_note) {
    page.lines(0, 4, heading(family, code));
    page.statement(4, code.means);
    for (const auto& remark : code.remarks) page.statement(4, remark);
    page.lines(4, 4, fmt::format("It is {}; seen in {}.", family.title, family.seen));
    if (with_note && !family.note.empty()) page.line(4, family.note);
    std::vector<std::string> same;
    for (const auto& other : code.same) same.push_back(other.text);
    if (!same.empty()) page.line(4, fmt::format("The same trouble elsewhere: {}.", fmt::join(same, ", ")));
}

void print_seen(Page& page, const std::vector<Seen>& seen) {
    for (const auto& one : seen)
        page.lines(6, 8,
                   fmt::format("seen: {} {}; what it says: {}; last step: {}", one.client,
                               exits_text(one.exit), one_of(names(one.reason)), one_of(names(one.step))));
}

std::string variants_text(const Lead& lead) {
    if (lead.variants.empty() || lead.variants.size() == lead.of) return "";
    if (lead.variants.size() > 2)
        return fmt::format(" ({} of its {} variants)", lead.variants.size(), lead.of);
    return fmt::format(" [{}]", fmt::join(lead.variants, "], ["));
}

// "path/reset-after-step [step=client_hello], path/reset-on-cookie and 9 more".
std::string played_by(const std::vector<Lead>& leads) {
    std::vector<std::string> names;
    for (const auto& lead : leads) names.push_back(lead.scenario + variants_text(lead));
    return listed(names, kScenariosShown);
}

void print_because(Page& page, const Lead& lead, const Lead* above) {
    if (above && lead.because == above->because && lead.because.evidence != Backing::observed)
        page.line(6, fmt::format("[{}, as above]", name(lead.because.evidence)));
    else
        page.statement(6, lead.because);
}

void print_cause(Page& page, std::size_t number, const std::string& id, const Advice& advice) {
    page.item(fmt::format("{:>4}  ", number), 6, fmt::format("{}: {}", id, advice.title));
    page.line(6, fmt::format("What proves it: {}", advice.wire));
    for (const auto& look : advice.looks) page.lines(6, 8, "Look at: " + look);
}

// One cause, or a scenario that belongs to none.
void print_candidate(Page& page, std::size_t number, const std::vector<Lead>& leads, const Lead* above,
                     const std::map<std::string, Advice>& advice) {
    const auto& lead = leads.front();
    const auto known = advice.find(lead.cause);
    if (known == advice.end()) {
        page.item(fmt::format("{:>4}  ", number), 6,
                  fmt::format("{}{}: {}", lead.scenario, variants_text(lead), lead.title));
        return print_because(page, lead, above);
    }
    print_cause(page, number, known->first, known->second);
    print_because(page, lead, above);
    page.lines(6, 8, fmt::format("Played by {}", played_by(leads)));
}

// A cause that nothing plays has no scenario to lead from: the code alone names it.
void print_unplayed(Page& page, const Explained& one, const std::map<std::string, Advice>& advice) {
    page.line(0, "No scenario of the catalogue is known to lead to it.");
    std::size_t number = 0;
    for (const auto& id : one.found.code->causes)
        if (const auto known = advice.find(id); known != advice.end())
            print_cause(page, ++number, known->first, known->second);
}

void print_leads(Page& page, const Explained& one, const Explanation& explanation, const Layout& layout) {
    page.blank();
    if (one.leads.empty()) return print_unplayed(page, one, explanation.advice);
    const auto candidates = by_cause(one.leads);
    page.line(0,
              fmt::format("{} to it; {}the best evidence first, then what is usual (a judgement, no count):",
                          candidates.size() == 1 ? "One cause can lead"
                                                 : fmt::format("{} causes can lead", candidates.size()),
                          one.leads.front().up == one.leads.back().up
                              ? ""
                              : "last come those where clients had a session all the same, "));
    const auto shown = std::min(candidates.size(), layout.most_leads);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto* above = i > 0 ? &candidates[i - 1].front() : nullptr;
        print_candidate(page, i + 1, candidates[i], above, explanation.advice);
        if (i < kSeenShown) print_seen(page, candidates[i].front().seen);
    }
    if (shown < candidates.size())
        page.line(6, fmt::format("and {} more: --all shows them", candidates.size() - shown));
}

// "F09 Turn off ... (xfreerdp 2.11 (lenient), builtin 0.1 (tls))": with whom it was tried.
std::string fix_text(const Cure& cure, std::string_view effect) {
    std::vector<std::string> with;
    for (const auto& came : cure.came)
        if (came.effect.starts_with(effect)) with.insert(with.end(), came.with.begin(), came.with.end());
    return fmt::format("{} {}{}", cure.id, cure.title,
                       with.empty() ? "" : fmt::format(" (seen with {})", listed(with, kScenariosShown)));
}

void print_fixes(Page& page, const std::string& cause, const Advice& advice, const std::string& scenario) {
    page.blank();
    page.line(0, fmt::format("If it is {}, what to do:", cause));
    std::vector<std::string> failed;
    bool worked = false;
    for (const auto& cure : advice.cures) {
        const auto came = tested(cure);
        if (came == Tested::failed) failed.push_back(cure.id + " " + cure.title);
        if (came != Tested::worked && came != Tested::hid) continue;
        worked = worked || came == Tested::worked;
        page.lines(4, 6,
                   came == Tested::worked ? fmt::format("worked: {}", fix_text(cure, name(Effect::cures)))
                                          : fmt::format("only hid it, and made it less secure: {}",
                                                        fix_text(cure, name(Effect::hides))));
        if (came == Tested::worked && !cure.command.empty())
            page.verbatim(8, cure.command.substr(0, cure.command.find('\n')));
    }
    if (!worked) page.line(4, "Nothing that was tried ended it.");
    if (!failed.empty())
        page.lines(4, 6, fmt::format("often advised, and did not end it: {}", listed(failed, failed.size())));
    page.lines(4, 6,
               fmt::format("Read: `badrdp atlas --out pages`, then pages/c{}.html. Try the fixes yourself: "
                           "`badrdp cure {}`.",
                           cause.substr(1), scenario));
}

void print_next(Page& page, const std::vector<Lead>& leads, const NextCheck& next) {
    page.blank();
    page.line(0,
              next.against.empty()
                  ? "What to check next:"
                  : fmt::format("What to check next, to tell {} from {}:", leads[0].scenario, next.against));
    page.line(4, next.where + ":");
    page.verbatim(6, next.action);
    if (!next.passed_over.empty())
        page.line(4,
                  fmt::format("(no check here tells it from {})", listed(next.passed_over, kScenariosShown)));
    for (const auto& outlook : next.outlooks)
        page.lines(6, 8, fmt::format("{} -> {}", outlook.see, listed(outlook.scenarios, kScenariosShown)));
    if (next.observed) page.line(6, "[observed: what badrdp's own client did in these scenarios]");
}

void print_unknown(Page& page, const Answer& answer) {
    page.line(0, fmt::format("'{}' is in none of the tables{}", printable(answer.asked),
                             answer.nearest.empty() ? "." : "; the nearest:"));
    for (const auto& near : answer.nearest) page.line(4, near);
    for (const auto& hint : answer.hints) page.line(4, printable(hint));
    page.line(4,
              "`badrdp explain --list` shows the families, `badrdp explain --list FAMILY` the codes of one.");
}

void print_one(Page& page, const Explained& one, const Explanation& explanation, const Layout& layout) {
    const auto& found = one.found;
    print_code(page, *found.family, *found.code, !found.extended_family);
    if (found.extended) print_code(page, *found.extended_family, *found.extended, true);
    if (found.unknown_extended) {
        page.line(0,
                  fmt::format("extended {}", number_text(*found.extended_family, *found.unknown_extended)));
        page.line(4, "This second code is in no table; the first one stands.");
        page.line(4, found.extended_family->unknown);
    }
    if (found.pair) {
        page.line(0, "The two together");
        page.statement(4, found.pair->means);
    }
    print_leads(page, one, explanation, layout);
    if (one.next) print_next(page, one.leads, *one.next);
    std::size_t fixes = 0;
    for (const auto& leads : by_cause(one.leads)) {
        if (fixes == kFixesShown) break;
        const auto known = explanation.advice.find(leads.front().cause);
        if (known == explanation.advice.end()) continue;
        print_fixes(page, known->first, known->second, leads.front().scenario);
        ++fixes;
    }
}

}  // namespace

std::vector<std::vector<Lead>> by_cause(const std::vector<Lead>& leads) {
    std::vector<std::vector<Lead>> out;
    for (const auto& lead : leads) {
        const auto same = std::ranges::find_if(out, [&](const std::vector<Lead>& group) {
            return !lead.cause.empty() && group.front().cause == lead.cause;
        });
        if (same == out.end())
            out.push_back({lead});
        else
            same->push_back(lead);
    }
    return out;
}

Tested tested(const Cure& cure) {
    const auto came = [&](Effect effect) {
        return std::ranges::any_of(cure.came,
                                   [&](const Came& one) { return one.effect.starts_with(name(effect)); });
    };
    if (came(Effect::cures)) return Tested::worked;
    if (came(Effect::hides)) return Tested::hid;
    return cure.came.empty() ? Tested::untried : Tested::failed;
}

std::string as_text(const Explanation& explanation, const Layout& layout) {
    Page page(layout);
    if (explanation.codes.empty()) print_unknown(page, explanation.answer);
    if (explanation.codes.size() > 1) {
        std::vector<std::string> names;
        for (const auto& one : explanation.codes)
            names.push_back(fmt::format("{}:{}", one.found.family->name,
                                        number_text(*one.found.family, one.found.code->number)));
        page.line(0, fmt::format("'{}' is {} different codes; to ask for one: badrdp explain {}",
                                 printable(explanation.answer.asked), names.size(), fmt::join(names, " | ")));
        page.blank();
    }
    for (const auto& one : explanation.codes) {
        if (&one != &explanation.codes.front()) page.blank();
        print_one(page, one, explanation, layout);
    }
    return page.take();
}

std::string list_families(const std::vector<Family>& families, const Layout& layout) {
    Page page(layout);
    for (const auto& family : families)
        page.item(fmt::format("{:<10} {:>4}  ", family.name, family.codes.size()), 17,
                  fmt::format("{}; seen in {}", family.title, family.seen));
    return page.take();
}

std::string list_codes(const Family& family, const Layout& layout) {
    Page page(layout);
    std::size_t widest = 0;
    for (const auto& code : family.codes) widest = std::max(widest, number_text(family, code.number).size());
    for (const auto& code : family.codes)
        page.item(fmt::format("{:<{}}  ", number_text(family, code.number), widest), widest + 2,
                  fmt::format("{}{}", code.name.empty() ? "" : code.name + ": ", code.means.says));
    return page.take();
}

}  // namespace badrdp::harness
