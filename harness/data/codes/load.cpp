#include "harness/data/codes/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "harness/data/file/data_file.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

bool is_family(const std::string& name) { return name != "leads" && name != "checks"; }

// The only thing that a code may end, or a check be of, and has to say so.
std::optional<bool> session_named(std::string_view word) {
    return word == "session" ? std::optional(true) : std::nullopt;
}

std::vector<CodeName> read_code_names(const std::optional<Value>& value) {
    std::vector<CodeName> out;
    if (!value) return out;
    for (const auto& element : value->list()) {
        const auto text = element.text();
        if (!text) continue;
        if (auto code = parse_code_name(*text))
            out.push_back(std::move(*code));
        else
            element.complain(
                fmt::format("'{}' names no code: write the family, a colon and the number, "
                            "\"errinfo:0x9\"",
                            *text));
    }
    return out;
}

// What the table does not say is taken from `otherwise`; a statement that has its own evidence has its own
// source.
void read_evidence(Table& table, Statement& into, const Statement* otherwise) {
    const bool has_evidence = table.take("evidence").has_value();
    const bool has_source = table.take("source").has_value();
    if (otherwise && !has_evidence && !has_source) {
        into.evidence = otherwise->evidence;
        into.source = otherwise->source;
        return;
    }
    if (const auto value = table.need("evidence"))
        if (const auto found = value->word("evidence", evidence_named, evidence_names()))
            into.evidence = *found;
    read_text(table, "source", into.source);
}

std::vector<Statement> read_remarks(Table& table) {
    std::vector<Statement> out;
    for (auto& remark : table.tables("remark")) {
        read_text(remark, "says", out.emplace_back().says);
        read_evidence(remark, out.back(), nullptr);
        remark.done();
    }
    return out;
}

Code read_code(Table& table, const std::string& key, const Statement& otherwise) {
    Code code;
    code.line = table.at().line;
    if (const auto number = parse_code_number(key))
        code.number = *number;
    else
        table.complain(
            fmt::format("'{}' is no number of at most 32 bits: a code is headed [code.0x904]", key));
    if (table.take("name")) read_text(table, "name", code.name);
    read_text(table, "means", code.means.says);
    read_evidence(table, code.means, &otherwise);
    code.aka = read_texts(table.take("aka"));
    code.causes = read_texts(table.take("cause"));
    code.in = read_texts(table.take("in"));
    if (const auto ends = table.take("ends"))
        code.ends_session = ends->word("thing that a code ends", session_named, {"session"}).value_or(false);
    code.same = read_code_names(table.take("same"));
    code.remarks = read_remarks(table);
    table.done();
    return code;
}

using LoadFamily = std::function<LoadedFamily(const std::string& name)>;

// A family that is `like` another has the codes of that one, each the same as there; but for those that it
// says itself, and those that it is `without`.
void read_like(Table& table, const LoadFamily& load, const Statement& otherwise, Family& family) {
    const auto like = table.take("like");
    const auto gone = table.take("without");
    std::set<std::uint32_t> without;
    if (gone)
        for (const auto& element : gone->list())
            if (const auto n = element.number(0, 0xffffffff)) without.insert(static_cast<std::uint32_t>(*n));
    if (!like) {
        if (gone) gone->complain("only a family that is 'like' another is without some of its codes");
        return;
    }
    const auto name = like->text().value_or("");
    const auto other = load(name);
    if (!other.family) return like->complain(fmt::format("no family '{}' that can be read", name));
    for (const auto& code : other.family->codes) {
        if (without.contains(code.number) || std::ranges::count(family.codes, code.number, &Code::number) > 0)
            continue;
        auto own = code;
        own.means.evidence = otherwise.evidence;
        own.means.source = otherwise.source;
        own.remarks.clear();
        own.line = like->at().line;
        const auto number = number_text(*other.family, code.number);
        own.same.insert(own.same.begin(),
                        {name, code.number, std::nullopt, fmt::format("{}:{}", name, number)});
        family.codes.push_back(std::move(own));
    }
}

void read_codes(Table& table, const LoadFamily& load, const Statement& otherwise, Family& family) {
    if (auto codes = table.table("code"))
        for (const auto& [key, place] : codes->keys())
            if (auto one = codes->table(key)) family.codes.push_back(read_code(*one, key, otherwise));
    read_like(table, load, otherwise, family);
    if (family.codes.empty()) return table.complain("a family without a [code.NUMBER] explains nothing");
    std::ranges::stable_sort(family.codes, {}, [](const Code& c) { return std::tuple(c.number, c.line); });
    for (std::size_t i = 1; i < family.codes.size(); ++i)
        if (family.codes[i].number == family.codes[i - 1].number)
            table.reading().complain({family.codes[i].line, 1}, fmt::format("this code is in line {} already",
                                                                            family.codes[i - 1].line));
}

void read_pairs(Table& table, Family& family) {
    for (auto& one : table.tables("pair")) {
        Pair pair;
        pair.line = one.at().line;
        for (const auto& [key, into] : {std::pair("code", &pair.code), std::pair("extended", &pair.extended)})
            if (const auto value = one.need(key))
                if (const auto n = value->number(0, 0xffffffff)) *into = static_cast<std::uint32_t>(*n);
        read_text(one, "says", pair.means.says);
        read_evidence(one, pair.means, nullptr);
        one.done();
        if (family.find(pair.code, pair.extended)) one.complain("this pair is there already");
        if (!family.find(pair.code)) one.complain("there is no such code in this family");
        family.pairs.push_back(std::move(pair));
    }
}

void read_family(Table& table, const LoadFamily& load, Family& family) {
    read_text(table, "title", family.title);
    read_text(table, "seen", family.seen);
    table.text("note", family.note);
    table.text("unknown", family.unknown);
    table.text("client", family.client);
    table.number("class", family.class_);
    table.truth("alone", family.alone);
    table.truth("texts", family.texts);
    const auto form = [](std::string_view word) {
        return word == "hex" ? std::optional(true) : word == "decimal" ? std::optional(false) : std::nullopt;
    };
    if (const auto value = table.need("form"))
        if (const auto hex = value->word("form", form, {"hex", "decimal"})) family.hex = *hex;
    Statement otherwise;
    read_evidence(table, otherwise, nullptr);
    read_codes(table, load, otherwise, family);
    read_pairs(table, family);
}

LoadedFamily load_family(const fs::path& root, const std::string& name, const LoadFamily& like) {
    Family family;
    family.name = name;
    family.file = root / "codes" / (name + ".toml");
    auto complaints = read_data_file(family.file, [&](Table& table) { read_family(table, like, family); });
    if (!complaints.empty()) return {std::nullopt, std::move(complaints)};
    return {std::move(family), {}};
}

LeadRow read_lead(Table& table) {
    LeadRow row;
    row.line = table.at().line;
    if (const auto codes = read_code_names(table.need("code")); !codes.empty()) row.code = codes[0];
    row.scenarios = read_texts(table.need("scenario"));
    read_text(table, "says", row.because.says);
    read_evidence(table, row.because, nullptr);
    table.done();
    return row;
}

Check read_check(Table& table) {
    Check check;
    check.line = table.at().line;
    read_text(table, "do", check.action);
    read_text(table, "where", check.where);
    table.text("compare", check.compare);
    if (const auto of = table.take("of"))
        check.of_sessions = of->word("thing to check", session_named, {"session"}).value_or(false);
    for (auto& one : table.tables("answer")) {
        auto& answer = check.answers.emplace_back();
        read_text(one, "see", answer.see);
        answer.scenarios = read_texts(one.need("means"));
        one.done();
    }
    if (check.compare.empty() && check.answers.size() < 2)
        table.complain("a check needs at least two answers");
    if (!check.compare.empty() && !check.answers.empty())
        table.complain("a check with 'compare' takes its answers from a baseline: leave out its own");
    table.done();
    return check;
}

}  // namespace

std::optional<std::uint32_t> parse_code_number(std::string_view text) {
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    if (hex) text.remove_prefix(2);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<CodeName> parse_code_name(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(colon + 1);
    const auto slash = rest.find('/');
    const auto number = parse_code_number(rest.substr(0, slash));
    if (!number) return std::nullopt;
    CodeName code{std::string(text.substr(0, colon)), *number, std::nullopt, std::string(text)};
    if (slash == std::string_view::npos) return code;
    code.extended = parse_code_number(rest.substr(slash + 1));
    return code.extended ? std::optional(code) : std::nullopt;
}

std::vector<std::string> family_names(const fs::path& root) {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(root / "codes", none))
        if (entry.path().extension() == ".toml" && is_family(entry.path().stem().string()))
            out.push_back(entry.path().stem().string());
    std::ranges::sort(out);
    return out;
}

LoadedFamily load_family(const fs::path& root, const std::string& name) {
    // Whoever is like another is like one that stands for itself: nobody goes round in circles.
    const LoadFamily refuse = [](const std::string&) { return LoadedFamily{}; };
    return load_family(root, name,
                       [&](const std::string& other) { return load_family(root, other, refuse); });
}

LoadedLeads load_leads(const fs::path& root) {
    LoadedLeads out;
    out.complaints = read_data_file(root / "codes" / "leads.toml", [&](Table& table) {
        for (auto& lead : table.tables("lead")) out.rows.push_back(read_lead(lead));
    });
    return out;
}

LoadedChecks load_checks(const fs::path& root) {
    LoadedChecks out;
    out.complaints = read_data_file(root / "codes" / "checks.toml", [&](Table& table) {
        out.checks.usual = read_texts(table.need("usual"));
        for (auto& check : table.tables("check")) out.checks.checks.push_back(read_check(check));
    });
    return out;
}

}  // namespace badrdp::harness
