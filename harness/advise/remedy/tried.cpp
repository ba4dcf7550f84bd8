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

constexpr std::array kKept{Effect::cures, Effect::hides, Effect::changes, Effect::none, Effect::worse};
constexpr std::string_view kPrefix = "remedies-";

std::string key_of(Effect effect) {
    std::string key(name(effect));
    std::ranges::replace(key, ' ', '_');
    return key;
}

template <class T, class... Of>
T& found_or_added(std::vector<T>& among, const T& wanted, Of... members) {
    const auto same = [&](const T& one) { return std::tie(one.*members...) == std::tie(wanted.*members...); };
    const auto found = std::ranges::find_if(among, same);
    return found != among.end() ? *found : among.emplace_back(wanted);
}

void add(std::vector<std::string>& ids, const std::string& id) {
    const auto at = std::ranges::lower_bound(ids, id);
    if (at == ids.end() || *at != id) ids.insert(at, id);
}

TriedRow read_row(Table& table, std::string cause, std::string options) {
    TriedRow row{std::move(cause), std::move(options), {}};
    for (const auto effect : kKept)
        if (auto ids = read_texts(table.take(key_of(effect))); !ids.empty())
            row.remedies[effect] = std::move(ids);
    table.done();
    return row;
}

}  // namespace

std::vector<Tried> tried_of(const Trials& trials) {
    std::vector<Tried> out;
    for (const auto& cell : trials.cells) {
        if (cell.remedies.size() != 1 || cell.effect == Effect::undetermined) continue;
        auto& tried = found_or_added(out, {cell.client, minor_version(cell.version), {}}, &Tried::client);
        auto& row = found_or_added(
            tried.rows, {cell.cause.empty() ? std::string(kHealthy) : cell.cause, cell.options, {}},
            &TriedRow::cause, &TriedRow::options);
        add(row.remedies[cell.effect], cell.remedies.front());
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
        "schema  = 1\nclient  = {2}\nversion = {3}\n",
        tried.client, tried.version, toml_string(tried.client), toml_string(tried.version));
    for (const auto& row : tried.rows) {
        out += fmt::format("\n[{}.{}]\n", row.cause, toml_string(row.options));
        for (const auto& [effect, ids] : row.remedies)
            out += fmt::format("{} = {}\n", key_of(effect), toml_list(toml_strings(ids)));
    }
    return out;
}

LoadedTried load_tried(const fs::path& path) {
    LoadedTried out;
    Reading reading(path);
    reading.variants = false;
    if (const auto file = parse_file(reading)) {
        Tried tried;
        Table table(reading, *file, "the file");
        read_schema(table);
        read_text(table, "client", tried.client);
        read_text(table, "version", tried.version);
        for (const auto& [cause, at] : table.keys()) {
            if (cause == "schema" || cause == "client" || cause == "version") continue;
            auto sets = table.table(cause);
            if (!sets) continue;
            for (const auto& [options, place] : sets->keys())
                if (auto effects = sets->table(options))
                    tried.rows.push_back(read_row(*effects, cause, options));
            sets->done();
        }
        table.done();
        std::ranges::sort(tried.rows, {}, [](const TriedRow& r) { return std::tie(r.cause, r.options); });
        out.tried = std::move(tried);
    }
    out.complaints = in_order(std::move(reading.complaints));
    if (!out.complaints.empty()) out.tried.reset();
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
