// A client under test, described by a file: how to find it, how to start it, and how to tell what it
// reported.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/client/pattern.h"
#include "harness/data/facts.h"
#include "harness/data/file/complaint.h"
#include "harness/data/scenario/load.h"
#include "harness/os/roots/recipe.h"

namespace badrdp::harness {

// What a client that asks at its terminal is told.
struct TerminalAnswer {
    Pattern prompt;    // in what it has printed since the last answer
    std::string text;  // typed then; placeholders are filled in
};

// One way to call the client. In `command`, {program} {host} {port} {address} {user} {password} {domain}
// {realm} {home} and {badrdp} are filled in; so are they in `stdin_text`.
struct OptionSet {
    std::vector<std::string> command;
    std::string stdin_text;                 // all it will ever read; then end of file
    std::vector<TerminalAnswer> answers{};  // at a terminal, in whose place there is no stdin_text
    std::string versions{};                 // the ones that it is for: "<1.9.1"; empty: all of the adapter's
    std::string what;                       // one line for a person: "accepts any certificate"
};

// How to tell what happened from what the client left behind. The first row whose every condition holds wins.
struct ReportRow {
    std::string versions;                // the ones that it is for: ">=3.32"; empty: all of the adapter's
    std::vector<int> exit;               // exit status is one of these; empty: any (also none)
    Pattern output;                      // searched in each line of stdout and stderr; empty: any
    std::optional<wire::Role> ended_by;  // who ended its last TCP connection
    std::optional<wire::Step> at_least;  // the deepest step reached is this or later
    std::optional<wire::Step> at_most;
    std::optional<std::chrono::milliseconds> longer_than;
    Outcome outcome = Outcome::disconnected;
    Reason reason = Reason::vague;
};

struct Adapter {
    std::string name;  // folder below scenarios/clients: "xfreerdp"
    std::string title;
    std::vector<std::string> programs;  // names or paths to look for, in this order; "{badrdp}" is ourselves
    std::vector<std::string> version_command;
    Pattern version_pattern;  // its first group is the version
    std::string versions;     // the ones this adapter is for: ">=2 <3"; empty: all
    std::string package;      // Debian package, for the hint; may be empty
    // Which package of which other suite has it: "xfreerdp3@trixie" is the one whose suite is trixie.
    std::vector<RootRecipe> origins;
    bool on_request = false;  // no client that people sit at: only played if it is named
    bool display = false;
    bool terminal = false;          // it only asks at a terminal: it gets a pseudo terminal
    std::string terminal_versions;  // the ones of which that is true; empty: all
    // The step behind which it has what it came for, and leaves: a scanner, a probe. None: an active session.
    std::optional<wire::Step> done;
    // The environment variable that names a PEM file of what it trusts, or that file's absolute path; may be
    // empty.
    std::string trusts_from;
    // Words of its commands that make it leave as soon as it is in: who wants to look at a session does
    // without.
    std::vector<std::string> brief;
    // Files and folders of this machine that its sandbox shows it, beside the machine's own programs.
    std::vector<std::filesystem::path> shows;
    std::chrono::milliseconds patience{20'000};
    std::size_t memory_bytes = 1u << 30;
    std::size_t output_bytes = 4u << 20;
    unsigned reconnects = 12;                  // TCP connections in one case before it counts as looping
    std::map<std::string, OptionSet> options;  // "lenient", "strict", ...
    std::vector<ReportRow> reports;            // the last row has no condition
    std::filesystem::path file;
};

struct LoadedAdapters {
    std::vector<Adapter> adapters;
    std::vector<Complaint> complaints;
};

// Every clients/*/adapter.toml below `root`.
LoadedAdapters load_adapters(const std::filesystem::path& root);

// One file, wherever it is. Its client is named after the folder, or after the file if that has another name.
LoadedAdapters load_adapter(const std::filesystem::path& file);

// Whether a file that people call by its path describes a client rather than a scenario: it is named
// adapter.toml, or says `programs` or [[report]] at its top. A file that cannot be read does not.
bool is_adapter(const std::filesystem::path& file);

// An adapter with its program found on this machine, or in a root of another suite.
struct Client {
    Adapter adapter;
    std::string origin;             // a suite: "trixie"; empty: this machine's own
    std::filesystem::path root;     // its file system; empty: this machine's
    std::filesystem::path program;  // empty: not found; in the root, if there is one
    std::string version;            // "2.11.7"
    std::string missing;            // why it cannot be played, and what to do; empty: it can

    std::string name() const { return origin.empty() ? adapter.name : adapter.name + '@' + origin; }
};

}  // namespace badrdp::harness
