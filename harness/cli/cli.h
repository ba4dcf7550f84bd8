// The commands of badrdp, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/command_line.h"
#include "harness/data/client/adapter.h"
#include "harness/data/client/baseline.h"
#include "harness/data/scenario/load.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

struct Globals {
    std::filesystem::path scenarios;  // the catalogue's folder
};

// Each adds one command to `app`; when it is called it sets `status`.
void add_list(CLI::App& app, const Globals& globals, int& status);
void add_show(CLI::App& app, const Globals& globals, int& status);
void add_run(CLI::App& app, const Globals& globals, int& status);
void add_cure(CLI::App& app, const Globals& globals, int& status);
void add_baseline(CLI::App& app, const Globals& globals, int& status);
void add_serve(CLI::App& app, const Globals& globals, int& status);
void add_lab(CLI::App& app, const Globals& globals, int& status);
void add_connect(CLI::App& app, const Globals& globals, int& status);
void add_diagnose(CLI::App& app, const Globals& globals, int& status);
void add_redact(CLI::App& app, const Globals& globals, int& status);
void add_share(CLI::App& app, const Globals& globals, int& status);
void add_import(CLI::App& app, const Globals& globals, int& status);
void add_proxy(CLI::App& app, const Globals& globals, int& status);
void add_load(CLI::App& app, const Globals& globals, int& status);
void add_probe(CLI::App& app, const Globals& globals, int& status);
void add_explain(CLI::App& app, const Globals& globals, int& status);
void add_atlas(CLI::App& app, const Globals& globals, int& status);
void add_new(CLI::App& app, const Globals& globals, int& status);
void add_check(CLI::App& app, const Globals& globals, int& status);
void add_sweep(CLI::App& app, const Globals& globals, int& status);
void add_changes(CLI::App& app, const Globals& globals, int& status);
void add_compare(CLI::App& app, const Globals& globals, int& status);
void add_history(CLI::App& app, const Globals& globals, int& status);
void add_merge(CLI::App& app, const Globals& globals, int& status);
void add_bisect(CLI::App& app, const Globals& globals, int& status);
void add_clients(CLI::App& app, const Globals& globals, int& status);
void add_doctor(CLI::App& app, const Globals& globals, int& status);
void add_ci(CLI::App& app, const Globals& globals, int& status);
void add_manual(CLI::App& app, const Globals& globals, int& status);

// Throws UsageError with every complaint, one a line, if there is any: half a table would mislead.
void demand_none(const std::vector<Complaint>& complaints);

// Throws UsageError if `file`, which this option names, cannot be written: before anything is played for it.
void demand_writable(std::string_view option, const std::filesystem::path& file);

// The whole catalogue; throws UsageError with every complaint, one a line.
std::vector<Scenario> catalogue(const Globals& globals);

// The scenarios that these words ask for, each once; no word: all. A word is a name ("tls/reset"), a glob
// ("tls/*"), a folder of the catalogue ("tls", "tls/"), a scenario file, or a folder of such files. Throws
// UsageError when one of them finds nothing, and says what it may have meant.
std::vector<Scenario> select(const Globals& globals, const std::vector<std::string>& wanted);

// The clients of these names: an adapter's on this machine (all of them when none is named), one of another
// release such as xfreerdp3@trixie, or what is here of either and matches a glob; and those in `files`, which
// are always wanted. Throws UsageError.
std::vector<Client> clients(const Globals& globals, const std::vector<std::string>& wanted,
                            const std::vector<std::string>& files, const DisplayAddress& display);

// Client name -> what it is judged by, if anything is known of any of its versions; throws UsageError with
// the complaints.
std::map<std::string, Baseline> baselines(const std::vector<Client>& found);

// Of every client that the catalogue knows, whether it is on this machine or not; throws UsageError.
std::vector<Baseline> all_baselines(const std::filesystem::path& catalogue);

std::filesystem::path self_path();  // of the running program
bool colour_wanted();               // standard output is a terminal, and NO_COLOR is not set

}  // namespace badrdp::harness
