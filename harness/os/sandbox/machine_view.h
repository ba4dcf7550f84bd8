// What a program finds of this machine, whichever wall hides the rest.
#pragma once

#include <array>
#include <string_view>

namespace badrdp::harness {

// Right below "/": what holds programs, libraries and their settings.
inline constexpr std::array<std::string_view, 12> kMachine{
    "usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "libo32", "etc", "opt", "nix", "gnu"};
// Deeper: what those read.
inline constexpr std::array<std::string_view, 2> kMachineData{"var/lib/dbus", "var/cache/fontconfig"};
// Of /dev; there may be no "tty".
inline constexpr std::array<std::string_view, 6> kDevices{"null", "zero", "full", "random", "urandom", "tty"};

}  // namespace badrdp::harness
