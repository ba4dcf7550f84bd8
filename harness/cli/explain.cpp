#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/advise/explain/print.h"
#include "harness/advise/explain/relevant.h"
#include "harness/cli/cli.h"
#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/kind.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr int kUnknown = 1;  // exit status: one of the codes is in no table

struct ExplainOptions {
    std::vector<std::string> words;
    bool list = false;
    bool all = false;
    bool json = false;
};

std::size_t columns() {
    winsize size{};
    if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 100;
    return std::max<std::size_t>(40, size.ws_col);
}

// The tables, each read when it is first asked for.
class Shelf {
public:
    explicit Shelf(const fs::path& root) : root_(root), names_(family_names(root)) {
        if (names_.empty())
            throw UsageError(fmt::format("{}: no tables of codes there; name a catalogue with --scenarios",
                                         (root / "codes").string()));
    }

    bool has(const std::string& name) const { return std::ranges::find(names_, name) != names_.end(); }

    // Whether there was one to read.
    bool take(const std::string& name) {
        if (!has(name) || std::ranges::find(families, name, &Family::name) != families.end()) return false;
        auto loaded = load_family(root_, name);
        demand_none(loaded.complaints);
        families.push_back(std::move(*loaded.family));
        return true;
    }

    void take_all() {
        for (const auto& name : names_) take(name);
    }

    std::vector<Family> families;

private:
    const fs::path& root_;
    std::vector<std::string> names_;
};

std::vector<Answer> answers(const std::vector<Query>& queries, Shelf& shelf) {
    for (const auto& query : queries) {
        if (!shelf.has(query.family)) shelf.take_all();
        shelf.take(query.family);
        if (query.extended) shelf.take("extended");
    }
    auto out = find_codes(queries, shelf.families);
    // A code refers to others, whose tables may not be there yet; after that the first answers point nowhere.
    std::vector<std::string> more;
    for (const auto& answer : out)
        for (const auto& found : answer.found)
            for (const auto& same : found.code->same) more.push_back(same.family);
    bool taken = false;
    for (const auto& name : more) taken = shelf.take(name) || taken;
    return taken ? find_codes(queries, shelf.families) : out;
}

Knowledge knowledge(const fs::path& root, const std::vector<Answer>& answers,
                    const std::vector<Family>& families) {
    auto leads = load_leads(root);
    demand_none(leads.complaints);
    auto checks = load_checks(root);
    demand_none(checks.complaints);
    Knowledge known{
        scenario_names(root), {}, std::move(leads.rows), all_baselines(root), std::move(checks.checks)};
    auto scenarios = load_relevant(root, asked_of(answers), families, known);
    demand_none(scenarios.complaints);
    known.scenarios = std::move(scenarios.scenarios);
    for (auto& baseline : known.baselines) baseline = with_variants(std::move(baseline), known.scenarios);
    return known;
}

int list(const ExplainOptions& options, const Globals& globals, const Layout& layout) {
    Shelf shelf(globals.scenarios);
    for (const auto& name : options.words)
        if (!shelf.has(name))
            throw UsageError(
                fmt::format("there is no family '{}'; `badrdp explain --list` shows them", name));
    if (options.words.empty()) shelf.take_all();
    for (const auto& name : options.words) shelf.take(name);
    if (options.words.empty()) fmt::print("{}", list_families(shelf.families, layout));
    for (const auto& name : options.words)
        fmt::print("{}", list_codes(*std::ranges::find(shelf.families, name, &Family::name), layout));
    return kOk;
}

int explain(const ExplainOptions& options, const Globals& globals, Layout layout) {
    if (options.words.empty())
        throw UsageError(
            "badrdp explain needs a code, as in `badrdp explain 0x904 0x7`; --list shows the families");
    for (const auto& word : options.words)
        if (const auto kind = foreign_kind(word)) throw UsageError(fmt::format("{} {}", word, *kind));
    Shelf shelf(globals.scenarios);
    const auto found = answers(parse_queries(options.words), shelf);
    const bool any = std::ranges::any_of(found, [](const Answer& answer) { return !answer.found.empty(); });
    const auto known = any ? knowledge(globals.scenarios, found, shelf.families) : Knowledge();

    int status = kOk;
    json::array objects;
    std::string text;
    for (const auto& answer : found) {
        Explanation explanation{answer, {}};
        for (const auto& code : answer.found) {
            auto leads = leads_to(code, shelf.families, known);
            auto next = next_check(leads, known);
            explanation.codes.push_back({code, std::move(leads), std::move(next)});
        }
        if (answer.found.empty()) status = kUnknown;
        layout.most_leads = options.all ? static_cast<std::size_t>(-1) : answer.found.size() > 1 ? 2 : 5;
        if (options.json)
            objects.push_back(as_json(explanation));
        else
            text += (text.empty() ? "" : "\n") + as_text(explanation, layout);
    }
    fmt::print("{}", options.json ? json::serialize(objects) + "\n" : text);
    return status;
}

}  // namespace

void add_explain(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("explain", "Say what an error code means, and what to check next");
    command->footer(
        "Type the code that the screen shows. A number alone is looked up in every table, FAMILY:NUMBER in\n"
        "one. Every statement says how it is known: observed (with a real program, by badrdp), sent (by the\n"
        "fake host), documented, reported (in a public thread, which is named) or inferred.\n"
        "Exit status: 0 every code is known; 1 a code is in no table; 2 bad arguments, or a bad file.\n"
        "Examples:\n"
        "  badrdp explain 0x904 0x7             the two codes of mstsc's dialog\n"
        "  badrdp explain 2308                  the same first code, in decimal\n"
        "  badrdp explain 0xC000006D            a status of Windows\n"
        "  badrdp explain STATUS_LOGON_FAILURE  the same, by name\n"
        "  badrdp explain xfreerdp:133          an exit status; xfreerdp3:133 and rdesktop:76 likewise\n"
        "  badrdp explain tls:80 neg:5          a TLS alert, and a refusal of the negotiation\n"
        "  badrdp explain errinfo:0x9           what a host says as it ends a session\n"
        "  badrdp explain event:36870           an event in the log of a Windows host\n"
        "  badrdp explain --list                the families; --list tls shows one of them");
    auto options = std::make_shared<ExplainOptions>();
    command->add_option("code", options->words, "Codes or names; with --list, families");
    command->add_flag("--list", options->list,
                      "List the families of codes, or the codes of the named families");
    command->add_flag("--all", options->all, "Show every scenario that leads to a code, not the first few");
    command->add_flag("--json", options->json, "As JSON: an array with one object for each code");
    command->callback([options, &globals, &status] {
        const Layout layout{.columns = columns(), .most_leads = 5};
        status = options->list ? list(*options, globals, layout) : explain(*options, globals, layout);
    });
}

}  // namespace badrdp::harness
