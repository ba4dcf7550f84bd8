// A profile: which part of the catalogue a team plays, and what it wants of that. A plain value from a file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/file/complaint.h"
#include "harness/data/verdict.h"

namespace badrdp::harness {

struct Profile {
    std::string name{};                    // its file's stem, or the file as it was given
    std::string title{};                   // for whom or when it is
    std::vector<std::string> scenarios{};  // words as `badrdp run` takes them; none: all
    std::vector<std::string> exclude{};    // the same of what is left out
    std::vector<std::string> tags{};       // only what has one of these; none: whatever it has
    std::vector<std::string> without_tags{};
    std::vector<std::string> clients{};  // none: all that are found
    bool fewest = false;                 // of these cases the few that fewest_cases() finds
    std::vector<Verdict> fail_on{};      // as Wanted has it
    std::size_t at_least = 0;
    std::optional<unsigned> retries{};

    friend bool operator==(const Profile&, const Profile&) = default;
};

// Verdicts that are not red, or not only: what somebody may want a run to be red for.
inline constexpr std::array kMayBeUnwanted{Verdict::unsupported, Verdict::changed, Verdict::known,
                                           Verdict::unsteady};
std::vector<std::string> unwanted_words();

inline constexpr unsigned kMostPlays = 100;            // of one case in one run
inline constexpr std::size_t kMostWanted = 1'000'000;  // cases that somebody may want

struct LoadedProfile {
    std::optional<Profile> profile{};  // nothing if there is a complaint
    std::vector<Complaint> complaints{};
};

// The profiles of a catalogue are in this folder below it.
inline constexpr const char* kProfiles = "profiles";

LoadedProfile load_profile(const std::filesystem::path& file);

// The files of the catalogue's profiles, by the alphabet; none if it has none.
std::vector<std::filesystem::path> profile_files(const std::filesystem::path& catalogue);

// Whether this file, wherever it is, is one: it has a key `profile`.
bool is_profile(const std::filesystem::path& file);

}  // namespace badrdp::harness
