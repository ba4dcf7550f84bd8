#include "harness/report/atlas/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/os/text.h"
#include "harness/report/atlas/style.h"
#include "harness/report/style.h"

namespace badrdp::harness::atlas {
namespace {

std::string lower(std::string_view word) {
    std::string out(word);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string note(std::string_view evidence, std::string_view source) {
    return fmt::format("<small class=\"faint\"><span class=\"tag {0}\">{0}</span>{1}{2}</small>", evidence,
                       source.empty() ? "" : " ", text(source));
}

}  // namespace

std::string text(std::string_view bytes) { return escaped(bytes); }

std::string text_lines(std::string_view lines) {
    std::string out;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        out += text(line) + (lines.empty() ? "" : "\n");
    }
    return out;
}

std::string cause_page(std::string_view id) { return lower(id) + ".html"; }
std::string family_page(std::string_view name) { return fmt::format("codes-{}.html", name); }

std::string cause_link(const CauseRow& cause) {
    return fmt::format("<a href=\"{}\"><span class=\"num\">{}</span> {}</a>", cause_page(cause.id),
                       text(cause.id), text(cause.title));
}

std::string code_anchor(std::uint32_t number) { return fmt::format("x{:x}", number); }

std::string code_link(const CodeName& code, const std::vector<Family>& families) {
    const auto family = std::ranges::find(families, code.family, &Family::name);
    const auto* found = family == families.end() ? nullptr : family->find(code.number);
    if (!found) return fmt::format("<code>{}</code>", text(code.text));
    return fmt::format("<a href=\"{}#{}\"><code>{}</code></a>", family_page(code.family),
                       code_anchor(found->number), text(code.text));
}

std::string evidence_note(const Observation& sight) {
    return note(sight.evidence ? name(*sight.evidence) : "unknown", sight.source);
}
std::string evidence_note(const Statement& statement) {
    return note(name(statement.evidence), statement.source);
}

std::string page(const Atlas& atlas, std::string_view title, const std::string& body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<title>{}: badrdp</title>\n<style>{}{}</style>\n</head>\n<body>\n<header class=\"bar\">\n"
        "<nav aria-label=\"Indexes\"><a href=\"index.html\">Causes</a> <a "
        "href=\"symptoms.html\">Symptoms</a> "
        "<a href=\"phases.html\">Phases</a> <a href=\"codes.html\">Codes</a> <a "
        "href=\"clients.html\">Clients</a></nav>\n</header>\n<main>\n"
        "<h1 class=\"title\">{}</h1>\n{}</main>\n<footer>\n<p>Written by badrdp {} from its catalogue. What "
        "clients do was played; what mstsc shows is documented or reported, and says which.</p>\n"
        "</footer>\n</body>\n</html>\n",
        text(title), kStyle, kAtlasStyle, text(title), body, text(atlas.version));
}

std::vector<const Scenario*> scenarios_of(const Atlas& atlas, std::string_view cause) {
    std::vector<const Scenario*> out;
    for (const auto& scenario : atlas.scenarios)
        if (scenario.cause == cause) out.push_back(&scenario);
    return out;
}

}  // namespace badrdp::harness::atlas

namespace badrdp::harness {

std::map<std::string, std::string> atlas_pages(const Atlas& data) {
    using namespace atlas;
    std::map<std::string, std::string> out;
    out["index.html"] = page(data, "Why remote desktops do not connect", overview_body(data));
    out["symptoms.html"] = page(data, "By symptom", symptoms_body(data));
    out["phases.html"] = page(data, "By phase", phases_body(data));
    out["codes.html"] = page(data, "By code", codes_body(data));
    out["clients.html"] = page(data, "By client", clients_body(data));
    for (const auto& client : clients_of(data))
        out[client_page(client)] =
            page(data, "What " + client + " was seen to do", client_body(data, client));
    for (const auto& family : data.families)
        out[family_page(family.name)] = page(data, family.title, family_body(data, family));
    for (const auto& cause : data.causes)
        out[cause_page(cause.id)] = page(data, cause.title, cause_body(data, cause));
    return out;
}

}  // namespace badrdp::harness
