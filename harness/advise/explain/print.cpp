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

std::string heading(const Family& family, const Code& code) {
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

void print_leads(Page& page, const std::vector<Lead>& leads, const Layout& layout) {
    page.blank();
    if (leads.empty()) return page.line(0, "No scenario of the catalogue is known to lead to it.");
    page.line(0, fmt::format("{} to it; the best evidence first, then what is usual (a judgement, no count):",
                             leads.size() == 1 ? "One scenario leads"
                                               : fmt::format("{} scenarios lead", leads.size())));
    const auto shown = std::min(leads.size(), layout.most_leads);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& lead = leads[i];
        page.item(fmt::format("{:>4}  ", i + 1), 6,
                  fmt::format("{}{}: {}", lead.scenario, variants_text(lead), lead.title));
        if (i > 0 && lead.because == leads[i - 1].because && lead.because.evidence != Backing::observed)
            page.line(6, fmt::format("[{}, as above]", name(lead.because.evidence)));
        else
            page.statement(6, lead.because);
        if (i < kSeenShown) print_seen(page, lead.seen);
    }
    if (shown < leads.size())
        page.line(6, fmt::format("and {} more: --all shows them", leads.size() - shown));
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

void print_one(Page& page, const Explained& one, const Layout& layout) {
    const auto& found = one.found;
    print_code(page, *found.family, *found.code, !found.extended);
    if (found.extended) print_code(page, *found.extended_family, *found.extended, true);
    if (found.pair) {
        page.line(0, "The two together");
        page.statement(4, found.pair->means);
    }
    print_leads(page, one.leads, layout);
    if (one.next) print_next(page, one.leads, *one.next);
}

}  // namespace

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
        print_one(page, one, layout);
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
