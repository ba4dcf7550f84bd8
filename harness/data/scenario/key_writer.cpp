#include "harness/data/scenario/key_writer.h"

#include <fmt/format.h>

#include <limits>

#include "harness/data/file/toml_text.h"

namespace badrdp::harness {

void KeyWriter::put(std::string_view key, std::string value, bool quoted) {
    lines.push_back({std::string(key), std::move(value), quoted});
}

void KeyWriter::list(std::string_view key, const std::vector<std::string>& values) {
    if (!values.empty()) put(key, toml_list(toml_strings(values)));
}

void KeyWriter::text(std::string_view key, std::string_view value) {
    if (!value.empty()) put(key, std::string(value), true);
}

void KeyWriter::bits(std::string_view key, std::uint32_t value) { put(key, fmt::format("{:#04x}", value)); }

// TOML's integers have a sign; a seed beyond them is written as text.
void KeyWriter::seed(std::string_view key, std::uint64_t value) {
    put(key, std::to_string(value), value > std::numeric_limits<std::int64_t>::max());
}

void KeyWriter::texts(std::string_view key, AtLeast least, const std::vector<std::string>& values) {
    if (least.items == 0 && values.empty()) return put(key, "[]");
    list(key, values);
}

void KeyWriter::word_or_number(std::string_view key, OneOf one, std::uint32_t value) {
    const auto word = name_of(one.words, value);
    word.empty() ? number(key, value) : text(key, word);
}

void KeyWriter::steps(std::string_view key, const std::vector<wire::Step>& values) {
    std::vector<std::string> names;
    for (const auto step : values) names.emplace_back(wire::name(step));
    list(key, names);
}

void KeyWriter::status(std::string_view key, const std::optional<std::uint32_t>& value) {
    if (!value) return;
    const auto name = name_of(status_words(), *value);
    name.empty() ? put(key, fmt::format("{:#010x}", *value)) : text(key, name);
}

void KeyWriter::accepts(std::string_view key, const peer::ServerChoices& server) {
    std::vector<std::string> names;
    for (const auto& word : protocol_words())
        if (word.value == 0 ? server.accepts_rdp : has_any(server.accepts, peer::Protocols(word.value)))
            names.emplace_back(word.name);
    list(key, names);
}

void KeyWriter::versions(std::string_view key, const host::Tls& tls) {
    const auto name = [](std::uint16_t version) {
        return std::string(name_of(version_words(), std::uint32_t{version}));
    };
    list(key, {name(tls.min_version), name(tls.max_version)});
}

std::string toml_value(const wire::KeyAndValue& line) {
    return line.quoted ? toml_string(line.value) : line.value;
}

std::string lines_text(const std::vector<wire::KeyAndValue>& lines) {
    std::string text;
    for (const auto& line : lines) text += fmt::format("{} = {}\n", line.key, toml_value(line));
    return text;
}

}  // namespace badrdp::harness
