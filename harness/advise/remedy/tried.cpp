#include "harness/advise/remedy/tried.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "harness/data/client/baseline.h"
#include "harness/data/file/data_file.h"
#include "harness/data/file/toml_text.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

using Ids = std::vector<std::string>;

constexpr std::array kListed{Effect::cures, Effect::hides, Effect::changes, Effect::worse};
constexpr std::string_view kPrefix = "remedies-", kTried = "tried", kSometimes = "sometimes",
                           kUndetermined = "undetermined";

template <class T, class... Of>
T& found_or_added(std::vector<T>& among, const T& wanted, Of... members) {
    const auto same = [&](const T& one) { return std::tie(one.*members...) == std::tie(wanted.*members...); };
    const auto found = std::ranges::find_if(among, same);
    return found != among.end() ? *found : among.emplace_back(wanted);
}

void add_id(Ids& ids, const std::string& id) {
    const auto at = std::ranges::lower_bound(ids, id);
    if (at == ids.end() || *at != id) ids.insert(at, id);
}

void add_ids(Ids& ids, const Ids& more) {
    for (const auto& id : more) add_id(ids, id);
}

bool lists_id(const Ids& ids, const std::string& id) { return std::ranges::binary_search(ids, id); }

Ids ids_without(const Ids& all, const Ids& those) {
    Ids out;
    std::ranges::set_difference(all, those, std::back_inserter(out));
    return out;
}

// What a row says of remedies that did something, at least in some scenarios.
Ids named_ids(const TriedRow& row) {
    Ids out;
    for (const auto effect : kListed)
        if (const auto found = row.remedies.find(effect); found != row.remedies.end())
            add_ids(out, found->second);
    return out;
}

Ids idle_ids(const TriedRow& row) {
    const auto found = row.remedies.find(Effect::none);
    return found == row.remedies.end() ? Ids() : found->second;
}

Ids all_ids(const Tried& tried) {
    Ids out;
    for (const auto& row : tried.rows)
        for (const auto& [effect, ids] : row.remedies) add_ids(out, ids);
    return out;
}

std::string ids_line(std::string_view key, const Ids& ids) {
    return ids.empty() ? std::string() : fmt::format("{} = {}\n", key, toml_list(toml_strings(ids)));
}

Ids read_ids(Table& table, std::string_view key, const Ids& tried) {
    Ids out;
    const auto value = table.take(key);
    if (!value) return out;
    for (const auto& element : value->list())
        if (const auto id = element.text()) {
            if (!lists_id(tried, *id)) element.complain(fmt::format("{} is not among what was tried", *id));
            add_id(out, *id);
        }
    return out;
}

TriedRow read_row(Table& table, std::string cause, std::string options, const Ids& tried) {
    TriedRow row{std::move(cause), std::move(options), {}};
    for (const auto effect : kListed)
        if (auto ids = read_ids(table, name(effect), tried); !ids.empty())
            row.remedies[effect] = std::move(ids);
    auto none = ids_without(ids_without(tried, named_ids(row)), read_ids(table, kUndetermined, tried));
    add_ids(none, read_ids(table, kSometimes, tried));
    if (!none.empty()) row.remedies[Effect::none] = std::move(none);
    table.done();
    return row;
}

}  // namespace

std::vector<Tried> tried_of(const Trials& trials) {
    std::vector<Tried> out;
    for (const auto& cell : trials.cells) {
        if (cell.remedies.size() != 1 || cell.effect == Effect::undetermined) continue;
        auto& tried = found_or_added(
            out, {cell.client.substr(0, cell.client.find('@')), minor_version(cell.version), {}},
            &Tried::client, &Tried::version);
        auto& row = found_or_added(
            tried.rows, {cell.cause.empty() ? std::string(kHealthy) : cell.cause, cell.options, {}},
            &TriedRow::cause, &TriedRow::options);
        add_id(row.remedies[cell.effect], cell.remedies.front());
    }
    for (auto& tried : out)
        std::ranges::sort(tried.rows, {}, [](const TriedRow& r) { return std::tie(r.cause, r.options); });
    return out;
}

fs::path tried_file(const fs::path& root, const Tried& tried) {
    return root / "clients" / tried.client / fmt::format("{}{}.toml", kPrefix, tried.version);
}

std::string to_toml(const Tried& tried) {
    std::string out = fmt::format(
        "# What came of each remedy with {0} {1}: written by `badrdp run --remedies --record`.\n"
        "# What was tried and a row does not name came to nothing there; so did, in some of the cause's "
        "scenarios,\n"
        "# what it names in `sometimes`. What nobody can tell is `undetermined`.\n"
        "schema  = 1\nclient  = {2}\nversion = {3}\n",
        tried.client, tried.version, toml_string(tried.client), toml_string(tried.version));
    const auto all = all_ids(tried);
    out += ids_line("tried  ", all);
    for (const auto& row : tried.rows) {
        const auto named = named_ids(row), none = idle_ids(row);
        out += fmt::format("\n[{}.{}]\n", row.cause, toml_key(row.options));
        for (const auto effect : kListed)
            if (const auto found = row.remedies.find(effect); found != row.remedies.end())
                out += ids_line(name(effect), found->second);
        out += ids_line(kSometimes, ids_without(none, ids_without(none, named)));
        out += ids_line(kUndetermined, ids_without(ids_without(all, named), none));
    }
    return out;
}

LoadedTried load_tried(const fs::path& path) {
    LoadedTried out;
    Tried tried;
    out.complaints = read_data_file(path, [&](Table& table) {
        read_text(table, "client", tried.client);
        read_text(table, "version", tried.version);
        auto all = read_texts(table.need(kTried));
        std::ranges::sort(all);
        for (const auto& [cause, at] : table.keys()) {
            if (cause == "schema" || cause == "client" || cause == "version" || cause == kTried) continue;
            auto sets = table.table(cause);
            if (!sets) continue;
            for (const auto& [options, place] : sets->keys())
                if (auto effects = sets->table(options))
                    tried.rows.push_back(read_row(*effects, cause, options, all));
            sets->done();
        }
    });
    std::ranges::sort(tried.rows, {}, [](const TriedRow& r) { return std::tie(r.cause, r.options); });
    if (out.complaints.empty()) out.tried = std::move(tried);
    return out;
}

AllTried load_all_tried(const fs::path& root) {
    AllTried out;
    std::vector<fs::path> files;
    if (fs::exists(root / "clients"))
        for (const auto& entry : fs::recursive_directory_iterator(root / "clients"))
            if (entry.path().stem().string().starts_with(kPrefix)) files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        auto loaded = load_tried(file);
        std::ranges::move(loaded.complaints, std::back_inserter(out.complaints));
        if (loaded.tried) out.tried.push_back(std::move(*loaded.tried));
    }
    return out;
}

}  // namespace badrdp::harness
