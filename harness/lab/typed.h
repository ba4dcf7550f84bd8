// What a student typed at the desk, understood: data, never a command of this machine.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/data/lab/exercise.h"

namespace badrdp::harness::lab {

inline constexpr std::size_t kLongestLine = 500;

// Small letters, one blank between words, no quotes: how commands are compared.
std::string folded(std::string_view line);

// The decimal number right behind the word, in a folded line: 1200 in "... mtu=1200 store=..."; nothing if
// there is none.
std::optional<unsigned> number_behind(std::string_view line, std::string_view word);

// A value of the registry that is written: "SecurityLayer", "2".
struct RegistryWrite {
    std::string key;   // its path, folded
    std::string name;  // as it was typed
    std::string data;

    friend bool operator==(const RegistryWrite&, const RegistryWrite&) = default;
};

// `reg add PATH /v NAME /t REG_DWORD /d DATA /f`, `Set-ItemProperty -Path PATH -Name NAME -Value DATA` (also
// `sp`, and New-ItemProperty), with the words in any order that those programs take. Nothing if it is
// neither.
std::optional<RegistryWrite> registry_write(std::string_view line);

// The first command whose pattern fits; null: the desk does not know it.
const LabCommand* command_named(std::span<const LabCommand> commands, std::string_view line);

}  // namespace badrdp::harness::lab
