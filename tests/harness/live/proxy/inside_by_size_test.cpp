#include "harness/live/proxy/inside_by_size.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(live_inside_by_size)

using namespace badrdp;
using namespace badrdp::harness;
using test::golden;
using wire::Protocols;
using wire::Role;
using wire::Step;

namespace {

// "c97 s230": who says how much; what is told, by name, or "over" once nothing more is.
std::string told(Protocols selected, bool tickets, const std::string& said) {
    InsideBySize inside(selected, tickets);
    std::string out;
    std::istringstream words(said);
    for (std::string word; words >> word;) {
        const auto from = word[0] == 'c' ? Role::client : Role::server;
        for (const auto step : inside.on_record(from, std::stoul(word.substr(1))))
            out += std::string(name(step)) + " ";
        if (inside.over()) return out + "over";
    }
    return out;
}

std::string c(std::string_view file) { return " c" + std::to_string(golden(file).size()); }
std::string s(std::string_view file) { return " s" + std::to_string(golden(file).size()); }

// What programs and the specification say.
std::string mcs() {
    return c("mcs-connect-initial-xfreerdp-tls") + s("mcs-connect-response-xrdp-tls") +
           c("mcs-erect-domain-spec") + c("mcs-attach-user-request-spec") +
           s("mcs-attach-user-confirm-spec") + c("mcs-channel-join-request-spec") +
           s("mcs-channel-join-confirm-spec") + c("client-info-xfreerdp");
}
constexpr auto kMcs =
    "mcs_connect_initial mcs_connect_response erect_domain attach_user_request attach_user_confirm "
    "channel_join_request channel_join_confirm client_info over";

}  // namespace

BOOST_AUTO_TEST_CASE(what_real_programs_say_behind_tls_is_told_by_its_size) {
    BOOST_TEST(told(Protocols::ssl, false, mcs()) == kMcs);
}

BOOST_AUTO_TEST_CASE(nla_comes_first_and_its_result_where_it_was_agreed) {
    const std::string nla = "c57 s230 c500 s98 c160";
    const std::string five =
        "credssp_negotiate credssp_challenge credssp_authenticate credssp_pubkey credssp_credentials ";
    BOOST_TEST(told(Protocols::hybrid, false, nla + mcs()) == five + kMcs);
    BOOST_TEST(told(Protocols::hybrid_ex, false, nla + " s4" + mcs()) == five + "early_user_auth " + kMcs);
    BOOST_TEST(told(Protocols::hybrid_ex, false, nla + mcs()) == five + "over");
}

BOOST_AUTO_TEST_CASE(what_may_be_a_ticket_is_not_told) {
    // Two tickets of OpenSSL in front of the answer, or none.
    for (const auto* tickets : {"s250 s250 c57 s230", "c57 s250 s250 s230", "c57 s230"})
        BOOST_TEST(told(Protocols::hybrid, true, std::string(tickets) + " c500 s98 c160") ==
                       "credssp_negotiate credssp_authenticate credssp_pubkey credssp_credentials ",
                   tickets);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_ends_it) {
    for (const auto* other : {
             "c1400",                  // a ticket of Kerberos
             "c57 s230 c500 s15",      // an errorCode
             "c57 c57",                // out of turn
             "c57 s230 c500 s98 s98",  // out of turn
         })
        BOOST_TEST(told(Protocols::hybrid, false, other).ends_with("over"), other);
    BOOST_TEST(told(Protocols::ssl, false, "c400 s120 c13") ==
               "mcs_connect_initial mcs_connect_response over");
    BOOST_TEST(InsideBySize(Protocols::rdstls, false).over());
    BOOST_TEST(InsideBySize(Protocols::rdp, false).over());
}

BOOST_AUTO_TEST_CASE(two_messages_of_one_record_are_both_told) {
    BOOST_TEST(told(Protocols::ssl, false, "c400 s120 c20 s11 c12 c12 s15 s15 c300")
                   .starts_with("mcs_connect_initial mcs_connect_response erect_domain attach_user_request "
                                "attach_user_confirm "
                                "channel_join_request channel_join_request channel_join_confirm "
                                "channel_join_confirm client_info over"));
}

// RFC 8446 5.2; RFC 5288 3; RFC 7905 2.
BOOST_AUTO_TEST_CASE(a_sealed_record_is_larger_by_what_its_cipher_adds) {
    BOOST_TEST(size_inside(0x0304, 0x1302, 12 + 17).value_or(0) == 12u);
    BOOST_TEST(size_inside(0x0303, 0xc030, 12 + 24).value_or(0) == 12u);
    BOOST_TEST(size_inside(0x0303, 0xcca8, 12 + 16).value_or(0) == 12u);
    BOOST_TEST(!size_inside(0x0303, 0xc014, 64));  // CBC pads
    BOOST_TEST(!size_inside(0x0301, 0xc014, 64));
    BOOST_TEST(!size_inside(0x0304, 0x1302, 16));
}

BOOST_AUTO_TEST_SUITE_END()
