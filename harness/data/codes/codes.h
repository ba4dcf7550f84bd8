// The error codes of programs and hosts, as data: families of codes, the scenarios that lead to them,
// and the checks that tell scenarios apart. Plain values; the loader fills them from scenarios/codes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// How a statement is known, the best kind first. What was played here is called observed, and what
// a public capture of a real program shows, which is named.
enum class Backing : std::uint8_t {
    observed,    // seen with a real program
    sent,        // the fake host of the scenario says it
    documented,  // by whoever made the code, or by a specification
    reported,    // in a public thread, which is named
    inferred,    // from the above
};
std::string_view name(Backing);
std::optional<Backing> evidence_named(std::string_view);
const std::vector<std::string>& evidence_names();

// A sentence, and how it is known.
struct Statement {
    std::string says;
    Backing evidence = Backing::documented;
    std::string source;

    friend bool operator==(const Statement&, const Statement&) = default;
};

// "errinfo:0x9", or "mstsc:0x904/0x7" for the two codes of mstsc's dialog.
struct CodeName {
    std::string family{};
    std::uint32_t number = 0;
    std::optional<std::uint32_t> extended{};
    std::string text{};  // as it was written

    friend bool operator==(const CodeName&, const CodeName&) = default;
};

struct Code {
    std::uint32_t number = 0;
    std::string name;              // as its maker writes it; empty: it has none
    std::vector<std::string> aka;  // what else it is called, beyond case and underscores
    Statement means;
    std::vector<CodeName> same;         // what other programs say of the same trouble
    std::vector<std::string> causes{};  // rows of causes.toml that it speaks of: "C09"
    // It ends a session that had come up, so nothing about connecting explains it.
    bool ends_session = false;
    // An event that many things lead to: in a log it counts only with one of these in it. Empty: always.
    std::vector<std::string> in{};
    std::vector<Statement> remarks;
    unsigned line = 0;
};

// What the two codes of mstsc say together.
struct Pair {
    std::uint32_t code = 0;
    std::uint32_t extended = 0;
    Statement means;
    unsigned line = 0;
};

struct Family {
    std::string name;          // of its file: "errinfo"
    std::string title;         // "a TLS alert"
    std::string seen;          // where a user meets it
    std::string note;          // what holds for all its codes
    std::string unknown;       // what can be said of a code that is not in the table
    std::string client;        // the client of the catalogue whose exit statuses these are; else empty
    bool hex = false;          // how its numbers are written
    bool alone = true;         // a number without a family may mean it; not so where 1 to 7 are all there is
    bool texts = false;        // its codes are what programs say in words, and their numbers say nothing
    std::uint32_t class_ = 0;  // these bits may be set in a number without changing it
    std::vector<Code> codes;   // by number
    std::vector<Pair> pairs;
    std::filesystem::path file;

    const Code* find(std::uint32_t number) const;
    const Pair* find(std::uint32_t code, std::uint32_t extended) const;
};

// "0x9", "36870": as the family writes it.
std::string number_text(const Family& family, std::uint32_t number);

// A code and scenarios that lead to it.
struct LeadRow {
    CodeName code;
    std::vector<std::string> scenarios;  // globs
    Statement because;
    unsigned line = 0;
};

// One outcome of a check, and the scenarios that have it.
struct CheckAnswer {
    std::string see;
    std::vector<std::string> scenarios;  // globs
};

struct Check {
    std::string action;
    std::string where;
    std::string compare;  // the client whose baseline holds its answers; empty: they are below
    std::vector<CheckAnswer> answers;
    unsigned line = 0;
    bool of_sessions = false;  // of one that came up and ended; otherwise of connecting
};

struct Checks {
    std::vector<std::string> usual;  // globs, in the order in which to suspect
    std::vector<Check> checks;       // cheapest first
};

}  // namespace badrdp::harness
