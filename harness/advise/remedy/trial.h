// What came of trying remedies: the matrix of causes and fixes, one cell for each try.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/remedies/remedy.h"

namespace badrdp::harness {

enum class Effect : std::uint8_t {
    cures,         // active, where it was not, and as secure as on an honest host of that kind
    hides,         // active, where it was not, and less secure than that
    changes,       // another end, still not active
    none,          // the same end at the same step
    worse,         // dies earlier; or what was healthy no longer is, or less securely
    undetermined,  // nobody can tell here
};
std::string_view name(Effect);  // "cures", "hides", "changes", "no effect", "worse", "undetermined"

struct Trial {
    std::string scenario;  // id of the broken one
    std::string cause;     // "C01"; empty: the host was healthy
    std::string client;    // adapter's name
    std::string version;
    std::string options;
    std::vector<std::string> remedies;  // ids; more than one were done together
    Effect effect = Effect::undetermined;
    std::string note;    // why nobody can tell, what is lacking, or that it changes nothing
    std::string before;  // "refused at server_flight"
    std::string after;   // empty: it was not played
    std::filesystem::path before_dir;
    std::filesystem::path dir;  // of the case with the remedy; empty: it was not played

    friend bool operator==(const Trial&, const Trial&) = default;
};

struct Trials {
    std::vector<Remedy> remedies;
    std::vector<Trial> cells;
};

// Where documents and the experiment disagree, one sentence each: cures that did not cure, and those that
// nobody names. Only what was played, or changes nothing here, is held against a document, and only where
// something else did cure that scenario with that client.
std::vector<std::string> disagreements(const Trials& trials);

// How many cells came to each effect that was played or needed no play; for the last line.
std::string counts_text(const Trials& trials);

}  // namespace badrdp::harness
