#include "harness/cli/origins.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/client/origin.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/glob.h"
#include "harness/data/file/nearest.h"
#include "harness/os/roots/store.h"
#include "harness/os/usage_error.h"
#include "harness/play/find_client.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

// One client that somebody may name.
struct Candidate {
    const Adapter* adapter = nullptr;
    ClientPlace place;
    std::string name;
    bool here = true;  // it may be on this machine; whether it is, its program tells
};

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != text.npos; }

// An unusable cache folder has no roots.
fs::path roots_folder() {
    try {
        return RootStore::usual_folder();
    } catch (const std::runtime_error&) {
        return {};
    }
}

std::vector<Candidate> candidates(const std::vector<Adapter>& adapters) {
    const RootStore store(roots_folder());
    std::vector<Candidate> out;
    for (const auto& adapter : adapters) {
        out.push_back({&adapter, {}, adapter.name});
        for (const auto& recipe : adapter.origins)
            out.push_back({&adapter,
                           {recipe.suite, store.path_of(recipe)},
                           adapter.name + '@' + recipe.suite,
                           store.has(recipe)});
    }
    return out;
}

bool is_wanted(const Candidate& one, const std::vector<std::string>& wanted) {
    return std::ranges::any_of(wanted, [&](const std::string& name) {
        return one.name == name || (is_glob(name) && one.here && glob_match(name, one.name));
    });
}

void demand_known(const std::vector<Candidate>& all, const std::vector<std::string>& wanted) {
    std::vector<std::string> names;
    for (const auto& one : all) names.push_back(one.name);
    for (const auto& name : wanted) {
        if (std::ranges::any_of(all, [&](const Candidate& one) { return is_wanted(one, {name}); })) continue;
        const auto near = nearest(name, names);
        throw UsageError(fmt::format("no client '{}'{}; there are: {}", name,
                                     near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near),
                                     fmt::join(names, ", ")));
    }
}

Client found(const Candidate& one, const DisplayAddress& display, bool named) {
    if (one.adapter->on_request && !named) {
        Client out{*one.adapter, one.place.origin, {}, {}, {}, {}};
        out.missing = fmt::format("it is only played if somebody names it: -c {}", one.name);
        return out;
    }
    if (one.here) return find_client(*one.adapter, self_path(), display, one.place);
    Client out{*one.adapter, one.place.origin, one.place.root, {}, {}, {}};
    out.missing = fmt::format("not here; `badrdp clients add {}` fetches it", one.name);
    return out;
}

}  // namespace

std::vector<Origin> known_origins(const Globals& globals) {
    const auto loaded = load_adapters(globals.scenarios);
    demand_none(loaded.complaints);
    std::vector<Origin> out;
    for (const auto& adapter : loaded.adapters)
        for (const auto& recipe : adapter.origins) out.push_back({adapter.name + '@' + recipe.suite, recipe});
    return out;
}

std::vector<Origin> addable(const Globals& globals) {
    const auto loaded = load_servers(globals.scenarios);
    demand_none(loaded.complaints);
    auto out = known_origins(globals);
    for (const auto& [name, recipe, with] : loaded.servers)
        out.push_back({name + '@' + recipe.suite, recipe, with});
    return out;
}

std::vector<std::string> origins_here(const Globals& globals) {
    const RootStore store(roots_folder());
    std::vector<std::string> out;
    for (const auto& origin : known_origins(globals))
        if (store.has(origin.recipe)) out.push_back(origin.name);
    return out;
}

std::vector<Client> clients(const Globals& globals, const std::vector<std::string>& wanted,
                            const std::vector<std::string>& files, const DisplayAddress& display) {
    auto loaded = load_adapters(globals.scenarios);
    LoadedAdapters own;
    for (const auto& file : files) {
        auto one = load_adapter(file);
        std::ranges::move(one.adapters, std::back_inserter(own.adapters));
        std::ranges::move(one.complaints, std::back_inserter(loaded.complaints));
    }
    // Before any name is looked for: of a file with a mistake there is no client.
    demand_none(loaded.complaints);
    const auto known = candidates(loaded.adapters);
    demand_known(known, wanted);
    std::vector<Client> out;
    // Whoever brings a client of his own and names no other wants that one alone.
    const bool all = wanted.empty() && files.empty();
    for (const auto& one : known)
        if (all ? one.place.origin.empty() : is_wanted(one, wanted)) out.push_back(found(one, display, !all));
    for (const auto& adapter : own.adapters) out.push_back(find_client(adapter, self_path(), display));
    return out;
}

}  // namespace badrdp::harness
