#include "harness/data/remedies/load.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <map>

#include "harness/data/file/data_file.h"
#include "harness/data/scenario/key_writer.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/scenario_keys.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/data/scenario/words.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

// The verbs of [[fault]] that a remedy can take away: deeds of a device. What bends a PDU is nothing that an
// administrator mends.
std::vector<std::string> removable_verbs() {
    std::vector<std::string> verbs;
    fault::for_each_deed([&](const auto& deed) {
        if (deed.kVerb.stage == fault::Stage::stream) verbs.emplace_back(deed.kVerb.name);
    });
    return verbs;
}

template <class E, std::size_t N>
std::optional<E> read_enum(const std::optional<Value>& value, std::string_view what,
                           const std::array<E, N>& all) {
    if (!value) return std::nullopt;
    std::vector<std::string> words;
    for (const auto one : all) words.emplace_back(name(one));
    return value->word(
        what,
        [&](std::string_view word) {
            const auto found = std::ranges::find(all, word, [](E one) { return name(one); });
            return found == all.end() ? std::nullopt : std::optional(*found);
        },
        words);
}

// "C01", "F25".
bool is_id(std::string_view text, char letter) {
    return text.size() == 3 && text[0] == letter && std::isdigit(static_cast<unsigned char>(text[1])) &&
           std::isdigit(static_cast<unsigned char>(text[2]));
}

std::vector<std::string> read_causes(Table& table) {
    const auto value = table.take("causes");
    if (!value) return {};
    std::vector<std::string> out;
    for (const auto& element : value->list()) {
        auto text = element.text();
        if (text && !is_id(*text, 'C'))
            element.complain(fmt::format("'{}' is no cause: they are named \"C01\" and so on", *text));
        if (text) out.push_back(std::move(*text));
    }
    return out;
}

std::vector<std::string> read_words(const Value& value, std::string_view what,
                                    const std::vector<std::string>& all) {
    std::vector<std::string> out;
    const auto known = [&](std::string_view word) {
        const auto found = std::ranges::find(all, word);
        return found == all.end() ? std::nullopt : std::optional<std::string>(*found);
    };
    for (const auto& element : value.list())
        if (auto word = element.word(what, known, all)) out.push_back(std::move(*word));
    return out;
}

Removal read_removal(Table table, const std::vector<std::string>& verbs, bool of_path) {
    Removal out;
    if (const auto value = table.need("remove")) out.verbs = read_words(*value, "verb", verbs);
    out.causes = read_causes(table);
    if (const auto value = of_path ? table.take("traffic") : std::nullopt)
        for (const auto& word : read_words(*value, "traffic", names_of(traffic_words())))
            out.traffic.push_back(static_cast<path::Traffic>(*value_of(traffic_words(), word)));
    table.done();
    return out;
}

// A value of that setting, as [host.settings] would take it.
std::string read_value(const Value& value, const std::string& key) {
    auto text = value.text().value_or("");
    host::Settings settings;
    if (!set_setting(settings, key, text))
        value.complain(fmt::format("'{}' has no value '{}'{}", key, text,
                                   did_you_mean(text, names_of(setting_named(key)->words))));
    return text;
}

SettingChange read_setting(Table table) {
    SettingChange out;
    const auto key = table.need("key");
    const auto to = table.need("to");
    const auto from = table.take("from");
    if (key) out.key = key->text().value_or("");
    if (key && !setting_named(out.key))
        key->complain(fmt::format("unknown setting '{}'{}", out.key, did_you_mean(out.key, setting_names())));
    if (setting_named(out.key)) {
        if (to) out.to = read_value(*to, out.key);
        if (from)
            for (const auto& element : from->list()) out.from.push_back(read_value(element, out.key));
    }
    table.done();
    return out;
}

std::optional<OptionChange> read_options(Table table) {
    OptionChange out;
    const auto known = [](const std::string& word) { return std::ranges::count(option_words(), word) > 0; };
    const auto check = [&](const Value& value, const std::string& word) {
        if (!known(word))
            value.complain(
                fmt::format("unknown option set '{}'{}", word, did_you_mean(word, option_words())));
    };
    if (const auto to = table.need("to")) {
        out.to = to->text().value_or("");
        check(*to, out.to);
    }
    if (const auto from = table.take("from")) {
        out.from = read_texts(from);
        for (const auto& word : out.from) check(*from, word);
    }
    table.done();
    return out;
}

// The keys of [kdc].
std::vector<std::string> realm_keys() {
    static const auto keys = [] {
        std::vector<std::string> out;
        for (const auto& line : lines_of(Realm(), [](auto&v, const auto&realm) { visit_realm(v, realm); }))
            out.push_back(line.key);
        return out;
    }();
    return keys;
}

Change read_change(Table table) {
    Change out;
    for (auto& setting : table.tables("setting")) out.settings.push_back(read_setting(setting));
    for (auto& removal : table.tables("path")) out.path.push_back(read_removal(removal, path_verbs(), true));
    for (auto& removal : table.tables("fault"))
        out.faults.push_back(read_removal(removal, removable_verbs(), false));
    table.truth("no_middlebox", out.no_middlebox);
    table.truth("by_address", out.by_address);
    table.truth("trusted", out.trusted);
    table.truth("licensed", out.licensed);
    table.truth("first_visit", out.first_visit);
    table.truth("mtu_of_path", out.mtu_of_path);
    if (const auto kdc = table.take("kdc")) out.kdc = read_words(*kdc, "key of [kdc]", realm_keys());
    if (auto options = table.table("options")) out.options = read_options(*options);
    table.done();
    return out;
}

// [claims]: a cause, and what is said of the remedy there: C01 = "cures, documented".
void read_claims(Table table, std::vector<ClaimRow>& into) {
    constexpr std::array claims{Claim::cures, Claim::may_help, Claim::unknown, Claim::refuted};
    constexpr std::array bases{ClaimBasis::documented, ClaimBasis::specified, ClaimBasis::seen,
                               ClaimBasis::reported,   ClaimBasis::inferred,  ClaimBasis::unverified};
    for (const auto& [cause, at] : table.keys()) {
        const auto value = table.take(cause);
        if (!is_id(cause, 'C'))
            table.reading().complain(
                at, fmt::format("'{}' is no cause: they are named \"C01\" and so on", cause));
        const auto words = value ? value->list() : std::vector<Value>();
        if (value && words.size() != 2) {
            value->complain("a claim is two words: [\"cures\", \"documented\"]");
            continue;
        }
        if (!value) continue;
        const auto claim = read_enum(std::optional(words[0]), "claim", claims);
        const auto basis = read_enum(std::optional(words[1]), "basis", bases);
        if (claim && basis) into.push_back({cause, *claim, *basis});
    }
    table.done();
}

void read_remedy(Table& table, Remedy& out) {
    constexpr std::array sources{RemedySource::documented, RemedySource::articles, RemedySource::reported,
                                 RemedySource::inferred};
    read_text(table, "id", out.id);
    if (!out.id.empty() && !is_id(out.id, 'F'))
        table.complain(fmt::format("'{}' is no id of a remedy: they are named \"F01\" and so on", out.id));
    read_text(table, "title", out.title);
    out.commands = read_texts(table.need("commands"));
    if (const auto source = read_enum(table.need("source"), "source", sources)) out.source = *source;
    table.text("note", out.note);
    table.text("not_modelled", out.not_modelled);
    if (auto change = table.table("change")) out.change = read_change(*change);
    if (auto claims = table.table("claims")) read_claims(*claims, out.claims);
    if (!out.not_modelled.empty() && out.change != Change{})
        table.complain("a remedy that has a [change] is modelled: 'not_modelled' contradicts it");
}

}  // namespace

LoadedRemedies load_remedy(const fs::path& path) {
    Remedy remedy;
    remedy.file = path;
    remedy.name = path.stem().string();
    LoadedRemedies loaded;
    loaded.complaints = read_data_file(path, [&](Table& table) { read_remedy(table, remedy); });
    if (loaded.complaints.empty()) loaded.remedies.push_back(std::move(remedy));
    return loaded;
}

LoadedRemedies load_remedies(const fs::path& root) {
    LoadedRemedies all;
    if (!fs::is_directory(root / "remedies")) return all;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root / "remedies"))
        if (entry.is_regular_file() && entry.path().extension() == ".toml") files.push_back(entry.path());
    std::ranges::sort(files);
    std::map<std::string, fs::path> owners;
    for (const auto& file : files) {
        auto loaded = load_remedy(file);
        for (const auto& remedy : loaded.remedies)
            if (const auto [owner, is_new] = owners.emplace(remedy.id, file); !is_new)
                loaded.complaints.push_back(
                    {file, 0, 0,
                     fmt::format("{} is already '{}'", remedy.id, owner->second.filename().string())});
        std::ranges::move(loaded.remedies, std::back_inserter(all.remedies));
        std::ranges::move(loaded.complaints, std::back_inserter(all.complaints));
    }
    std::ranges::sort(all.remedies, {}, &Remedy::id);
    return all;
}

}  // namespace badrdp::harness
