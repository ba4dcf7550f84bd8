#include "harness/data/file/data_file.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/kind.h"
#include "harness/data/file/parse_toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSchema = 1;

// What was parsed, or a complaint.
std::optional<toml::table> told(Reading& reading, std::expected<toml::table, NoToml> parsed) {
    if (parsed) return std::move(*parsed);
    reading.complain(parsed.error().at, std::move(parsed.error().why));
    return std::nullopt;
}

// One that means something else to a terminal than a new line: also those of ISO 6429 beyond ASCII, as UTF-8.
std::optional<unsigned> control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool blank = byte == '\n' || byte == '\t' || byte == '\r';
        if ((byte < 0x20 && !blank) || byte == 0x7f) return byte;
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0u;
        if (byte == 0xc2 && next >= 0x80 && next < 0xa0) return next;
    }
    return std::nullopt;
}

// What is read to be shown, on a terminal too.
std::optional<std::string> shown_text(const Value& value) {
    auto text = value.text();
    const auto control = text ? control_character(*text) : std::nullopt;
    if (!control) return text;
    value.complain(fmt::format("'{}' holds the control character U+{:04X}, which a terminal would obey",
                               value.key(), *control));
    return std::nullopt;
}

}  // namespace

std::vector<Complaint> read_data_file(const fs::path& file, const std::function<void(Table&)>& read) {
    Reading reading(file);
    reading.variants = false;
    if (const auto parsed = parse_file(reading)) {
        Table table(reading, *parsed, "the file");
        read_schema(table);
        read(table);
        table.done();
    }
    return in_order(std::move(reading.complaints));
}

std::optional<toml::table> parse_file(Reading& reading) {
    std::error_code error;
    if (const auto status = fs::status(reading.file(), error); !fs::is_regular_file(status)) {
        reading.complain({0, 0}, fs::exists(status) ? "is no file" : "there is no such file");
        return std::nullopt;
    }
    if (auto kind = foreign_kind(reading.file())) {
        reading.complain({0, 0}, std::move(*kind));
        return std::nullopt;
    }
    return told(reading, parse_toml_file(reading.file()));
}

std::optional<toml::table> parse_text(Reading& reading, std::string_view text) {
    return told(reading, parse_toml(text));
}

void read_schema(Table& table) {
    const auto schema = table.need("schema");
    if (!schema) return;
    if (const auto n = schema->number(0, 1000); n && *n != kSchema)
        schema->complain(fmt::format("this program reads schema {}, not {}", kSchema, *n));
}

std::optional<Value> read_text(Table& table, std::string_view key, std::string& into) {
    auto value = table.need(key);
    const auto text = value ? shown_text(*value) : std::nullopt;
    if (!text) return std::nullopt;
    if (text->empty()) value->complain(fmt::format("'{}' must not be empty", key));
    into = *text;
    return value;
}

std::vector<std::string> read_texts(const std::optional<Value>& value) {
    std::vector<std::string> out;
    if (!value) return out;
    for (const auto& element : value->list())
        if (auto text = shown_text(element)) out.push_back(std::move(*text));
    return out;
}

std::vector<Complaint> in_order(std::vector<Complaint> complaints) {
    std::ranges::sort(complaints, {}, [](const Complaint& c) { return std::tie(c.line, c.column, c.text); });
    return complaints;
}

}  // namespace badrdp::harness
