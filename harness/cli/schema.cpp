#include "harness/cli/schema.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "harness/data/scenario/shape.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

namespace json = boost::json;

// What stands for a value of [vary] is text, whatever the value is.
json::object placeholder() { return {{"type", "string"}, {"pattern", "^\\{.+\\}$"}}; }

json::object text(const KeyShape& shape) {
    json::object out{{"type", "string"}};
    if (!shape.words.empty()) out["enum"] = json::value_from(shape.words);
    if (!shape.like.empty()) out["examples"] = json::array{shape.like};
    return out;
}

json::object number(const KeyShape& shape) {
    return {{"type", "integer"}, {"minimum", shape.least}, {"maximum", shape.most}};
}

json::object any_of(json::array kinds) {
    if (kinds.size() == 1) return kinds.front().as_object();
    return {{"anyOf", std::move(kinds)}};
}

json::object one_value(const KeyShape& shape) {
    json::array kinds;
    if (shape.truth) kinds.push_back(json::object{{"type", "boolean"}});
    if (shape.number) kinds.push_back(number(shape));
    if (shape.text) kinds.push_back(text(shape));
    const bool any_text = shape.text && shape.words.empty();
    if (!any_text) kinds.push_back(placeholder());
    return any_of(std::move(kinds));
}

json::object value_of_key(const KeyShape& shape) {
    auto one = one_value(shape);
    const auto& [is_list, least, most] = shape.list;
    if (!is_list) return one;
    json::object list{{"type", "array"}, {"items", one}, {"minItems", least}};
    if (most > 0) list["maxItems"] = most;
    return any_of(least > 1 ? json::array{std::move(list)} : json::array{std::move(one), std::move(list)});
}

json::object object_of(const TableShape& table) {
    json::object properties;
    json::array required;
    for (const auto& key : table.keys) {
        properties[key.key] = value_of_key(key);
        if (key.needed) required.push_back(json::string(key.key));
    }
    json::object out{{"type", "object"}, {"additionalProperties", false}};
    if (!required.empty()) out["required"] = std::move(required);
    out["properties"] = std::move(properties);
    return out;
}

// Where a table stands: "[[connection.fault]]" is the list `fault` in what `connection` lists.
struct TablePath {
    explicit TablePath(std::string_view title) : is_list(title.starts_with("[[")) {
        const std::size_t brackets = is_list ? 2 : 1;
        title = title.substr(brackets, title.size() - 2 * brackets);
        const auto dot = title.find('.');
        if (dot != std::string_view::npos) parent = title.substr(0, dot);
        key = title.substr(dot == std::string_view::npos ? 0 : dot + 1);
    }

    std::string_view parent, key;
    bool is_list;
};

// The properties of a table, or of the tables of a list.
json::object& properties_of(json::value& table) {
    auto& object = table.as_object();
    return (object.contains("items") ? object["items"] : table).at("properties").as_object();
}

// Of a list's tables there may be several kinds.
void put_table(json::object& properties, const TablePath& path, json::object table) {
    if (!path.is_list) {
        properties[path.key] = std::move(table);
        return;
    }
    auto& list = properties[path.key];
    if (list.is_null()) {
        list = json::object{{"type", "array"}, {"items", std::move(table)}};
        return;
    }
    auto& items = list.at("items");
    if (!items.as_object().contains("anyOf")) items = json::object{{"anyOf", json::array{items}}};
    items.at("anyOf").as_array().push_back(std::move(table));
}

json::object scenario_schema() {
    json::value file;
    for (const auto& shape : scenario_shapes()) {
        if (!shape.title.starts_with('[')) {
            file = object_of(shape);
            continue;
        }
        const TablePath path(shape.title);
        auto& top = properties_of(file);
        put_table(path.parent.empty() ? top : properties_of(top.at(path.parent)), path, object_of(shape));
    }
    properties_of(file)["vary"] = json::object{
        {"type", "object"}, {"additionalProperties", json::object{{"type", "array"}, {"minItems", 1}}}};
    auto& out = file.as_object();
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    out["title"] = "a scenario of badrdp";
    return out;
}

}  // namespace

std::string schema_of(std::string_view kind) {
    if (kind != "scenario")
        throw UsageError(fmt::format("no schema of '{}'; there is one of: scenario", kind));
    return json::serialize(scenario_schema()) + "\n";
}

}  // namespace badrdp::harness
