#include <memory>

#include "harness/cli/cli.h"
#include "harness/cli/completion.h"
#include "harness/cli/described.h"
#include "harness/cli/man_page.h"
#include "harness/os/files.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

int write_manual(const CLI::App& program, const fs::path& folder) {
    replace_file(folder / "man1/badrdp.1", man_page(program, true));
    for (const auto* command : described_commands(program))
        replace_file(folder / "man1" / ("badrdp-" + command->get_name() + ".1"), man_page(*command, false));
    replace_file(folder / "bash/badrdp", bash_completion(program));
    replace_file(folder / "zsh/_badrdp", zsh_completion(program));
    replace_file(folder / "fish/badrdp.fish", fish_completion(program));
    return kOk;
}

}  // namespace

void add_manual(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand(
        "manual", "Write manual pages and the completions of shells, for whoever makes a package");
    command->group("");
    auto folder = std::make_shared<std::string>();
    command->add_option("folder", *folder, "Where to")->required();
    command->callback([folder, &app, &status] { status = write_manual(app, *folder); });
}

}  // namespace badrdp::harness
