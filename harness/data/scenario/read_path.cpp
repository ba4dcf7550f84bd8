#include <span>

#include "harness/data/scenario/path_keys.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/read_argument.h"
#include "harness/data/scenario/verb.h"

namespace badrdp::harness {
namespace {

struct PathVerb {
    std::string_view name;
    std::vector<std::string_view> arguments;
    path::Deed deed;
};

// Each deed's first key is its verb.
const std::vector<PathVerb>& verbs_of_paths() {
    static const auto all = [] {
        std::vector<PathVerb> out;
        for_each_impairment([&](auto deed) {
            KeyLister lister;
            visit_path(lister, deed);
            const auto verb = lister.keys.front();
            lister.keys.erase(lister.keys.begin());
            out.push_back({verb, std::move(lister.keys), std::move(deed)});
        });
        return out;
    }();
    return all;
}

// A reset happens at a moment, unlike what else a network does.
void check_reset(const Table& table, const path::Deed& deed) {
    if (std::holds_alternative<path::Reset>(deed) && !table.has("bytes") && !table.has("after"))
        table.complain("a 'reset' needs to know when: 'after' a step, or when certain 'bytes' pass");
}

}  // namespace

std::vector<std::string> path_verbs() {
    std::vector<std::string> names;
    for (const auto& verb : verbs_of_paths()) names.emplace_back(verb.name);
    return names;
}

std::optional<path::Impairment> read_impairment(Table table, std::uint32_t seed) {
    const auto* verb = read_verb(table, "[[path]]", std::span(verbs_of_paths()));
    if (!verb) return std::nullopt;
    path::Impairment out{.deed = verb->deed};
    ArgumentReader reader(table, seed);
    std::visit([&](auto& deed) { visit_path(reader, deed); }, out.deed);
    check_reset(table, out.deed);
    visit_impairment(reader, out);
    refuse_stray_arguments(table, *verb, std::span(verbs_of_paths()));
    table.done();
    if (!reader.good) return std::nullopt;
    out.text = impairment_text(out);
    return out;
}

}  // namespace badrdp::harness
