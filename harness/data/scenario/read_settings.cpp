// [host.settings]: what an administrator has set, on top of what a persona starts with.
#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/settings_words.h"

namespace badrdp::harness {
namespace {

std::optional<std::uint32_t> read_value(const SettingKey& key, const Value& value) {
    const auto number = [&](std::uint64_t least, std::uint64_t most) {
        const auto read = value.number(least, most);
        return read ? std::optional(static_cast<std::uint32_t>(*read)) : std::nullopt;
    };
    if (key.kind == SettingKind::number) return number(key.least, key.most);
    if (key.numbered && value.is_number()) {
        const auto read = number(key.words.front().value, key.words.back().value);
        return read && !name_of(key.words, *read).empty() ? read : std::nullopt;
    }
    if (key.kind == SettingKind::truth) return value.truth();
    return value.word(
        key.name, [&](std::string_view name) { return value_of(key.words, name); }, names_of(key.words));
}

}  // namespace

void read_settings(Table table, Scenario& scenario) {
    host::Settings settings;
    if (const auto value = table.take("persona"))
        if (const auto persona = read_value(*setting_named("persona"), *value))
            settings = host::defaults_of(static_cast<host::Persona>(*persona));
    for (const auto& key : setting_keys()) {
        if (key.name == "persona") continue;
        if (const auto value = table.take(key.name))
            if (const auto read = read_value(key, *value)) key.set(settings, *read);
    }
    table.done();
    start_from(scenario, settings);
    if (scenario.healthy() && (!scenario.faults.empty() || !scenario.path.empty()))
        table.complain("a healthy scenario has only settings with which nothing fails");
}

}  // namespace badrdp::harness
