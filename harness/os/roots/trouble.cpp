#include "harness/os/roots/trouble.h"

#include <fmt/core.h>

#include <array>

#include "harness/os/lines.h"

namespace badrdp::harness {
namespace {

struct Known {
    std::string_view says;  // in a line of the output
    std::string_view means;
};

// What stands further up causes what stands below it. The words are those of apt 2.2 to 3.1, dpkg, tar and
// mmdebstrap 1.3, in C.UTF-8.
constexpr std::array kKnown{
    Known{"No space left on device", "the disk is full"},
    Known{"You don't have enough free space", "the disk is full"},
    Known{"is expired (invalid since",
          "the archive's Release file is past its date, so nobody knows what it "
          "lacks; --stale takes it all the same"},
    Known{"is not valid yet", "the archive's Release file is from the future: look at this machine's clock"},
    Known{"NO_PUBKEY",
          "the archive is not signed by a key of this machine's keyring; upgrade "
          "debian-archive-keyring"},
    Known{"is not signed",
          "the archive is not signed by a key of this machine's keyring; upgrade "
          "debian-archive-keyring"},
    Known{"Unable to locate package", "the suite has no such package"},
    Known{"has no installation candidate", "the suite has no such package"},
    Known{"unmet dependencies", "the suite cannot install that package now"},
    Known{"Temporary failure resolving", "the archive cannot be reached: is there a network?"},
    Known{"Could not resolve", "the archive cannot be reached: is there a network?"},
    Known{"Could not connect", "the archive cannot be reached: is there a network?"},
    Known{"Cannot initiate the connection", "the archive cannot be reached: is there a network?"},
    Known{"Unable to connect to", "the archive cannot be reached: is there a network?"},
    Known{"Network is unreachable", "the archive cannot be reached: is there a network?"},
    Known{"Connection timed out", "the archive does not answer: is there a network?"},
    Known{"does not have a Release file", "the archive has no such suite"},
    Known{"404  Not Found", "the archive lacks a file that it lists: try again later"},
    Known{"Hash Sum mismatch", "the archive is being changed: try again later"},
    Known{"/etc/subuid",
          "an ordinary user needs newuidmap and a range in /etc/subuid; install uidmap, or run "
          "as root"},
    Known{"newuidmap",
          "an ordinary user needs newuidmap and a range in /etc/subuid; install uidmap, or run "
          "as root"},
    Known{"unable to pick chroot mode",
          "an ordinary user needs user namespaces and a range in /etc/subuid; "
          "install uidmap, or run as root"},
};

// "E: Unable to locate package nosuch" without its mark; empty if the line is no complaint.
std::string_view complaint_in(std::string_view line) {
    for (const std::string_view mark : {"E: ", "Err:", "tar: ", "dpkg: error: "})
        if (line.starts_with(mark)) return mark == "tar: " ? line : line.substr(mark.size());
    return {};
}

}  // namespace

std::string root_trouble(std::string_view program, std::string_view output) {
    const auto lines = lines_of(output);
    for (const auto& known : kKnown)
        for (const auto line : lines)
            if (line.contains(known.says))
                return fmt::format("{} ({})", known.means, printable_line(line, 300));
    std::string_view last;
    for (const auto line : lines)
        if (const auto complaint = complaint_in(line); !complaint.empty()) last = complaint;
    if (last.empty() && !lines.empty()) last = lines.back();
    return fmt::format("{} failed{}{}", program, last.empty() ? "" : ": ", printable_line(last, 300));
}

}  // namespace badrdp::harness
