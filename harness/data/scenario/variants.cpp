#include "harness/data/scenario/variants.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

namespace badrdp::harness {
namespace {

// Combinations grow fast, and each is a case for every client.
constexpr std::size_t kMostVariants = 1000;

// As it is shown in an id; nothing if it cannot be, since ids are names of folders, too.
std::optional<std::string> shown(const toml::node& node) {
    if (const auto* n = node.as_integer()) return std::to_string(n->get());
    if (const auto* b = node.as_boolean()) return std::string(b->get() ? "true" : "false");
    const auto* text = node.as_string();
    if (!text || text->get().empty()) return std::nullopt;
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '_' || c == '-' || c == ':';
    };
    if (!std::ranges::all_of(text->get(), plain)) return std::nullopt;
    return text->get();
}

const toml::table* vary_table(Reading& reading, const toml::table& file) {
    const auto* node = file.get("vary");
    if (!node) return nullptr;
    if (!node->is_table()) reading.complain(node->source().begin, "'vary' must be a table, written [vary]");
    return node->as_table();
}

}  // namespace

std::vector<Variant> read_variants(Reading& reading, const toml::table& file) {
    std::vector<Variant> variants{{}};
    const auto* vary = vary_table(reading, file);
    if (!vary) return variants;
    for (const auto& [key, node] : *vary) {
        const auto* values = node.as_array();
        if (!values || values->empty()) {
            reading.complain(node.source().begin,
                             fmt::format("'{}' must be a list of values, one for each variant", key.str()));
            continue;
        }
        if (variants.size() * values->size() > kMostVariants) {
            reading.complain(key.source().begin,
                             fmt::format("[vary] makes more than {} scenarios of this file", kMostVariants));
            return {{}};
        }
        std::vector<Variant> next;
        for (const auto& variant : variants)
            for (const auto& value : *values) {
                const auto text = shown(value);
                if (!text) {
                    reading.complain(value.source().begin,
                                     "a variant's value must be a number, true, false or a word of letters, "
                                     "digits and any of .:_-");
                    continue;
                }
                auto grown = variant;
                if (!grown.name.empty()) grown.name += ",";
                grown.name += fmt::format("{}={}", key.str(), *text);
                grown.values[std::string(key.str())] = &value;
                if (std::ranges::any_of(next, [&](const Variant& v) { return v.name == grown.name; }))
                    reading.complain(value.source().begin,
                                     fmt::format("'{}' lists {} twice", key.str(), *text));
                next.push_back(std::move(grown));
            }
        if (!next.empty()) variants = std::move(next);
    }
    return variants;
}

void check_variants_used(Reading& reading, const toml::table& file) {
    const auto* vary = file.get_as<toml::table>("vary");
    if (!vary) return;
    for (const auto& [key, node] : *vary)
        if (!reading.met.contains(key.str()))
            reading.complain(key.source().begin,
                             fmt::format("nothing in this file is \"{{{}}}\"", key.str()));
}

}  // namespace badrdp::harness
