// What a root file system of another release is made of.
#pragma once

#include <string>
#include <string_view>

namespace badrdp::harness {

struct RootRecipe {
    std::string suite;    // of the archive: "trixie-backports"
    std::string over;     // the suite that it only adds to: "trixie"; empty: it stands alone
    std::string package;  // "freerdp3-x11"

    friend bool operator==(const RootRecipe&, const RootRecipe&) = default;
};

// Both become arguments of programs and names of folders: lower-case letters, digits and a few signs, and
// first a letter or digit [Debian Policy 5.6.1 for packages].
bool is_suite_name(std::string_view);
bool is_package_name(std::string_view);

// "trixie-backports+freerdp3-x11": no suite has a plus sign.
std::string folder_name(const RootRecipe&);

}  // namespace badrdp::harness
