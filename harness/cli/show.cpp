#include <fmt/core.h>

#include "harness/cli/cli.h"
#include "harness/data/scenario/print.h"

namespace badrdp::harness {

void add_show(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("show", "Explain a scenario: what breaks, and what a client must do");
    command->footer(
        "Examples:\n"
        "  badrdp show certificate/expired\n"
        "  badrdp show --toml 'negotiation/failure[code=5]'    the file that plays it");
    struct Options {
        std::vector<std::string> patterns;
        bool toml = false;
    };
    auto options = std::make_shared<Options>();
    command->add_option("scenario", options->patterns, "Names, globs, folders or files")->required();
    command->add_flag("--toml", options->toml, "As a scenario file with every default");
    command->callback([options, &globals, &status] {
        status = kOk;
        bool first = true;
        for (const auto& scenario : select(globals, options->patterns)) {
            if (!first) fmt::print("\n");
            first = false;
            fmt::print("{}", options->toml ? to_toml(scenario) : describe(scenario));
        }
    });
}

}  // namespace badrdp::harness
