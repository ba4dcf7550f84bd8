#include "harness/report/atlas/atlas.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <string>

#include "harness/advise/remedy/cures.h"
#include "harness/data/codes/load.h"
#include "harness/os/text.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(atlas_pages_of_the_catalogue)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

const std::filesystem::path kRoot = std::filesystem::path(badrdp::test::kProject) / "scenarios";

Atlas read_catalogue() {
    Atlas atlas{.version = "0"};
    atlas.causes = load_causes(kRoot).causes;
    atlas.scenarios = load_scenarios(kRoot).scenarios;
    for (const auto* client : {"builtin", "rdesktop", "xfreerdp", "xfreerdp3"})
        for (const auto* version : {"0.1", "1.9", "2.11", "3.15"})
            if (auto loaded = load_baseline(kRoot, client, version).baseline)
                atlas.baselines.push_back(with_variants(std::move(*loaded), atlas.scenarios));
    for (const auto& name : family_names(kRoot)) atlas.families.push_back(*load_family(kRoot, name).family);
    return atlas;
}

// To read it and to write its pages takes seconds with sanitizers: once for all that look at them.
const Atlas& catalogue() {
    static const auto atlas = read_catalogue();
    return atlas;
}
const std::map<std::string, std::string>& pages_of_catalogue() {
    static const auto pages = atlas_pages(catalogue());
    return pages;
}

// One cause, with a scenario that plays it and a client that was seen in it.
Atlas small() {
    Atlas atlas{.version = "0"};
    atlas.causes = {
        {.id = "C01",
         .title = "It is late",
         .phase = "tls",
         .wire = "Nothing comes.",
         .sees = {{"a dialog", {"mstsc", 0x904, 7, "mstsc:0x904/0x7"}, Backing::reported, "a/b#1"}},
         .names = {Reason::timeout}}};
    Scenario scenario;
    scenario.name = "tls/late";
    scenario.title = "A late host";
    scenario.why = "It happens.";
    scenario.cause = "C01";
    scenario.faults = {{wire::Step::server_flight, fault::Silence{}, 0, "silence server_flight"}};
    atlas.scenarios = {scenario};
    BaselineEntry entry;
    entry.scenario = "tls/late";
    entry.options = "lenient";
    entry.outcome = {Outcome::refused};
    entry.step = {wire::Step::client_hello};
    entry.reason = {Reason::credentials};
    entry.exit = {131};
    atlas.baselines = {{"xfreerdp", "2.11", {}, {entry}}};
    return atlas;
}

std::vector<std::string> values_of(const std::string& page, std::string_view attribute) {
    std::vector<std::string> out;
    const auto wanted = fmt::format(" {}=\"", attribute);
    for (auto at = page.find(wanted); at != page.npos; at = page.find(wanted, at + 1)) {
        const auto begin = at + wanted.size();
        out.push_back(page.substr(begin, page.find('"', begin) - begin));
    }
    return out;
}

void check_links(const std::map<std::string, std::string>& pages) {
    for (const auto& [name, page] : pages) {
        const auto ids = values_of(page, "id");
        BOOST_TEST(std::set(ids.begin(), ids.end()).size() == ids.size(), name << " has an id twice");
        for (const auto& link : values_of(page, "href")) {
            const auto hash = link.find('#');
            const auto file = hash == 0 ? name : link.substr(0, hash);
            BOOST_TEST_REQUIRE(pages.contains(file), name << " links to " << link);
            if (hash == link.npos) continue;
            const auto there = values_of(pages.at(file), "id");
            BOOST_TEST((std::ranges::find(there, link.substr(hash + 1)) != there.end()),
                       name << " links to " << link);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_cause_has_its_page_and_every_link_leads_somewhere) {
    const auto& atlas = catalogue();
    const auto& pages = pages_of_catalogue();
    BOOST_REQUIRE_EQUAL(atlas.causes.size(), 35u);
    for (int i = 1; i <= 35; ++i) {
        const auto name = fmt::format("c{:02}.html", i);
        BOOST_TEST_REQUIRE(pages.contains(name), name);
        BOOST_TEST(pages.at("index.html").contains(fmt::format("href=\"{}\"", name)));
        BOOST_TEST(pages.at("phases.html").contains(fmt::format("href=\"{}\"", name)));
    }
    for (const auto& family : atlas.families) BOOST_TEST(pages.contains("codes-" + family.name + ".html"));
    check_links(pages);
}

// Read by a person off the sentence that stands above each picture: the last message before the connection
// dies, and the ends that the sentence allows. Where it says that a session may come up, or goes on, "active"
// is one of them.
struct Told {
    std::string_view cause;
    std::vector<std::string_view> last;
    std::vector<std::string_view> ends;
};
const std::vector<Told> kTold{
    {"C01", {"the client's TLS Finished"}, {"refused"}},
    {"C02", {"X.224 Connection Confirm", "TLS ClientHello"}, {"refused", "disconnected"}},
    {"C03", {"TLS ClientHello"}, {"refused", "disconnected"}},
    {"C04", {"X.224 Connection Confirm"}, {"refused"}},
    {"C05", {"X.224 Connection Confirm"}, {"refused"}},
    {"C06", {"X.224 Connection Confirm"}, {"refused"}},
    {"C07", {"TLS ClientHello", "TLS ServerHello"}, {"refused", "disconnected"}},
    {"C08", {"TLS ClientHello"}, {"refused", "disconnected"}},
    {"C09", {"TSRequest with the client's offer", "TSRequest with the server's challenge"}, {"refused"}},
    {"C10", {"TLS ClientHello"}, {"timed_out", "hung"}},
    {"C11", {"the session is up"}, {"active"}},
    {"C12", {"the TCP connection is up", "X.224 Connection Request", "TLS ClientHello"}, {"disconnected"}},
    {"C13", {"the client's SYN"}, {"timed_out"}},
    {"C14", {"X.224 Connection Request"}, {"timed_out"}},
    {"C15", {"the client's SYN"}, {"disconnected"}},
    {"C16", {"the client's SYN"}, {"disconnected"}},
    {"C17", {"the client's SYN", "X.224 Connection Request"}, {"refused", "disconnected"}},
    {"C18", {"MCS Channel Join Confirm"}, {"timed_out"}},
    {"C19", {"the session is up"}, {"active", "timed_out", "disconnected"}},
    {"C20", {"no packet goes to the host"}, {"disconnected"}},
    {"C21", {"X.224 Connection Confirm"}, {"refused"}},
    {"C22", {"TSRequest with the server's pubKeyAuth"}, {"refused"}},
    {"C23", {"Early User Authorization Result", "Client Info", "TSRequest"}, {"refused", "disconnected"}},
    {"C24", {"X.224 Connection Request", "X.224 Connection Confirm"}, {"disconnected"}},
    {"C25", {"X.224 Connection Confirm", "TLS ClientHello"}, {"timed_out", "disconnected"}},
    {"C26", {"licensing, what the server says"}, {"disconnected", "refused", "timed_out"}},
    {"C27", {"the client's TLS Finished", "the session is up"}, {"hung", "refused", "active"}},
    {"C28",
     {"TSRequest with the server's challenge", "the client's TLS Finished",
      "TSRequest with the server's pubKeyAuth"},
     {"refused", "disconnected"}},
    {"C29", {"TSRequest with the server's challenge"}, {"refused"}},
    {"C30",
     {"the TCP connection is up", "Preconnection PDU", "X.224 Connection Request", "TLS ClientHello"},
     {"disconnected"}},
    {"C31",
     {"X.224 Connection Confirm", "TSRequest with the server's pubKeyAuth", "the session is up"},
     {"refused", "disconnected", "active"}},
    {"C32", {"the session is up"}, {"active"}},
    {"C33", {}, {}},  // nothing is drawn where nothing was sent
    {"C34",
     {"X.224 Connection Confirm", "the client's TLS Finished", "Server Nonce of RDS AAD Auth",
      "Authentication Result of RDS AAD Auth"},
     {"refused", "timed_out"}},
    {"C35", {"licensing, what the server says", "licensing, what the client says"}, {"disconnected"}},
};

// The words of the last message of the ladder; of a session that is up, those.
std::string last_of(const std::string& ladder) {
    if (ladder.contains("the session is up")) return "the session is up";
    const auto end = ladder.find("<tr class=\"d\">");
    const auto arrow = ladder.rfind("</i> ", end);
    if (arrow == ladder.npos) return "no packet goes to the host";
    const auto open = arrow + std::string_view("</i> ").size();
    return ladder.substr(open, ladder.find("</td>", open) - open);
}

BOOST_AUTO_TEST_CASE(text_ladder_and_outcome_of_a_page_agree) {
    const auto& atlas = catalogue();
    const auto& pages = pages_of_catalogue();
    BOOST_REQUIRE_EQUAL(kTold.size(), atlas.causes.size());
    for (const auto& told : kTold) {
        const auto& page = pages.at("c" + std::string(told.cause.substr(1)) + ".html");
        const auto from = page.find("<table class=\"ladder\">");
        if (told.last.empty()) {
            BOOST_TEST((from == page.npos), told.cause);
            BOOST_TEST(page.contains("<h2>Where to look, since no packet tells</h2>"), told.cause);
            continue;
        }
        BOOST_TEST_REQUIRE(from != page.npos, told.cause);
        const auto to = page.find("</p>", page.find("</table>", from));
        const auto ladder = page.substr(from, to - from);
        const auto last = last_of(ladder);
        const auto is_last = [&](std::string_view one) { return last.starts_with(escaped(one)); };
        BOOST_TEST(std::ranges::any_of(told.last, is_last), told.cause << " is drawn down to " << last);
        const auto met = ladder.substr(ladder.rfind("</code>: "));
        const auto ended = met.substr(9, met.find(", last step") - 9);
        BOOST_TEST(std::ranges::any_of(told.ends, [&](std::string_view one) { return ended.contains(one); }),
                   told.cause << " ended " << ended);
        BOOST_TEST((last == "the session is up") == ended.contains("active"), told.cause);
    }
}

BOOST_AUTO_TEST_CASE(each_client_has_a_page_with_its_versions_side_by_side) {
    auto atlas = small();
    auto newer = atlas.baselines.front();
    newer.version = "2.3";  // older, and further down in any order of letters
    newer.entries.front().exit = {7};
    atlas.baselines.push_back(newer);
    newer.version = "2.20";
    atlas.baselines.push_back(newer);
    const auto pages = atlas_pages(atlas);
    check_links(pages);
    BOOST_TEST(pages.at("clients.html").contains("href=\"client-xfreerdp.html\""));
    const auto& page = pages.at("client-xfreerdp.html");
    BOOST_TEST(
        page.contains("<th scope=\"col\">2.3</th><th scope=\"col\">2.11</th><th scope=\"col\">2.20</th>"));
    BOOST_TEST(
        page.contains("<td>refused, exit 7, asks for ?, blames credentials</td>"
                      "<td>refused, exit 131, asks for ?, blames credentials</td>"
                      "<td>refused, exit 7, asks for ?, blames credentials</td>"));
    BOOST_TEST(page.contains("2.3 to 2.11: 1 of 1 case differ"));
    atlas.baselines.erase(atlas.baselines.begin());
    BOOST_TEST(atlas_pages(atlas).at("client-xfreerdp.html").contains("<td colspan=\"2\">refused, exit 7"));
}

BOOST_AUTO_TEST_CASE(every_scenario_with_a_cause_is_on_its_page) {
    const auto& atlas = catalogue();
    const auto& pages = pages_of_catalogue();
    for (const auto& scenario : atlas.scenarios) {
        if (scenario.cause.empty()) continue;
        auto page = "c" + scenario.cause.substr(1) + ".html";
        BOOST_TEST(pages.at(page).contains(scenario.name), scenario.name << " is not on " << page);
    }
}

BOOST_AUTO_TEST_CASE(pages_load_nothing_and_run_nothing) {
    for (const auto& [name, page] : pages_of_catalogue()) {
        BOOST_TEST(!page.contains("<script"), name);
        BOOST_TEST(!page.contains("<link"), name);
        BOOST_TEST(!page.contains("<img"), name);
        BOOST_TEST(!page.contains("@import"), name);
        BOOST_TEST(!page.contains("url("), name);
        BOOST_TEST(page.contains("default-src 'none'"), name);
        BOOST_TEST(page.contains("prefers-color-scheme: dark"), name);
    }
}

BOOST_AUTO_TEST_CASE(a_cause_shows_its_packets_its_symptoms_and_its_clients) {
    const auto pages = atlas_pages(small());
    const auto& page = pages.at("c01.html");
    BOOST_TEST(page.contains("Nothing comes."));
    BOOST_TEST(page.contains("X.224 Connection Confirm"));
    BOOST_TEST(page.contains("TLS ClientHello"));
    BOOST_TEST(!page.contains("TLS ServerHello"));
    BOOST_TEST(page.contains("here it ends: silence server_flight"));
    BOOST_TEST(page.contains("xfreerdp 2.11, lenient"));
    BOOST_TEST(page.contains("<span class=\"told-wrong\">wrong</span>"));
    BOOST_TEST(page.contains("mstsc:0x904/0x7"));
    BOOST_TEST(!page.contains("cure it"));
    check_links(pages);
}

BOOST_AUTO_TEST_CASE(what_cures_it_is_there_once_somebody_has_written_it_down) {
    auto atlas = small();
    atlas.cures["C01"] = {
        {"F01", "Restart the service", "Restart-Service TermService", "may help", "documented"}};
    const auto page = atlas_pages(atlas).at("c01.html");
    BOOST_TEST(page.contains("What is said to cure it"));
    BOOST_TEST(page.contains("<pre>Restart-Service TermService</pre>"));
}

BOOST_AUTO_TEST_CASE(what_remedies_claim_is_told_with_what_cures_first) {
    BOOST_TEST(cures_of({}, {}).empty());
    std::vector<Remedy> remedies(2);
    remedies[0].id = "F02";
    remedies[0].title = "two";
    remedies[0].commands = {"a <b>", "c"};
    remedies[0].claims = {{"C01", Claim::may_help, ClaimBasis::unverified}};
    remedies[1].id = "F09";
    remedies[1].title = "nine";
    remedies[1].claims = {{"C01", Claim::cures, ClaimBasis::seen}};
    auto atlas = small();
    atlas.cures = cures_of(remedies, {});
    const auto& cures = atlas.cures.at("C01");
    BOOST_REQUIRE_EQUAL(cures.size(), 2u);
    BOOST_TEST(cures[0].id == "F09");
    BOOST_TEST(cures[1].claim == "may help");
    BOOST_TEST(cures[1].evidence == "unverified");
    BOOST_TEST(atlas_pages(atlas).at("c01.html").contains("<pre>a &lt;b&gt;\nc</pre>"));
}

BOOST_AUTO_TEST_CASE(what_came_of_trying_stands_beside_the_claim) {
    std::vector<Remedy> remedies(3);
    for (std::size_t i = 0; i < remedies.size(); ++i) remedies[i].id = fmt::format("F0{}", i + 1);
    remedies[0].claims = {{"C01", Claim::cures, ClaimBasis::documented}};
    const std::vector<Tried> tried{
        {"xfreerdp",
         "2.11",
         {{"C01", "strict", {{Effect::hides, {"F02"}}, {Effect::none, {"F01", "F02", "F03"}}}},
          {"healthy", "lenient", {{Effect::cures, {"F03"}}}}}}};
    auto atlas = small();
    atlas.cures = cures_of(remedies, tried);
    BOOST_TEST(atlas.cures.size() == 1u);
    const auto& cures = atlas.cures.at("C01");
    BOOST_REQUIRE_EQUAL(cures.size(), 2u);  // nobody names F03, and nothing came of it
    BOOST_TEST(cures[0].id == "F01");
    BOOST_REQUIRE_EQUAL(cures[0].came.size(), 1u);
    BOOST_TEST(cures[0].came[0].effect == "no effect");
    BOOST_TEST(cures[0].came[0].with == std::vector<std::string>{"xfreerdp 2.11 (strict)"});
    BOOST_TEST(cures[1].claim == "");
    const auto page = atlas_pages(atlas).at("c01.html");
    BOOST_TEST(page.contains("no effect</span>: xfreerdp 2.11 (strict)"));
    BOOST_TEST(page.contains("named by nobody"));
    BOOST_TEST(page.contains("hides in some scenarios</span>: xfreerdp 2.11 (strict)"));
}

BOOST_AUTO_TEST_CASE(whatever_the_files_say_is_text_and_no_markup) {
    const std::string evil = "\"><script>alert(1)</script>&'";
    auto atlas = small();
    atlas.version = evil;
    auto& cause = atlas.causes[0];
    cause.title = cause.wire = cause.sees[0].what = cause.sees[0].source = cause.sees[0].code.text = evil;
    auto& scenario = atlas.scenarios[0];
    scenario.title = scenario.why = scenario.faults[0].text = evil;
    scenario.symptom = {evil};
    atlas.baselines[0].entries[0].known = KnownBreak{{"says"}, evil, "", ""};
    atlas.cures["C01"] = {{evil, evil, evil, evil, evil}};
    Family family;
    family.name = "mstsc";
    family.title = family.seen = family.note = evil;
    family.codes = {
        {.number = 0x904, .name = evil, .aka = {}, .means = {evil, {}, evil}, .same = {}, .remarks = {}}};
    atlas.families = {family};
    const auto pages = atlas_pages(atlas);
    for (const auto& [name, page] : pages) BOOST_TEST(!page.contains("<script"), name);
    check_links(pages);
}

BOOST_AUTO_TEST_SUITE_END()
