#include "harness/cli/schema.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <map>

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
    json::object out{{"type", "integer"}};
    if (shape.least > 0 || shape.most > 0) out["minimum"] = shape.least;
    if (shape.most > 0) out["maximum"] = shape.most;
    return out;
}

json::value value_of_key(const KeyShape& shape) {
    json::array any;
    if (shape.truth) any.push_back(json::object{{"type", "boolean"}});
    if (shape.number) any.push_back(number(shape));
    if (shape.text) any.push_back(text(shape));
    if (shape.list) any.push_back(json::object{{"type", "array"}});
    if (any.empty()) return true;
    any.push_back(placeholder());
    return json::object{{"anyOf", std::move(any)}};
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

// "[host.session]" goes into the properties of host, "[[fault]]" becomes a list of any of its verbs.
class Schema {
public:
    Schema() {
        for (const auto& table : scenario_shapes()) {
            auto& kinds = kinds_[table.title];
            kinds.push_back(object_of(table));
        }
    }

    json::object whole() {
        auto out = only("the file");
        auto& properties = out["properties"].as_object();
        auto host = only("[host]");
        for (const auto& [title, kinds] : kinds_) {
            const bool list = title.starts_with("[[");
            const auto name = title.substr(list ? 2 : 1, title.size() - (list ? 4 : 2));
            if (title == "the file" || title == "[host]") continue;
            const bool of_host = name.starts_with("host.") || name == "account";
            auto& into = of_host ? host["properties"].as_object() : properties;
            const auto key = name.substr(name.starts_with("host.") ? 5 : 0);
            into[key] = list ? json::object{{"type", "array"}, {"items", any_of(kinds)}} : any_of(kinds);
        }
        properties["host"] = std::move(host);
        out["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        out["title"] = "a scenario of badrdp";
        return out;
    }

private:
    json::object only(const std::string& title) { return kinds_.at(title).front(); }

    static json::object any_of(const std::vector<json::object>& kinds) {
        if (kinds.size() == 1) return kinds.front();
        json::array all;
        for (const auto& kind : kinds) all.push_back(kind);
        return {{"anyOf", std::move(all)}};
    }

    std::map<std::string, std::vector<json::object>> kinds_;
};

}  // namespace

std::string schema_of(std::string_view kind) {
    if (kind != "scenario")
        throw UsageError(fmt::format("no schema of '{}'; there is one of: scenario", kind));
    return json::serialize(Schema().whole()) + "\n";
}

}  // namespace badrdp::harness
