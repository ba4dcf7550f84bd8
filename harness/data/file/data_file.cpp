#include "harness/data/file/data_file.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/kind.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSchema = 1;

// toml++ writes "Error while parsing key-value pair: cannot redefine existing integer 'schema'".
std::string syntax_text(std::string_view description) {
    constexpr std::string_view kFront = "Error while parsing ";
    constexpr std::string_view kTwice = "cannot redefine existing ";
    if (description.contains("control characters"))
        return "a string is not closed on this line, or holds a control character";
    if (const auto twice = description.find(kTwice); twice != description.npos)
        if (const auto name = description.find('\'', twice); name != description.npos)
            return fmt::format("{} is here twice", description.substr(name));
    const auto colon = description.find(": ");
    if (!description.starts_with(kFront) || colon == description.npos) return std::string(description);
    return fmt::format("this is no TOML, in a {}: {}",
                       description.substr(kFront.size(), colon - kFront.size()),
                       description.substr(colon + 2));
}

template <class Parse>
std::optional<toml::table> parsed(Reading& reading, Parse parse) {
    try {
        return parse();
    } catch (const toml::parse_error& problem) {
        reading.complain(problem.source().begin, syntax_text(problem.description()));
        return std::nullopt;
    }
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
    return parsed(reading, [&] { return toml::parse_file(reading.file().string()); });
}

std::optional<toml::table> parse_text(Reading& reading, std::string_view text) {
    return parsed(reading, [&] { return toml::parse(text, reading.file().string()); });
}

void read_schema(Table& table) {
    const auto schema = table.need("schema");
    if (!schema) return;
    if (const auto n = schema->number(0, 1000); n && *n != kSchema)
        schema->complain(fmt::format("this program reads schema {}, not {}", kSchema, *n));
}

std::optional<Value> read_text(Table& table, std::string_view key, std::string& into) {
    auto value = table.need(key);
    const auto text = value ? value->text() : std::nullopt;
    if (!text) return std::nullopt;
    if (text->empty()) value->complain(fmt::format("'{}' must not be empty", key));
    into = *text;
    return value;
}

std::vector<std::string> read_texts(const std::optional<Value>& value) {
    std::vector<std::string> out;
    if (!value) return out;
    for (const auto& element : value->list())
        if (auto text = element.text()) out.push_back(std::move(*text));
    return out;
}

std::vector<Complaint> in_order(std::vector<Complaint> complaints) {
    std::ranges::sort(complaints, {}, [](const Complaint& c) { return std::tie(c.line, c.column, c.text); });
    return complaints;
}

}  // namespace badrdp::harness
