#include <fmt/core.h>

#include "harness/cli/case_word.h"
#include "harness/cli/cli.h"
#include "harness/cli/redaction.h"
#include "harness/os/files.h"
#include "harness/os/private_folder.h"
#include "harness/report/page/html.h"
#include "harness/report/runs/members.h"
#include "harness/report/runs/read_results.h"
#include "harness/report/story/story.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

struct ShareOptions {
    std::string word;
    fs::path page;
    fs::path out = "out";
};

// The one case that is meant, of a run that it points into.
const CaseResult& only_case(const RunResult& run, const std::string& word) {
    const auto cases = cases_meant(run, word);
    if (cases.empty()) throw UsageError(fmt::format("'{}': {} has no such case", word, run.out.string()));
    if (cases.size() == 1) return *cases.front();
    std::string names;
    for (const auto* one : cases) names += fmt::format("\n  {}", one->dir.generic_string());
    throw UsageError(fmt::format("'{}' is {} cases; share one of them:{}", word, cases.size(), names));
}

// The case's capture without names, addresses and keys; empty: it has none.
std::string redacted_capture(const fs::path& file) {
    std::error_code none;
    if (!fs::is_regular_file(file, none)) return {};
    const PrivateFolder folder;
    const auto copy = folder.path() / "redacted.pcapng";
    auto redactor = new_redactor(false);
    redact_file(file.string(), copy, redactor, false);
    return whole_text(copy);
}

int share(const ShareOptions& options) {
    const auto meant = case_word(options.word, options.out);
    if (!meant) throw UsageError(fmt::format("'{}': no case of a run; see badrdp show --help", options.word));
    demand_writable("page", options.page);
    auto run = read_run(meant->first);
    recall_events(run);
    const auto& result = only_case(run, meant->second);
    const auto capture = redacted_capture(run.out / result.dir / "capture.pcapng");
    const auto html = shared_html(run, result, capture);
    replace_file(options.page, html);
    fmt::print(
        "{}: {} KiB, {}\n", options.page.string(), (html.size() >> 10) + 1,
        capture.empty() ? "without a capture" : "with a capture that has no names, addresses and keys");
    return kOk;
}

}  // namespace

void add_share(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand("share", "Write one case of a run as a small page for others");
    command->footer(
        "The page needs no other file and holds what was demanded and met, the ladder beside that of the "
        "healthy\n"
        "case, and the capture as `badrdp redact` would write it. Left out: what the client printed, what "
        "peers\n"
        "named, addresses, keys and paths. What a scenario of your own says of itself stays.\n"
        "Examples:\n"
        "  badrdp share last/tls/reset-after-client-hello/xfreerdp.lenient for-the-ticket.html\n"
        "More: docs/report.md");
    auto options = std::make_shared<ShareOptions>();
    command->add_option("case", options->word, "RUN/CASE, as for badrdp show")->required();
    command->add_option("page", options->page, "The file to write")->required();
    command->add_option("-o,--out", options->out, "Folder in which `last` is looked for [out]");
    command->callback([options, &status] { status = share(*options); });
}

}  // namespace badrdp::harness
