// What real programs said to each other inside TLS, as it was recorded there.
#include "capture/rdp_inside.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/share/set_error_info.h"
#include "tests/golden.h"
#include "tests/root.h"

using namespace badrdp;
using namespace badrdp::capture;
using wire::Role;
using wire::Step;

namespace {

BOOST_AUTO_TEST_SUITE(capture_rdp_inside)

struct Inside {
    Connection facts;
    Findings found;
    RdpInside reading;

    void say(Role from, wire::BytesView bytes) { reading.feed(from, bytes, facts, found); }

    std::vector<std::string> steps() const {
        std::vector<std::string> out;
        for (const auto& one : found)
            if (one.step != Step::none) out.emplace_back(name(one.step));
        return out;
    }
    bool told(std::string_view what) const {
        return std::ranges::any_of(found, [&](const Finding& one) { return one.what == what; });
    }
};

// A recorded session, behind its negotiation; bytes in pieces of this size.
Inside recorded(std::string_view name, wire::Protocols selected, std::size_t piece = 4096) {
    Inside out;
    out.facts.selected_protocol = selected;
    std::ifstream in(std::filesystem::path(test::kProject) / "tests/golden" / (std::string(name) + ".pdus"));
    BOOST_REQUIRE(in.is_open());
    std::size_t pdus = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#' || pdus++ < 2) continue;
        const auto bytes = test::from_hex(line.substr(2));
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            out.say(line[0] == 'C' ? Role::client : Role::server,
                    wire::BytesView(bytes).subspan(at, std::min(piece, bytes.size() - at)));
    }
    return out;
}

constexpr auto kTls = wire::Protocols::ssl, kNla = wire::Protocols::hybrid,
               kNlaEx = wire::Protocols::hybrid_ex;

BOOST_AUTO_TEST_CASE(tells_xfreerdp_and_shadow_from_credssp_to_the_session) {
    const auto inside = recorded("session-xfreerdp-shadow-nla", kNla);
    const std::vector<std::string> begin{
        "credssp_negotiate",    "credssp_challenge",   "credssp_authenticate",
        "credssp_pubkey",       "credssp_credentials", "mcs_connect_initial",
        "mcs_connect_response", "erect_domain",        "attach_user_request"};
    const auto steps = inside.steps();
    BOOST_REQUIRE(steps.size() > begin.size());
    BOOST_TEST(std::vector(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(begin.size())) == begin,
               boost::test_tools::per_element());
    for (const auto* later :
         {"client_info", "license", "demand_active", "confirm_active", "font_map", "active"})
        BOOST_TEST(std::ranges::count(steps, later) == 1);
    BOOST_TEST(inside.facts.opened.license_error.value() == 7u);  // "valid client"
    BOOST_TEST(inside.facts.opened.credssp_server.value() == 6u);
    BOOST_TEST(!inside.told("malformed"));
}

// Shadow says nothing when it refuses a password; what xfreerdp understood in its place is an errorCode.
BOOST_AUTO_TEST_CASE(tells_the_errorcode_with_which_a_host_refuses_a_password) {
    auto inside = recorded("session-xfreerdp-shadow-nla-refused", kNla);
    BOOST_TEST(!inside.facts.opened.credssp_error);
    inside.say(Role::server, test::golden("ts-request-error"));
    BOOST_TEST(inside.facts.opened.credssp_error.value() == 0xc000006du);
    BOOST_TEST(inside.told("credssp errorCode 0xc000006d"));
    BOOST_TEST(inside.steps().back() == "credssp_authenticate");
}

BOOST_AUTO_TEST_CASE(tells_the_same_however_the_bytes_are_cut) {
    for (const auto& [name, selected] :
         {std::pair("session-xfreerdp-shadow-nla", kNla), std::pair("session-xfreerdp-xrdp-tls", kTls),
          std::pair("session-rdesktop-xrdp-tls", kTls), std::pair("session-xfreerdp-weston-tls", kTls)}) {
        const auto whole = recorded(name, selected).steps();
        BOOST_TEST(std::ranges::count(whole, "active") == 1);
        BOOST_TEST(recorded(name, selected, 1).steps() == whole, boost::test_tools::per_element());
    }
}

// [MS-RDPBCGR 2.2.10.2]: four bytes behind CredSSP, and RDP behind them.
BOOST_AUTO_TEST_CASE(reads_the_early_user_authorization_result_where_it_was_agreed) {
    auto inside = Inside{};
    inside.facts.selected_protocol = kNlaEx;
    for (const auto* name : {"ts-request-xfreerdp-negotiate"}) inside.say(Role::client, test::golden(name));
    inside.say(Role::server, test::golden("ts-request-xfreerdp-challenge"));
    inside.say(Role::client, test::golden("ts-request-xfreerdp-authenticate"));
    inside.say(Role::server, wire::Bytes{0x30, 0x0a, 0xa0, 3, 2, 1, 6, 0xa3, 3, 4, 1, 0xaa});
    inside.say(Role::server, wire::Bytes{5, 0, 0, 0});
    BOOST_TEST(inside.facts.opened.early_user_auth.value() == 5u);
    BOOST_TEST(inside.steps().back() == "early_user_auth");
    inside.say(Role::server, test::golden("mcs-disconnect-provider-spec"));
    BOOST_TEST(inside.told("disconnect_ultimatum"));
}

// [MS-RDPBCGR 5.4.5.3.1]: three PDUs of RDSTLS, and RDP behind them; what the request holds is not told.
BOOST_AUTO_TEST_CASE(reads_rdstls_where_it_was_agreed) {
    Inside inside;
    inside.facts.selected_protocol = wire::Protocols::rdstls;
    inside.say(Role::server, test::from_hex("0100 0100 0100 0100"));
    inside.say(Role::client, test::golden("rdstls-request-xfreerdp3"));
    inside.say(Role::server, test::from_hex("0100 0400 0100 33050000"));
    BOOST_TEST(inside.steps() ==
                   (std::vector<std::string>{"rdstls_capabilities", "rdstls_request", "rdstls_response"}),
               boost::test_tools::per_element());
    BOOST_TEST(inside.found.back().detail == "RDSTLS_RESULT_ACCOUNT_DISABLED");
    BOOST_TEST(inside.found[1].detail == "");
    inside.say(Role::server, test::golden("mcs-disconnect-provider-spec"));
    BOOST_TEST(inside.told("disconnect_ultimatum"));
}

// [MS-RDPBCGR 5.4.2.2]: where TLS was there first, the negotiation is read inside it as it is in clear.
BOOST_AUTO_TEST_CASE(reads_the_negotiation_that_comes_inside) {
    Inside refused;
    refused.say(Role::client, test::golden("request-xfreerdp-default"));
    refused.say(Role::server, test::golden("confirm-shadow-failure-5"));
    BOOST_TEST(refused.steps() == (std::vector<std::string>{"x224_request", "x224_confirm"}),
               boost::test_tools::per_element());
    BOOST_TEST(refused.found[0].detail.starts_with("requestedProtocols 0x"));
    BOOST_TEST(refused.found[1].detail.starts_with("failureCode 0x5 ("));
    BOOST_TEST(refused.facts.failure_code.value() == 5u);
    BOOST_TEST(refused.facts.requested_protocols.has_value());
    BOOST_TEST(!refused.facts.cookie.empty());
    BOOST_TEST(!refused.facts.rdp_request);  // none in clear
    Inside taken;
    taken.say(Role::client, test::golden("request-xfreerdp-default"));
    taken.say(Role::server, test::golden("confirm-shadow-hybrid"));
    BOOST_TEST((taken.facts.selected_protocol.value() == kNla));
    taken.say(Role::server, test::golden("mcs-disconnect-provider-spec"));
    BOOST_TEST(taken.told("disconnect_ultimatum"));
    Inside negotiated;  // in clear, which is what counts
    negotiated.facts.rdp_request = true;
    negotiated.facts.selected_protocol = kTls;
    negotiated.say(Role::server, test::golden("confirm-shadow-failure-5"));
    BOOST_TEST(!negotiated.facts.failure_code);
}

// A logon that is refused behind the proof, and before the negotiation.
BOOST_AUTO_TEST_CASE(tells_an_errorcode_where_nla_came_first) {
    Inside inside;
    inside.say(Role::client, test::golden("ts-request-xfreerdp-negotiate"));
    inside.say(Role::server, test::golden("ts-request-xfreerdp-challenge"));
    inside.say(Role::client, test::golden("ts-request-xfreerdp-authenticate"));
    inside.say(Role::server, wire::Bytes{0x30, 0x0a, 0xa0, 3, 2, 1, 6, 0xa3, 3, 4, 1, 0xaa});
    inside.say(Role::server, test::golden("ts-request-error"));
    BOOST_TEST(inside.facts.opened.credssp_error.value() == 0xc000006du);
}

BOOST_AUTO_TEST_CASE(tells_why_and_how_a_host_ends_a_session) {
    Inside inside;
    inside.facts.selected_protocol = kTls;
    wire::Writer reason;
    wire::SetErrorInfo{.error_info = 0}.write(reason);
    inside.say(Role::server, wire::send_data_packet(Role::server, 1002, 1003, reason).bytes);
    BOOST_TEST(!inside.facts.opened.error_info);  // no error, and no news
    BOOST_TEST(inside.found.empty());
    reason = {};
    wire::SetErrorInfo{.error_info = 3}.write(reason);
    inside.say(Role::server, wire::send_data_packet(Role::server, 1002, 1003, reason).bytes);
    inside.say(Role::server, wire::to_packet(wire::DisconnectProviderUltimatum{.reason = 3}).bytes);
    BOOST_TEST(inside.facts.opened.error_info.value() == 3u);
    BOOST_TEST(inside.facts.opened.ultimatum_of_host.value() == 3);
    BOOST_TEST(inside.steps() == (std::vector<std::string>{"set_error_info", "disconnect_ultimatum"}),
               boost::test_tools::per_element());
}

// The same bytes on the channel of a clipboard are whatever that channel carries.
BOOST_AUTO_TEST_CASE(believes_no_error_on_another_channel) {
    Inside inside;
    inside.facts.selected_protocol = kTls;
    wire::Writer reason;
    wire::SetErrorInfo{.error_info = 3}.write(reason);
    inside.say(Role::server, wire::send_data_packet(Role::server, 1002, 1005, reason).bytes);
    BOOST_TEST(!inside.facts.opened.error_info);
    BOOST_TEST(inside.steps() == std::vector<std::string>{"channel_data"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tells_no_more_than_so_much_of_one_end) {
    Inside inside;
    inside.facts.selected_protocol = kTls;
    const auto ultimatum = wire::to_packet(wire::DisconnectProviderUltimatum{}).bytes;
    for (unsigned i = 0; i < 3 * RdpInside::kMostTold; ++i) inside.say(Role::server, ultimatum);
    BOOST_TEST(inside.found.size() == RdpInside::kMostTold);
}

BOOST_AUTO_TEST_CASE(says_once_that_the_inside_is_malformed) {
    Inside inside;
    inside.facts.selected_protocol = kTls;
    for (int i = 0; i < 3; ++i) inside.say(Role::client, wire::Bytes{3, 0, 0, 1});
    BOOST_TEST(inside.found.size() == 1u);
    BOOST_TEST(inside.told("malformed"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
