// Exercises of the lab, and the commands that its desk knows: plain values from the files of scenarios/lab.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/data/causes/causes.h"
#include "harness/data/client/adapter.h"
#include "harness/data/file/complaint.h"
#include "harness/data/remedies/remedy.h"
#include "harness/data/scenario/scenario.h"
#include "sim/host/settings.h"

namespace badrdp::harness {

// How the wrong way of an exercise ends.
enum class WrongEnd : std::uint8_t {
    broken,    // it does not work afterwards
    insecure,  // it works, and is less secure than before it broke
    costly,    // it works, and took more than the exercise allows
};

// How much there is to find out: one look at one console, several, or two troubles at once.
enum class Degree : std::uint8_t { easy, middling, hard };
std::string_view name(Degree);

// Where the host's name leads the client.
enum class NameLeads : std::uint8_t {
    to_the_host,
    to_another,  // a stale record: a machine that has no Remote Desktop
    to_nobody,   // a stale record: an address that is nobody's
};

// What keeps the client from its first packet.
enum class ClientStops : std::uint8_t {
    nowhere,
    at_a_warning,   // of a file that nobody has signed: it waits for a click
    at_the_prompt,  // for the password, which an update has broken
};

// One way in which a host is broken, with what is around it.
struct Broken {
    host::Settings settings;
    NameLeads name = NameLeads::to_the_host;
    std::vector<path::Impairment> path{};  // on the way between the user and the host
    std::vector<fault::Fault> faults{};    // of what has no setting: a session service, a relay
    ClientStops stops = ClientStops::nowhere;

    friend bool operator==(const Broken&, const Broken&) = default;
};

struct Exercise {
    std::string id;      // its file's stem, which gives nothing away
    std::string title;   // likewise
    std::string ticket;  // in the words of the user who has the trouble
    Degree degree = Degree::easy;
    std::string client = "lenient";     // the option set of the built-in client that he has
    std::string client_before;          // that he had when all was well; the same, unless it is said
    std::string cause;                  // "C14"
    std::string also;                   // a second cause, where there are two; else empty
    std::vector<std::string> choices;   // causes to choose from, the right ones among them
    std::string look_alike;             // one of them, which shows the user the same
    std::string debrief;                // what is told at the end
    unsigned minutes = 0;               // what a solution may cost
    host::Settings before;              // how the host was set when all was well
    std::vector<Broken> broken;         // how it is now: one of these, by the student's seed
    std::vector<std::string> solution;  // commands
    std::vector<std::string> wrong;     // commands that articles name too
    WrongEnd wrong_ends = WrongEnd::broken;
    std::string teaches;  // what the wrong way teaches, in half a sentence
    std::filesystem::path file;
};

// A command that may be typed at the desk.
struct LabCommand {
    std::vector<std::string> like{};  // globs over what was typed, in small letters, without quotes
    std::string remedy{};             // the id of what it does: "F01"; empty: nothing
    std::string setting{};            // or a setting that it changes: "TermService"
    std::vector<std::string> from{};  // only if it has one of these values; empty: whatever it has
    std::string to{};
    std::string otherwise{};                // what is printed if it has another
    std::vector<std::string> clears{};      // impairments that it takes off the way: "delay"
    bool fits_mtu = false;                  // the number behind "mtu=" becomes the MTU of both ends
    bool renames = false;                   // the host's name leads to the host again
    std::vector<ClientStops> lets_begin{};  // what keeps the client no more
    std::string reads{};                    // the view that it prints: "services"; empty: none
    unsigned minutes = 0;                   // what it costs the people who work there
    std::string answer{};                   // what is printed instead; may be empty
    std::string cost{};                     // what else it costs, told at the end; may be empty
    std::filesystem::path file{};
};

struct LoadedLab {
    std::vector<Exercise> exercises;   // in the order of their ids
    std::vector<LabCommand> commands;  // the first that fits counts
    std::vector<Complaint> complaints;
};

// `root`/lab/*.toml; nothing if there is no such folder.
LoadedLab load_lab(const std::filesystem::path& root);

// Causes, remedies and option sets of the built-in client that are named and not there.
std::vector<Complaint> check_lab(const LoadedLab& lab, const std::vector<CauseRow>& causes,
                                 const std::vector<Remedy>& remedies, const Adapter& client);

// Names of students, from a file with `students = ["Ada", "Linus"]`.
struct LoadedClass {
    std::vector<std::string> students;
    std::vector<Complaint> complaints;
};
LoadedClass load_class(const std::filesystem::path& file);

// What views a desk has: consoles of the host ("services", "netstat", "sessions", "registry", "certificate",
// "keys", "firewall", "account", "licences", "join", "updates", "events"), and of the user's machine ("name",
// "network", "client").
std::vector<std::string> lab_views();

}  // namespace badrdp::harness
