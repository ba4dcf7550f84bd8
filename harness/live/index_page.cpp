#include "harness/live/index_page.h"

#include <fmt/format.h>

#include "harness/data/scenario/canary.h"
#include "harness/live/http/target.h"
#include "harness/os/text.h"
#include "harness/report/style.h"

namespace badrdp::harness {
namespace {

constexpr std::string_view kIndexStyle = R"css(
body { max-width: 60rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; color: var(--text); }
pre { overflow-x: auto; padding: .6rem .8rem; background: var(--page); border-radius: .4rem;
  white-space: pre-wrap;
  font: .86em/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
summary .place { color: var(--faint); }
)css";

std::string sights_of(const Scenario& scenario, const std::vector<CauseRow>& causes) {
    std::string out;
    for (const auto& symptom : scenario.symptom) out += fmt::format("<li>{}</li>", escaped(symptom));
    if (const auto* cause = find_cause(causes, scenario.cause))
        for (const auto& sight : cause->sees) out += fmt::format("<li>{}</li>", escaped(sight.what));
    return out.empty() ? out : "<p>What people see:</p><ul>" + out + "</ul>";
}

std::string entry(const IndexRow& row, const std::vector<CauseRow>& causes) {
    const auto canary = canary_account();
    const auto& scenario = *row.scenario;
    return fmt::format(
        "<details><summary><span class=id>{0}</span> {1} <code class=place>{2}</code></summary><div "
        "class=body>"
        "<p>{3}</p>{4}<pre>xfreerdp /v:{2} /u:{5} /p:{6} /cert:ignore\nbadrdp connect {2} --cert ignore</pre>"
        "<p><a href=\"/rdp/{7}.rdp\">an .rdp file for mstsc and others</a></p></div></details>\n",
        escaped(row.name), escaped(scenario.title), escaped(row.place), escaped(scenario.why),
        sights_of(scenario, causes), escaped(canary.name), escaped(canary.password.reveal()),
        http::percent_encoded(row.name));
}

}  // namespace

std::string live_page(std::string_view title, std::string_view body, std::string_view style) {
    return fmt::format(
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content=\"width=device-width, initial-scale=1\"><title>{}</title>"
        "<style>{}{}</style></head><body>\n{}</body></html>\n",
        escaped(title), kStyle, style, body);
}

std::string index_page(const std::vector<IndexRow>& rows, const std::vector<CauseRow>& causes) {
    std::string hosts, others, phase;
    std::size_t held = 0;
    for (const auto& row : rows) {
        if (row.place.empty()) {
            others += fmt::format("<li><code>{}</code> {}: {}</li>", escaped(row.name),
                                  escaped(row.scenario->title), escaped(row.why_not));
            continue;
        }
        ++held;
        if (row.scenario->phase() != phase) {
            phase = row.scenario->phase();
            hosts += fmt::format("<h2>{}</h2>\n", escaped(phase));
        }
        hosts += entry(row, causes);
    }
    auto body = fmt::format(
        "<main><h1>Broken RDP hosts</h1><p>{} held up here, each at an address of its own, and broken on "
        "purpose. What a client sends them is read and told.</p>\n{}",
        counted(held, "host"), hosts);
    if (!others.empty())
        body += "<h2>Not held up</h2><p><code>badrdp run</code> plays these.</p><ul>" + others + "</ul>";
    return live_page("badrdp: broken RDP hosts", body + "</main>\n", kIndexStyle);
}

std::string rdp_file(const std::string& place) {
    return fmt::format(
        "full address:s:{}\r\nusername:s:{}\r\nprompt for credentials:i:1\r\nauthentication level:i:2\r\n"
        "enablecredsspsupport:i:1\r\nnegotiate security layer:i:1\r\nredirectclipboard:i:0\r\n"
        "redirectprinters:i:0\r\ndrivestoredirect:s:\r\n",
        place, canary_account().name);
}

std::string loopback_address(std::size_t index) {
    constexpr std::size_t kOfOne = 250;  // of the last number, which is neither 0 nor 255
    return fmt::format("127.82.{}.{}", index / kOfOne % 256, index % kOfOne + 1);
}

}  // namespace badrdp::harness
