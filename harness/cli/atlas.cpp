#include "harness/report/atlas/atlas.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "harness/advise/remedy/cures.h"
#include "harness/cli/cli.h"
#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "harness/data/remedies/load.h"
#include "harness/os/about.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

Atlas gather(const Globals& globals) {
    Atlas atlas{.version = std::string(kVersion)};
    auto causes = load_causes(globals.scenarios);
    demand_none(causes.complaints);
    if (causes.causes.empty())
        throw UsageError(
            fmt::format("{}: there are no causes to make pages of; name a catalogue with "
                        "--scenarios",
                        causes_file(globals.scenarios).string()));
    atlas.causes = std::move(causes.causes);
    atlas.scenarios = catalogue(globals);
    demand_none(check_causes(atlas.causes, atlas.scenarios));
    for (auto& baseline : all_baselines(globals.scenarios))
        atlas.baselines.push_back(with_variants(std::move(baseline), atlas.scenarios));
    for (const auto& name : family_names(globals.scenarios)) {
        auto family = load_family(globals.scenarios, name);
        demand_none(family.complaints);
        atlas.families.push_back(std::move(*family.family));
    }
    const auto remedies = load_remedies(globals.scenarios);
    demand_none(remedies.complaints);
    const auto tried = load_all_tried(globals.scenarios);
    demand_none(tried.complaints);
    atlas.cures = cures_of(remedies.remedies, tried.tried);
    return atlas;
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) throw std::system_error(errno, std::generic_category(), file.string());
}

}  // namespace

void add_atlas(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("atlas", "Write a page about each cause of broken connections");
    command->footer(
        "A page for each cause: its packets, what users see, the scenarios that play it, what each client\n"
        "was seen to do; and indexes by symptom, phase and code. Plain HTML without scripts, which needs no\n"
        "server and loads nothing. Existing pages of the same name are replaced.\n"
        "Examples:\n"
        "  badrdp atlas --out pages && xdg-open pages/index.html");
    auto out = std::make_shared<fs::path>();
    command->add_option("-o,--out", *out, "Folder for the pages; made if it does not exist")->required();
    command->callback([out, &globals, &status] {
        const auto pages = atlas_pages(gather(globals));
        fs::create_directories(*out);
        for (const auto& [name, page] : pages) write(*out / name, page);
        fmt::print("{} pages; start with {}\n", pages.size(), (*out / "index.html").string());
        status = kOk;
    });
}

}  // namespace badrdp::harness
