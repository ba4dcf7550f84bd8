#include "harness/advise/explain/print.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "harness/os/text.h"

BOOST_AUTO_TEST_SUITE(explain_print)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

struct Sample {
    Sample() {
        mstsc.name = "mstsc";
        mstsc.title = "mstsc's disconnect reason";
        mstsc.seen = "the dialog of mstsc";
        mstsc.note = "No Windows was played.";
        mstsc.hex = true;
        code.number = 0x904;
        code.name = "FDCLOSE";
        code.means = {"The connection went away.", Backing::documented, "Microsoft"};
        code.remarks = {{"The step tells causes apart.", Backing::inferred, "a/b#1"}};
        code.same = {{"xfreerdp", 147, {}, "xfreerdp:147"}};
        mstsc.codes = {code};
    }

    Explanation explained(std::vector<Lead> leads, std::optional<NextCheck> next = {}) const {
        const Found found{&mstsc, &mstsc.codes[0], nullptr, nullptr, nullptr, {}};
        return {{"0x904", {found}, {}, {}}, {{found, std::move(leads), std::move(next)}}, {}};
    }

    Family mstsc;
    Code code;
};

Lead lead(std::string scenario, Backing evidence) {
    Lead out;
    out.scenario = std::move(scenario);
    out.title = "What happens";
    out.of = 1;
    out.because = {"it was said", evidence, "x"};
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_statement_carries_its_evidence_and_source) {
    const Sample sample;
    auto first = lead("tls/a", Backing::reported);
    first.seen = {{"xfreerdp 2.11", {133, -1}, {Reason::vague}, {wire::Step::client_hello}}};
    NextCheck next{"look --here",
                   "on the host",
                   "tls/b",
                   {"tls/z"},
                   {{"this", {"tls/a"}}, {"that", {"tls/b", "c", "d", "e"}}},
                   true};
    const auto text = as_text(sample.explained({first, lead("tls/b", Backing::reported)}, next), {});
    BOOST_TEST(
        text ==
        "mstsc 0x904 (2308), FDCLOSE\n"
        "    The connection went away. [documented: Microsoft]\n"
        "    The step tells causes apart. [inferred: a/b#1]\n"
        "    It is mstsc's disconnect reason; seen in the dialog of mstsc.\n"
        "    No Windows was played.\n"
        "    The same trouble elsewhere: xfreerdp:147.\n"
        "\n"
        "2 causes can lead to it; the best evidence first, then what is usual (a judgement, no count):\n"
        "   1  tls/a: What happens\n"
        "      it was said [reported: x]\n"
        "      seen: xfreerdp 2.11 exits with 133, or goes on until it is killed; what it says: vague; last\n"
        "        step: client_hello\n"
        "   2  tls/b: What happens\n"
        "      [reported, as above]\n"
        "\n"
        "What to check next, to tell tls/a from tls/b:\n"
        "    on the host:\n"
        "      look --here\n"
        "    (no check here tells it from tls/z)\n"
        "      this -> tls/a\n"
        "      that -> tls/b, c, d and 1 more\n"
        "      [observed: what badrdp's own client did in these scenarios]\n");
}

Lead of_cause(std::string scenario, std::string cause) {
    auto out = lead(std::move(scenario), Backing::reported);
    out.cause = std::move(cause);
    return out;
}

// Code, cause, what proves it, the check, what was tried, the page: in this order.
BOOST_AUTO_TEST_CASE(one_answer_leads_from_the_code_to_a_tried_fix) {
    const Sample sample;
    NextCheck next{"look --here", "on the host", "tls/b", {}, {{"this", {"tls/a"}}, {"that", {"tls/b"}}},
                   false};
    auto explanation = sample.explained(
        {of_cause("tls/a", "C12"), lead("tls/b", Backing::reported), of_cause("tls/c", "C12")}, next);
    Advice advice{"Something resets it", "A RST comes.", {}};
    advice.cures = {
        {"F09", "Mend it", "Mend-It -Now\nmore", "", "", {{"cures", {"xfreerdp 2.11 (tls)"}}}},
        {"F06", "Turn TLS off", "", "may help", "", {{"hides", {"xfreerdp 2.11 (tls)"}}}},
        {"F03", "Delete things", "", "cures", "documented", {{"no effect", {"xfreerdp 2.11 (tls)"}}}},
        {"F19", "Nobody tried", "", "cures", "documented", {}}};
    explanation.advice = {{"C12", advice}};
    const auto text = as_text(explanation, {.columns = 100, .most_leads = 5});
    BOOST_TEST(
        text.substr(text.find("2 causes")) ==
        "2 causes can lead to it; the best evidence first, then what is usual (a judgement, no count):\n"
        "   1  C12: Something resets it\n"
        "      What proves it: A RST comes.\n"
        "      it was said [reported: x]\n"
        "      Played by tls/a, tls/c\n"
        "   2  tls/b: What happens\n"
        "      [reported, as above]\n"
        "\n"
        "What to check next, to tell tls/a from tls/b:\n"
        "    on the host:\n"
        "      look --here\n"
        "      this -> tls/a\n"
        "      that -> tls/b\n"
        "\n"
        "If it is C12, what to do:\n"
        "    worked: F09 Mend it (seen with xfreerdp 2.11 (tls))\n"
        "        Mend-It -Now\n"
        "    only hid it, and made it less secure: F06 Turn TLS off (seen with xfreerdp 2.11 (tls))\n"
        "    often advised, and did not end it: F03 Delete things\n"
        "    Read: `badrdp atlas --out pages`, then pages/c12.html. Try the fixes yourself: `badrdp cure\n"
        "      tls/a`.\n");
    const auto object = as_json(explanation).at("codes").at(0);
    BOOST_TEST(object.at("leads").at(0).at("cause").as_string() == "C12");
    const auto& cause = object.at("causes").at(0);
    BOOST_TEST(object.at("causes").as_array().size() == 1u);
    BOOST_TEST(cause.at("proof").as_string() == "A RST comes.");
    BOOST_TEST(cause.at("worked").at(0).at("id").as_string() == "F09");
    BOOST_TEST(cause.at("hid").at(0).at("id").as_string() == "F06");
    BOOST_TEST(cause.at("failed").as_array().size() == 1u);
    BOOST_TEST(cause.at("page").as_string() == "c12.html");
}

BOOST_AUTO_TEST_CASE(a_cause_that_nothing_ended_says_so) {
    const Sample sample;
    auto explanation = sample.explained({of_cause("tls/a", "C12")});
    explanation.advice = {{"C12", {"t", "w", {}}}};
    BOOST_TEST(as_text(explanation, {}).contains("Nothing that was tried ended it.\n"));
}

// No packet was sent: there is nothing to play, and something to look at.
BOOST_AUTO_TEST_CASE(a_cause_that_nothing_plays_says_where_to_look) {
    Sample sample;
    sample.mstsc.codes[0].causes = {"C33", "C98"};
    auto explanation = sample.explained({});
    explanation.advice = {{"C33", {"Nothing was sent", "A capture is empty.", {}, {"the screen", "winver"}}}};
    const auto text = as_text(explanation, {});
    BOOST_TEST(text.substr(text.find("No scenario")) ==
               "No scenario of the catalogue is known to lead to it.\n"
               "   1  C33: Nothing was sent\n"
               "      What proves it: A capture is empty.\n"
               "      Look at: the screen\n"
               "      Look at: winver\n");
    const auto object = as_json(explanation);
    const auto& causes = object.at("codes").at(0).at("causes").as_array();
    BOOST_TEST_REQUIRE(causes.size() == 1u);
    BOOST_TEST(causes[0].at("looks").at(1).as_string() == "winver");
}

BOOST_AUTO_TEST_CASE(where_clients_had_a_session_all_the_same_is_said_to_come_last) {
    const Sample sample;
    auto up = lead("tls/b", Backing::reported);
    up.up = Lead::Up::all;
    BOOST_TEST(
        as_text(sample.explained({lead("tls/a", Backing::reported), up}), {.columns = 200, .most_leads = 5})
            .contains("last come those where clients had a session all the same"));
}

BOOST_AUTO_TEST_CASE(the_second_code_of_a_pair_may_be_unknown) {
    Sample sample;
    Family extended;
    extended.name = "extended";
    extended.hex = true;
    extended.unknown = "Ask the host.";
    auto explanation = sample.explained({});
    explanation.codes[0].found.extended_family = &extended;
    explanation.codes[0].found.unknown_extended = 0x99;
    BOOST_TEST(as_text(explanation, {})
                   .contains("extended 0x99\n    This second code is in no table; the first one "
                             "stands.\n    Ask the host.\n"));
    BOOST_TEST(as_json(explanation).at("codes").at(0).at("extended").at("means").is_null());
}

BOOST_AUTO_TEST_CASE(words_are_shown_as_words) {
    Sample sample;
    sample.mstsc.texts = true;
    BOOST_TEST(as_text(sample.explained({}), {}).starts_with("\"FDCLOSE\"\n"));
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_terminal) {
    Sample sample;
    sample.mstsc.codes[0].means.says =
        "A sentence that is long enough to need more than a line of sixty columns.";
    std::istringstream lines(
        as_text(sample.explained({lead("tls/a", Backing::sent)}), {.columns = 60, .most_leads = 5}));
    for (std::string line; std::getline(lines, line);) BOOST_TEST(width(line) <= 60u, line);
}

BOOST_AUTO_TEST_CASE(only_the_first_leads_are_shown_unless_all_are_wanted) {
    const Sample sample;
    const auto explanation = sample.explained(
        {lead("a/1", Backing::sent), lead("a/2", Backing::sent), lead("a/3", Backing::sent)});
    const auto few = as_text(explanation, {.columns = 100, .most_leads = 1});
    BOOST_TEST(few.contains("and 2 more: --all shows them"));
    BOOST_TEST(!few.contains("a/2"));
    BOOST_TEST(as_text(explanation, {.columns = 100, .most_leads = 9}).contains("   3  a/3: What happens\n"));
}

BOOST_AUTO_TEST_CASE(what_leads_nowhere_says_so) {
    const Sample sample;
    BOOST_TEST(as_text(sample.explained({}), {})
                   .ends_with("\n\nNo scenario of the catalogue is known to lead to it.\n"));
}

BOOST_AUTO_TEST_CASE(an_unknown_code_is_shown_harmlessly_with_what_is_near) {
    const auto text = as_text({{"9\x1b[31m", {}, {"tls:10 unexpected_message"}, {"ask IANA"}}, {}, {}}, {});
    BOOST_TEST(
        text ==
        "'9\xef\xbf\xbd[31m' is in none of the tables; the nearest:\n"
        "    tls:10 unexpected_message\n"
        "    ask IANA\n"
        "    `badrdp explain --list` shows the families, `badrdp explain --list FAMILY` the codes of one.\n");
}

BOOST_AUTO_TEST_CASE(json_has_the_same_evidence) {
    const Sample sample;
    const auto object = as_json(sample.explained({lead("tls/a", Backing::reported)}));
    const auto& code = object.at("codes").at(0);
    BOOST_TEST(code.at("text").as_string() == "0x904");
    BOOST_TEST(code.at("number").as_uint64() == 0x904u);
    BOOST_TEST(code.at("means").at("evidence").as_string() == "documented");
    BOOST_TEST(code.at("leads").at(0).at("because").at("evidence").as_string() == "reported");
    BOOST_TEST(code.at("check").is_null());
    BOOST_TEST(object.at("nearest").as_array().empty());
}

BOOST_AUTO_TEST_CASE(lists_are_aligned_and_wrapped) {
    Sample sample;
    BOOST_TEST(list_families({sample.mstsc}, {}) ==
               "mstsc         1  mstsc's disconnect reason; seen in the dialog of mstsc\n");
    BOOST_TEST(list_codes(sample.mstsc, {}) == "0x904  FDCLOSE: The connection went away.\n");
}

BOOST_AUTO_TEST_SUITE_END()
