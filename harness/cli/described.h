// What the command line says of itself in --help, as values: for manual pages and for the completions of
// shells.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace badrdp::harness {

struct DescribedOption {
    std::vector<std::string> names;  // "-c", "--client"; a word that has its place: "scenario"
    std::string value;               // "TEXT", "UINT ..."; empty: it takes none
    std::string text;
    bool placed = false;  // it has no dash: its place tells what it is
};

// Those that --help shows, in its order, the words before the options.
std::vector<DescribedOption> described_options(const CLI::App& command);
std::vector<const CLI::App*> described_commands(const CLI::App& command);

}  // namespace badrdp::harness
