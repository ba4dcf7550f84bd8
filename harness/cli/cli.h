// The commands of badrdp, one file each: what it can be asked, and what it answers with.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/client/adapter.h"
#include "harness/judge/baseline.h"
#include "harness/scenario/load.h"

namespace badrdp::harness {

// Exit statuses that every command shares; `run` has more (harness/result.h).
inline constexpr int kOk = 0;
inline constexpr int kUsage = 2;   // bad arguments, or a bad file
inline constexpr int kBroken = 3;  // the harness itself failed

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
void add_connect(CLI::App& app, const Globals& globals, int& status);
void add_explain(CLI::App& app, const Globals& globals, int& status);
void add_atlas(CLI::App& app, const Globals& globals, int& status);
void add_check(CLI::App& app, const Globals& globals, int& status);
void add_sweep(CLI::App& app, const Globals& globals, int& status);
void add_doctor(CLI::App& app, const Globals& globals, int& status);

// A bad argument or file: printed as it is, exit status 2.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The whole catalogue; throws UsageError with every complaint, one a line.
std::vector<Scenario> catalogue(const Globals& globals);

// The scenarios that the patterns or file names ask for, each once; no pattern: all. Throws UsageError when
// one of them finds nothing, and says what it may have meant.
std::vector<Scenario> select(const Globals& globals, const std::vector<std::string>& wanted);

// The catalogue's adapters of these names (all when empty), and those in `files`, which are always wanted;
// looked for on this machine. Throws UsageError.
std::vector<Client> clients(const Globals& globals, const std::vector<std::string>& wanted,
                            const std::vector<std::string>& files, const std::string& display);

// Client name -> its baseline, for those that have one; throws UsageError with the complaints.
std::map<std::string, Baseline> baselines(const Globals& globals, const std::vector<Client>& found);

std::filesystem::path self_path();  // of the running program
bool colour_wanted();               // standard output is a terminal, and NO_COLOR is not set

// "127.0.0.1:3389", "[::1]:3389", "host" (port 3389). Throws UsageError.
struct HostPort {
    std::string host;
    std::uint16_t port = 3389;
};
HostPort parse_host_port(const std::string& text);

// "NAME", "NAME:PASSWORD", either with "@DOMAIN" behind it.
auth::Account parse_account(const std::string& text);

}  // namespace badrdp::harness
