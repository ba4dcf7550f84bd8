// The archive that this machine has its own packages from: roots of other releases come from there too.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace badrdp::harness {

struct Archive {
    std::string uri;
    std::filesystem::path keyring;  // what its Release files must be signed with

    friend bool operator==(const Archive&, const Archive&) = default;
};

// The first enabled archive of binary packages in the text of one file of apt's sources that has the suite
// `codename`. `stanzas`: the text is deb822 [sources.list(5)], or else a line for each archive.
std::optional<Archive> archive_in(std::string_view text, bool stanzas, std::string_view codename);

// Reads `etc`/os-release and the sources below `etc`/apt. std::runtime_error if this is no Debian, or if apt
// names no archive for its release.
Archive machine_archive(const std::filesystem::path& etc = "/etc");

}  // namespace badrdp::harness
