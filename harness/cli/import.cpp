#include <fmt/core.h>

#include <optional>
#include <system_error>

#include "capture/read/capture_file.h"
#include "capture/survey/survey.h"
#include "harness/cli/cli.h"
#include "harness/cli/imported.h"
#include "harness/os/files.h"

namespace badrdp::harness {
namespace {

struct ImportOptions {
    std::string file{};
    std::filesystem::path out{};
    std::size_t conversation = 0;  // counted from 1, as diagnose lists them; 0: the first that failed
    std::vector<std::uint16_t> ports{};
};

// The conversation that is asked for; of a large file no other is kept.
struct Picked {
    std::optional<capture::Talk> talk{};
    diagnosis::Diagnosis found{};
    std::uint64_t seen = 0;
    capture::Survey survey{};

    void consider(capture::Talk&& one, diagnosis::Diagnosis&& said, const ImportOptions& options) {
        ++seen;
        const bool failed = said.state == diagnosis::HealthState::failed;
        const bool better = options.conversation > 0
                                ? seen == options.conversation
                                : !talk || (failed && found.state != diagnosis::HealthState::failed);
        if (!better) return;
        talk = std::move(one);
        found = std::move(said);
    }
};

Picked picked_of(const ImportOptions& options) {
    Picked out;
    capture::Surveyor surveyor({options.ports.begin(), options.ports.end()}, nullptr,
                               [&](capture::Talk&& talk, const capture::Survey& survey) {
                                   auto found = diagnosis::diagnose(talk, survey);
                                   out.consider(std::move(talk), std::move(found), options);
                               });
    capture::CaptureFile file(capture::open_input(options.file));
    std::uint64_t frames = 0;
    while (const auto frame = file.next()) {
        surveyor.take(*frame);
        frames = frame->number;
    }
    if (file.error() && frames == 0)
        throw UsageError(fmt::format("{}: byte {}: {}", options.file, file.error()->at, file.error()->why));
    out.survey = surveyor.finish();
    return out;
}

int run_import(const ImportOptions& options) {
    if (options.file == "-") throw UsageError("import reads its file twice: standard input will not do");
    if (!options.out.empty()) demand_writable("-o", options.out);
    try {
        const auto picked = picked_of(options);
        if (picked.seen == 0) throw UsageError(options.file + ": there is no conversation of RDP in it");
        if (!picked.talk) throw UsageError(fmt::format("--conversation: the file has {}", picked.seen));
        const auto& talk = *picked.talk;
        const auto at = std::chrono::duration_cast<std::chrono::seconds>(picked.survey.first.at);
        const auto made = import_talk(talk, picked.found, words_of_host(options.file, talk), at);
        if (options.out.empty())
            fmt::print("{}", made.toml);
        else
            replace_file(options.out, made.toml);
        for (const auto& one : made.cannot) fmt::print(stderr, "not told: {}\n", one);
    } catch (const std::system_error& error) {
        throw UsageError(error.what());
    }
    return kOk;
}

}  // namespace

void add_import(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand(
        "import", "From a capture to a scenario that does what that host and that path did");
    command->footer(
        "Writes protocols, flags, failure code, TLS version and suite, the certificate's age, key, digest "
        "and size,\n"
        "delays, and where the host fell silent, closed or reset: in numbers and words of badrdp's own. No "
        "name,\n"
        "address or byte of the capture is in it. What TLS hides is the honest host's, and standard error "
        "says so.\n"
        "Of several conversations it takes the first that failed.\n"
        "Exit status 0: written; 2: bad arguments, or a file without RDP.\n"
        "Examples:\n"
        "  badrdp import failure.pcap -o their-host.toml\n"
        "  badrdp check their-host.toml && badrdp run their-host.toml\n"
        "  badrdp serve their-host.toml    for a client of your own\n"
        "More: docs/import.md");
    auto options = std::make_shared<ImportOptions>();
    command->add_option("file", options->file, "The capture")->required();
    command->add_option("-o,--out", options->out, "The scenario file; standard output if it is not given");
    command
        ->add_option("--conversation", options->conversation, "The N-th conversation, as diagnose lists them")
        ->check(CLI::Range(1, 1'000'000));
    command->add_option("--port", options->ports, "A TCP port that is RDP's, beside 3389")
        ->check(CLI::Range(1, 65535));
    command->callback([options, &status] { status = run_import(*options); });
}

}  // namespace badrdp::harness
