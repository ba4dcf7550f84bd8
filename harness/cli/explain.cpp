#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include "harness/advise/explain/pasted.h"
#include "harness/advise/explain/print.h"
#include "harness/cli/cli.h"
#include "harness/cli/known.h"
#include "harness/data/causes/causes.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/kind.h"
#include "harness/data/remedies/load.h"
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

// What is asked: codes that were typed, or text that was pasted and what it speaks of.
struct Asked {
    std::vector<Query> queries;
    std::optional<Pasted> pasted;
};

std::string read_all(std::istream& in, const std::string& name) {
    std::string bytes(kMostPasted + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) throw UsageError(fmt::format("{}: cannot be read", name));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > kMostPasted)
        fmt::print(stderr, "{}: only the first {} MiB are read\n", name, kMostPasted >> 20);
    return bytes;
}

std::string file_text(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    if (!in) throw std::system_error(errno, std::generic_category(), name);
    auto bytes = read_all(in, name);
    const bool utf16 = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
    if (const auto kind = utf16 ? std::nullopt : foreign_kind(name))
        throw UsageError(fmt::format("{} {}", name, *kind));
    return bytes;
}

// The text that the words are, or name; nothing if they are codes.
std::optional<std::string> text_of(const std::vector<std::string>& words) {
    std::string text;
    bool is_text = false;
    for (const auto& word : words) {
        std::error_code none;
        if (word == "-") {
            text += read_all(std::cin, "standard input") + "\n";
            is_text = true;
        } else if (fs::is_regular_file(word, none)) {
            text += file_text(word) + "\n";
            is_text = true;
        } else {
            is_text = is_text || word.find_first_of(" \t\n") != word.npos;
            text += word + "\n";
        }
    }
    return is_text ? std::optional(std::move(text)) : std::nullopt;
}

// "0x904 0x7" in one pair of quotes is two words all the same.
std::optional<std::vector<std::string>> only_codes(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream in(text.substr(0, 256));
    for (std::string word; in >> word;) {
        const auto queries = parse_queries({word});
        if (!queries[0].number) return std::nullopt;
        words.push_back(std::move(word));
    }
    return text.size() > 256 || words.empty() ? std::nullopt : std::optional(std::move(words));
}

Asked pasted(const std::string& text, Shelf& shelf) {
    shelf.take_all();
    Asked asked{{}, read_pasted(text, shelf.families)};
    for (const auto& mention : asked.pasted->mentions) asked.queries.push_back(mention.query);
    return asked;
}

Asked asked(const std::vector<std::string>& words, Shelf& shelf) {
    if (const auto text = text_of(words)) {
        if (const auto codes = only_codes(*text)) return {parse_queries(*codes), std::nullopt};
        return pasted(*text, shelf);
    }
    Asked typed{parse_queries(words), std::nullopt};
    if (words.size() < 2) return typed;
    // A sentence that nobody put into quotes.
    const auto found = answers(typed.queries, shelf);
    const auto known = std::ranges::count_if(found, [](const Answer& one) { return !one.found.empty(); });
    if (static_cast<std::size_t>(known) == found.size()) return typed;
    auto sentence = pasted(fmt::format("{}", fmt::join(words, " ")), shelf);
    return sentence.queries.empty() ? typed : sentence;
}

// "In this text: mstsc:0x904/0x7 (line 5), event:4625 (line 9, 12 times)".
std::string overview(const Pasted& text) {
    if (text.mentions.empty())
        return "In this text is no code, and nothing that a known program says. A code looks like 0x904,\n"
               "0xC000006D, ERRINFO_IDLE_TIMEOUT or event 4625.\n";
    std::vector<std::string> all;
    for (const auto& one : text.mentions)
        all.push_back(fmt::format("{} (line {}{})", one.query.text, one.line,
                                  one.times > 1 ? fmt::format(", {} times", one.times) : ""));
    return fmt::format("In this text: {}{}\n\n", fmt::join(all, ", "),
                       text.more == 0 ? "" : fmt::format(" and others, {} times", text.more));
}

std::map<std::string, Advice> advice(const fs::path& root) {
    const auto causes = load_causes(root);
    demand_none(causes.complaints);
    const auto remedies = load_remedies(root);
    demand_none(remedies.complaints);
    const auto tried = load_all_tried(root);
    demand_none(tried.complaints);
    auto cures = cures_of(remedies.remedies, tried.tried);
    std::map<std::string, Advice> out;
    for (const auto& row : causes.causes)
        out[row.id] = {row.title, row.wire, std::move(cures[row.id]), row.looks};
    return out;
}

Explanation explained(const Answer& answer, const Shelf& shelf, const Knowledge& known) {
    Explanation out{answer, {}, {}};
    for (const auto& code : answer.found) {
        auto leads = leads_to(code, shelf.families, known);
        auto next = next_check(leads, known, ends_session(code, shelf.families));
        out.codes.push_back({code, std::move(leads), std::move(next)});
    }
    return out;
}

int explain(const ExplainOptions& options, const Globals& globals, Layout layout) {
    if (options.words.empty())
        throw UsageError(
            "badrdp explain needs a code, as in `badrdp explain 0x904 0x7`, or text: a file, or '-' for "
            "standard "
            "input; --list shows the families");
    Shelf shelf(globals.scenarios);
    const auto query = asked(options.words, shelf);
    const auto found = answers(query.queries, shelf);
    const auto codes = std::ranges::count_if(found, [](const Answer& one) { return !one.found.empty(); });
    const auto known = codes > 0 ? knowledge(globals.scenarios, found, shelf.families) : Knowledge();
    const auto advised = codes > 0 ? advice(globals.scenarios) : std::map<std::string, Advice>();

    int status = found.empty() ? kUnknown : kOk;
    json::array objects;
    std::string text = query.pasted ? overview(*query.pasted) : "";
    for (const auto& answer : found) {
        auto explanation = explained(answer, shelf, known);
        explanation.advice = advised;
        if (answer.found.empty()) status = kUnknown;
        const bool one = found.size() < 3 && answer.found.size() == 1;
        layout.most_leads = options.all ? static_cast<std::size_t>(-1) : one ? 5 : 2;
        if (options.json)
            objects.push_back(as_json(explanation));
        else
            text += (&answer == &found.front() ? "" : "\n") + as_text(explanation, layout);
    }
    fmt::print("{}", options.json ? json::serialize(objects) + "\n" : text);
    return status;
}

}  // namespace

void add_explain(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("explain", "Say what an error code means, and what to check next");
    command->footer(
        "Type the code that the screen shows, or paste what it shows: a dialog, lines of a log, events of\n"
        "Windows as XML or text; as an argument, in a file, or on standard input as '-'. A number alone is "
        "looked\n"
        "up in every table, FAMILY:NUMBER in one. Every statement says how it is known: observed (with a "
        "real program, by badrdp), sent (by the\n"
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
        "  badrdp explain 'An internal error has occurred'\n"
        "  badrdp explain system.xml            what Event Viewer has saved, or wevtutil written\n"
        "  evtxexport system.evtx | badrdp explain -\n"
        "  badrdp explain --list                the families; --list tls shows one of them");
    auto options = std::make_shared<ExplainOptions>();
    command->add_option("code", options->words, "Codes, names, text, files, or '-'; with --list, families");
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
