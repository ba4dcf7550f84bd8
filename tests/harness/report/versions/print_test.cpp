#include "harness/report/versions/print.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(harness_report_versions)

using wire::Role;
using wire::Step;

Changes sample() {
    Changes out{.from = "c 1.0", .to = "c 2.0", .cases = 5, .differ = 4};
    out.groups = {{{{"exit", "131", "161"}, {"offer", "0x3", "0xb"}},
                   {{"a/many[v=1]", "lenient"},
                    {"a/many[v=1]", "strict"},
                    {"a/many[v=2]", "lenient"},
                    {"b/one", "nla"}}},
                  {{{"reason", "tls", "vague"}}, {{"b/one", "nla"}}}};
    out.only_to = {{"c/new", "udp"}};
    return out;
}

CaseResult play(std::vector<capture::Event> events) {
    CaseResult out;
    out.version = "3.15.0";
    out.events = std::move(events);
    return out;
}

capture::Event event(Role from, Step step, std::string what, std::string detail = "") {
    return {.connection = 1,
            .from = from,
            .step = step,
            .what = std::move(what),
            .detail = std::move(detail),
            .packet = 3};
}

BOOST_AUTO_TEST_CASE(a_group_says_what_changed_and_where) {
    BOOST_TEST(changes_text(sample(), 12) ==
               "c 1.0 -> c 2.0: 4 of 5 cases differ\n"
               "\n"
               "   4  exit 131 -> 161; asks for 0x3 -> 0xb\n"
               "      a/many (2 variants) lenient, strict\n"
               "      b/one nla\n"
               "\n"
               "   1  blames tls -> vague\n"
               "      b/one nla\n"
               "\n"
               "only c 2.0 was played in 1 case:\n"
               "      c/new udp\n");
    const auto few = changes_text(sample(), 1);
    BOOST_TEST(few.contains("and 1 other scenario\n"));
    BOOST_TEST(!changes_text(sample(), 2).contains("other scenario"));
}

BOOST_AUTO_TEST_CASE(the_json_has_every_case) {
    const auto all = boost::json::parse(changes_json(sample())).as_object();
    BOOST_TEST(all.at("differ").to_number<int>() == 4);
    const auto& group = all.at("groups").as_array().at(0).as_object();
    BOOST_TEST(group.at("cases").as_array().size() == 4U);
    BOOST_TEST(group.at("changes").as_array().at(1).as_object().at("field").as_string() == "offer");
    BOOST_TEST(all.at("only_to").as_array().size() == 1U);
    BOOST_TEST(all.at("only_from").as_array().empty());
}

BOOST_AUTO_TEST_CASE(what_a_client_said_cannot_break_the_line) {
    Changes changes{.from = "c 1", .to = "c 2"};
    changes.groups = {{{{"says", "a\x1b[31m\nb", std::string(500, 'x')}}, {{"a/b", "nla"}}}};
    const auto text = changes_text(changes, 1);
    BOOST_TEST(!text.contains('\x1b'));
    BOOST_TEST(text.contains("says a"));
    BOOST_TEST(!text.contains(std::string(200, 'x')));
}

BOOST_AUTO_TEST_CASE(the_first_packet_is_another_offer_or_another_event) {
    const auto syn = event(Role::client, Step::none, "SYN");
    const auto asks = [](const char* detail) {
        return event(Role::client, Step::x224_request, "x224_request", detail);
    };
    const auto reset = event(Role::server, Step::none, "RST");
    const auto before = play({syn, asks("requestedProtocols 0x3, cookie u"), reset});
    BOOST_TEST(first_packet_text(before, play({syn, asks("requestedProtocols 0xb"), reset})) ==
               "packet 4 (0.000 s): client asks for 0xb, where 3.15.0 asks for 0x3");
    BOOST_TEST(first_packet_text(before, play({syn, asks("cookie u"), reset})) ==
               "packet 4 (0.000 s): client asks for no protocol, where 3.15.0 asks for 0x3");
    BOOST_TEST(first_packet_text(before, play({syn, reset})) ==
               "packet 4 (0.000 s): server RST, where 3.15.0 has client x224_request");
    BOOST_TEST(first_packet_text(before, before) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
