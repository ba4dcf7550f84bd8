#include "harness/data/codes/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/data/file/data_file.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

bool is_family(const std::string& name) { return name != "leads" && name != "checks"; }

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
    code.same = read_code_names(table.take("same"));
    code.remarks = read_remarks(table);
    table.done();
    return code;
}

void read_codes(Table& table, const Statement& otherwise, Family& family) {
    auto codes = table.table("code");
    if (!codes || codes->keys().empty())
        return table.complain("a family without a [code.NUMBER] explains nothing");
    for (const auto& [key, place] : codes->keys())
        if (auto one = codes->table(key)) family.codes.push_back(read_code(*one, key, otherwise));
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

Cause read_cause(Table& table) {
    Cause cause;
    cause.line = table.at().line;
    read_text(table, "is", cause.is);
    cause.scenarios = read_texts(table.need("scenarios"));
    table.done();
    return cause;
}

Check read_check(Table& table) {
    Check check;
    check.line = table.at().line;
    read_text(table, "do", check.action);
    read_text(table, "where", check.where);
    table.text("compare", check.compare);
    for (auto& one : table.tables("answer")) {
        auto& answer = check.answers.emplace_back();
        read_text(one, "see", answer.see);
        answer.scenarios = read_texts(one.need("means"));
        one.done();
    }
    if (check.compare.empty() && check.answers.size() < 2)
        table.complain("a check with fewer than two answers tells nothing apart");
    if (!check.compare.empty() && !check.answers.empty())
        table.complain("a check with 'compare' has its answers from a baseline, and none of its own");
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
    Family family;
    family.name = name;
    family.file = root / "codes" / (name + ".toml");
    Reading reading(family.file);
    reading.variants = false;
    if (const auto file = parse_file(reading)) {
        Table table(reading, *file, "the file");
        read_schema(table);
        read_text(table, "title", family.title);
        read_text(table, "seen", family.seen);
        table.text("note", family.note);
        table.text("unknown", family.unknown);
        table.text("client", family.client);
        table.number("class", family.class_);
        const auto form = [](std::string_view word) {
            return word == "hex"       ? std::optional(true)
                   : word == "decimal" ? std::optional(false)
                                       : std::nullopt;
        };
        if (const auto value = table.need("form"))
            if (const auto hex = value->word("form", form, {"hex", "decimal"})) family.hex = *hex;
        Statement otherwise;
        read_evidence(table, otherwise, nullptr);
        read_codes(table, otherwise, family);
        read_pairs(table, family);
        table.done();
    }
    LoadedFamily out{std::nullopt, in_order(std::move(reading.complaints))};
    if (out.complaints.empty()) out.family = std::move(family);
    return out;
}

LoadedLeads load_leads(const fs::path& root) {
    LoadedLeads out;
    Reading reading(root / "codes" / "leads.toml");
    reading.variants = false;
    if (const auto file = parse_file(reading)) {
        Table table(reading, *file, "the file");
        read_schema(table);
        for (auto& lead : table.tables("lead")) out.rows.push_back(read_lead(lead));
        table.done();
    }
    out.complaints = in_order(std::move(reading.complaints));
    return out;
}

LoadedChecks load_checks(const fs::path& root) {
    LoadedChecks out;
    Reading reading(root / "codes" / "checks.toml");
    reading.variants = false;
    if (const auto file = parse_file(reading)) {
        Table table(reading, *file, "the file");
        read_schema(table);
        out.checks.usual = read_texts(table.need("usual"));
        for (auto& cause : table.tables("cause")) out.checks.causes.push_back(read_cause(cause));
        for (auto& check : table.tables("check")) out.checks.checks.push_back(read_check(check));
        table.done();
    }
    out.complaints = in_order(std::move(reading.complaints));
    return out;
}

}  // namespace badrdp::harness
