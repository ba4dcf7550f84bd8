// The keys of [host.settings], by the names that the registry and the services console give them, and their
// words: for scenario files, for remedies and for people.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/words.h"
#include "sim/host/settings.h"

namespace badrdp::harness {

enum class SettingKind : std::uint8_t { truth, number, word };

struct SettingKey {
    std::string_view name;   // "SecurityLayer"
    std::string_view where;  // where an administrator finds it
    SettingKind kind = SettingKind::word;
    std::span<const Word> words;  // of a word or a truth
    bool numbered = false;        // the registry has the words as numbers: both are taken
    std::uint32_t least = 0;      // of a number
    std::uint32_t most = 0;
    std::uint32_t (*get)(const host::Settings&) = nullptr;
    void (*set)(host::Settings&, std::uint32_t) = nullptr;
};

std::span<const SettingKey> setting_keys();
const SettingKey* setting_named(std::string_view name);
std::vector<std::string> setting_names();

// As a file or a remedy writes it: "SecurityLayer", "tls" or "2". False, and nothing is changed, if there is
// no such key or it has no such value. The persona alone changes no other key: what a host has been set to,
// an upgrade leaves as it is.
bool set_setting(host::Settings& settings, std::string_view key, std::string_view value);
std::optional<std::string> setting_text(const host::Settings& settings, std::string_view key);

// The persona, and every key in which the settings are not that persona's defaults.
std::vector<KeyAndValue> words_of(const host::Settings& settings);

}  // namespace badrdp::harness
