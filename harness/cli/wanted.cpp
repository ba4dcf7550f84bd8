#include "harness/cli/wanted.h"

#include <algorithm>

#include "harness/data/profile/profile.h"
#include "harness/play/builtin/arguments.h"

namespace badrdp::harness {

void add_wanted_options(CLI::App& command, WantedOptions& options) {
    command
        .add_option("--fail-on", options.fail_on,
                    "Exit with 1 also if some case is one of these: unsupported, changed, known, unsteady")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(word_among(unwanted_words()));
    command.add_flag("--everything", options.everything, "The same as --fail-on unsupported");
    command.add_option("--at-least", options.at_least, "Exit with 4 if fewer cases are judged [1]")
        ->check(whole_number(1, kMostWanted));
}

Wanted wanted_of(const WantedOptions& options, std::vector<std::string> named) {
    Wanted out{.fail_on = {}, .at_least = options.at_least, .named = std::move(named)};
    for (const auto verdict : kMayBeUnwanted) {
        const bool said = std::ranges::find(options.fail_on, name(verdict)) != options.fail_on.end();
        if (said || (options.everything && verdict == Verdict::unsupported)) out.fail_on.push_back(verdict);
    }
    return out;
}

}  // namespace badrdp::harness
