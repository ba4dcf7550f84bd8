// Tables that do one thing, named by one key of theirs: [[fault]] and [[path]].
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "harness/data/file/table.h"

namespace badrdp::harness {

// The one verb of the table (a struct with `name` and `arguments`); otherwise complains.
template <class Verb>
const Verb* read_verb(Table& table, std::string_view title, std::span<const Verb> verbs) {
    std::vector<const Verb*> found;
    std::vector<std::string> names;
    for (const auto& verb : verbs) {
        names.emplace_back(verb.name);
        if (table.has(verb.name)) found.push_back(&verb);
    }
    if (found.size() == 1) return found[0];
    if (found.size() > 1) {
        table.complain(fmt::format("a {} has one verb, this one has '{}' and '{}'", title, found[0]->name,
                                   found[1]->name));
        return nullptr;
    }
    for (const auto& [key, at] : table.keys()) {
        const auto hint = did_you_mean(key, names);
        if (hint.empty()) continue;
        table.reading().complain(at, fmt::format("unknown key '{}'{}", key, hint));
        return nullptr;
    }
    table.complain(fmt::format("a {} needs a verb: {}", title, fmt::join(names, ", ")));
    return nullptr;
}

// Another verb's argument gets a better word than "unknown key".
template <class Verb>
void refuse_stray_arguments(Table& table, const Verb& mine, std::span<const Verb> verbs) {
    for (const auto& verb : verbs)
        for (const auto argument : verb.arguments) {
            if (std::ranges::find(mine.arguments, argument) != mine.arguments.end()) continue;
            if (!table.has(argument)) continue;
            table.take(argument)->complain(fmt::format("'{}' does not go with '{}'", argument, mine.name));
        }
}

}  // namespace badrdp::harness
