#include "harness/data/file/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>

#include "harness/data/file/complaint.h"
#include "harness/data/file/nearest.h"
#include "harness/data/file/units.h"

namespace badrdp::harness {

std::string toml_version() { return fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH); }

namespace {

std::string_view kind(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a float";
        case toml::node_type::boolean: return "a boolean";
        default: return "a date or time";
    }
}

// The word inside "{word}", when that is all there is.
std::optional<std::string> placeholder(const toml::node& node) {
    const auto* text = node.as_string();
    if (!text) return std::nullopt;
    const std::string& s = text->get();
    if (s.size() < 3 || s.front() != '{' || s.back() != '}') return std::nullopt;
    return s.substr(1, s.size() - 2);
}

}  // namespace

Place::Place(const toml::source_position& at) : line(at.line), column(at.column) {}

void Reading::complain(Place at, std::string text) {
    if (complained_.emplace(at.line, at.column, text).second)
        complaints.push_back({file_, at.line, at.column, std::move(text)});
}

void Reading::unread(Place at, std::string text) {
    auto& seen = unread_[{at.line, at.column, text}];
    if (seen.variants++ == 0) seen.complaint = {file_, at.line, at.column, std::move(text)};
}

void Reading::complain_of_unread(std::size_t all) {
    for (auto& [key, seen] : unread_)
        if (seen.variants == all) complaints.push_back(std::move(seen.complaint));
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates) {
    const auto near = nearest(wanted, candidates);
    return near.empty() ? std::string() : fmt::format(" (did you mean '{}'?)", near);
}

Value::Value(Reading& reading, std::string key, const toml::node& node)
    : reading_(&reading), key_(std::move(key)), node_(&node), at_(node.source().begin) {
    const auto name = reading.variants ? placeholder(node) : std::nullopt;
    if (!name) return;
    if (const auto bound = reading.variant.find(*name); bound != reading.variant.end()) {
        reading.met.insert(*name);
        node_ = bound->second;
        return;
    }
    std::vector<std::string> names;
    for (const auto& [key_of_vary, value] : reading.variant) names.push_back("{" + key_of_vary + "}");
    complain(fmt::format("'{{{}}}' is not in [vary]{}", *name, did_you_mean("{" + *name + "}", names)));
    node_ = nullptr;
}

bool Value::is_number() const { return node_ && node_->is_integer(); }
bool Value::is_text() const { return node_ && node_->is_string(); }

std::optional<std::string> Value::text() const {
    if (!node_) return std::nullopt;
    if (const auto* value = node_->as_string()) return value->get();
    wrong_type("a string");
    return std::nullopt;
}

std::optional<bool> Value::truth() const {
    if (!node_) return std::nullopt;
    if (const auto* value = node_->as_boolean()) return value->get();
    wrong_type("true or false");
    return std::nullopt;
}

std::optional<std::int64_t> Value::difference() const {
    if (!node_) return std::nullopt;
    const auto* value = node_->as_integer();
    if (!value) {
        wrong_type("a whole number");
        return std::nullopt;
    }
    constexpr std::int64_t most = 0xffffffff;
    const std::int64_t n = value->get();
    if (n != 0 && n >= -most && n <= most) return n;
    complain(fmt::format("'{}' must be between {} and {}, and not 0, not {}", key_, -most, most, n));
    return std::nullopt;
}

std::optional<std::uint64_t> Value::number(std::uint64_t least, std::uint64_t most) const {
    if (!node_) return std::nullopt;
    const auto* value = node_->as_integer();
    if (!value) {
        wrong_type("a whole number");
        return std::nullopt;
    }
    const std::int64_t n = value->get();
    if (n < 0 || static_cast<std::uint64_t>(n) < least || static_cast<std::uint64_t>(n) > most) {
        complain(fmt::format("'{}' must be between {} and {}, not {}", key_, least, most, n));
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(n);
}

std::optional<std::uint32_t> Value::code() const {
    if (!node_) return std::nullopt;
    const auto* value = node_->as_integer();
    if (!value) {
        wrong_type("a whole number");
        return std::nullopt;
    }
    constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    const std::int64_t n = value->get();
    if (n >= least && n <= most) return static_cast<std::uint32_t>(n);
    complain(fmt::format("'{}' must be a code of 32 bits, from {} to {}, not {}", key_, least, most, n));
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> Value::duration() const {
    if (!node_) return std::nullopt;
    const auto* value = node_->as_string();
    if (!value) {
        wrong_type("a duration such as \"10s\"");
        return std::nullopt;
    }
    const auto duration = parse_duration(value->get());
    if (!duration)
        complain(fmt::format("'{}' is no duration: \"{}\"; write a whole number and ms, s, m, h or d", key_,
                             value->get()));
    return duration;
}

std::optional<std::size_t> Value::size() const {
    if (!node_) return std::nullopt;
    if (node_->is_integer()) {
        const auto n = number(0, std::uint64_t{1} << 30);
        return n ? std::optional<std::size_t>(*n) : std::nullopt;
    }
    const auto* value = node_->as_string();
    if (!value) {
        wrong_type("a size such as 1100 or \"16KiB\"");
        return std::nullopt;
    }
    const auto size = parse_size(value->get());
    if (!size)
        complain(fmt::format("'{}' is no size: \"{}\"; write a whole number, or one with KiB or MiB", key_,
                             value->get()));
    return size;
}

bool Value::is_list() const { return node_ && node_->is_array(); }

bool Value::empty_list() const { return node_ && node_->is_array() && node_->as_array()->empty(); }

std::vector<Value> Value::list() const {
    if (!node_) return {};
    const auto* array = node_->as_array();
    if (!array) return {*this};
    std::vector<Value> out;
    for (const auto& element : *array) out.emplace_back(*reading_, key_, element);
    if (out.empty()) complain(fmt::format("'{}' must not be empty", key_));
    return out;
}

void Value::unknown(std::string_view what, const std::string& written,
                    const std::vector<std::string>& all) const {
    auto hint = did_you_mean(written, all);
    if (hint.empty() && all.size() <= 12) hint = fmt::format("; it is one of {}", fmt::join(all, ", "));
    complain(fmt::format("unknown {} '{}'{}", what, written, hint));
}

void Value::wrong_type(std::string_view wanted) const {
    complain(fmt::format("'{}' must be {}, not {}", key_, wanted, kind(*node_)));
}

Table::Table(Reading& reading, const toml::table& table, std::string title)
    : reading_(&reading), table_(&table), title_(std::move(title)), at_(table.source().begin) {}

bool Table::has(std::string_view key) const { return table_->contains(key); }

std::string Table::path_of(std::string_view key) const {
    if (!title_.starts_with('[')) return std::string(key);
    const auto begin = title_.find_first_not_of('['), end = title_.find(']');
    return fmt::format("{}.{}", title_.substr(begin, end - begin), key);
}

std::vector<std::pair<std::string, Place>> Table::keys() const {
    std::vector<std::pair<std::string, Place>> out;
    for (const auto& [key, node] : *table_) out.emplace_back(key.str(), key.source().begin);
    return out;
}

std::optional<Value> Table::take(std::string_view key) {
    asked_.emplace_back(key);
    const auto* node = table_->get(key);
    if (!node) return std::nullopt;
    return Value(*reading_, std::string(key), *node);
}

std::optional<Value> Table::need(std::string_view key) {
    auto value = take(key);
    if (!value) complain(fmt::format("{} needs '{}'", title_, key));
    return value;
}

std::optional<Table> Table::table(std::string_view key) {
    asked_.emplace_back(key);
    const auto* node = table_->get(key);
    if (!node) return std::nullopt;
    const auto title = fmt::format("[{}]", path_of(key));
    if (const auto* table = node->as_table()) return Table(*reading_, *table, title);
    reading_->complain(node->source().begin,
                       fmt::format("'{}' must be a table, written {}, not {}", key, title, kind(*node)));
    return std::nullopt;
}

std::vector<Table> Table::tables(std::string_view key) {
    asked_.emplace_back(key);
    const auto* node = table_->get(key);
    if (!node) return {};
    std::vector<Table> out;
    const auto* array = node->as_array();
    if (array && array->is_homogeneous(toml::node_type::table))
        for (const auto& element : *array)
            out.emplace_back(*reading_, *element.as_table(), fmt::format("[[{}]]", path_of(key)));
    else
        reading_->complain(
            node->source().begin,
            fmt::format("'{}' must be a list of tables, each written [[{}]]", key, path_of(key)));
    return out;
}

void Table::text(std::string_view key, std::string& into) {
    if (const auto value = take(key))
        if (auto text = value->text()) into = std::move(*text);
}

void Table::truth(std::string_view key, bool& into) {
    if (const auto value = take(key))
        if (const auto truth = value->truth()) into = *truth;
}

void Table::duration(std::string_view key, std::chrono::milliseconds& into) {
    if (const auto value = take(key))
        if (const auto duration = value->duration()) into = *duration;
}

void Table::size(std::string_view key, std::size_t& into) {
    if (const auto value = take(key))
        if (const auto size = value->size()) into = *size;
}

void Table::done() {
    for (const auto& [key, at] : keys()) {
        if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
        const auto places = reading_->belongs ? reading_->belongs(key) : std::vector<std::string>();
        const auto hint = places.empty() ? did_you_mean(key, asked_)
                                         : fmt::format("; it belongs {}", fmt::join(places, " or "));
        reading_->complain(at, fmt::format("unknown key '{}'{}", key, hint));
    }
}

}  // namespace badrdp::harness
