#include "sim/wire/sequence/sequence.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(wire_sequence)

using namespace badrdp;
using namespace badrdp::wire;

BOOST_AUTO_TEST_CASE(no_step_of_a_side_comes_before_what_it_waits_for) {
    std::array<bool, kSteps.size()> seen{};
    seen[static_cast<std::size_t>(Step::none)] = true;
    auto latest = Step::none;
    for (const auto& row : kSequence) {
        BOOST_TEST_CONTEXT(name(row.step)) {
            BOOST_TEST(seen[static_cast<std::size_t>(row.after)]);
            // Deeper means later, in both tables; but inside TLS the negotiation comes late.
            const bool inside =
                row.layer == Layer::x224 && seen[static_cast<std::size_t>(Step::tls_finished)];
            BOOST_TEST((row.step >= latest || inside));
        }
        seen[static_cast<std::size_t>(row.step)] = true;
        latest = row.step;
    }
    for (const auto& row : kSteps)
        if (is_depth(row.step)) BOOST_TEST(seen[static_cast<std::size_t>(row.step)], row.name);
}

// MS-RDPBCGR 1.3.1.1: an answer follows its question, whatever was agreed.
BOOST_AUTO_TEST_CASE(a_step_may_follow_what_it_waits_for) {
    const std::vector<Step> tls{Step::tcp_connect, Step::tcp_accept, Step::x224_request, Step::x224_confirm,
                                Step::client_hello};
    BOOST_TEST(may_follow(Step::server_flight, tls));
    BOOST_TEST(may_follow(Step::mcs_connect_initial, tls));  // without TLS it comes next
    BOOST_TEST(!may_follow(Step::mcs_connect_response, tls));
    BOOST_TEST(!may_follow(Step::attach_user_confirm, tls));
    BOOST_TEST(!may_follow(Step::heartbeat, tls));
    const std::vector mcs{Step::mcs_connect_response, Step::early_user_auth};
    BOOST_TEST(may_follow(Step::heartbeat, mcs));
    BOOST_TEST(may_follow(Step::mcs_connect_initial, mcs));
    BOOST_TEST(!may_follow(Step::x224_confirm, {}));
    BOOST_TEST(may_follow(Step::tcp_connect, {}));
}

// MS-RDPBCGR 1.3.1.1: what the figures draw as optional, and what one choice of security leaves out.
BOOST_AUTO_TEST_CASE(a_connection_may_lack_what_the_specification_lets_it_lack) {
    const std::vector<Step> lacked{Step::preconnection,  // MS-RDPEPS alone
                                   Step::client_hello,
                                   Step::server_flight,
                                   Step::tls_finished,
                                   Step::credssp_negotiate,
                                   Step::credssp_challenge,
                                   Step::credssp_authenticate,
                                   Step::credssp_pubkey,
                                   Step::credssp_credentials,
                                   Step::early_user_auth,      // HYBRID_EX alone [2.2.10.2]
                                   Step::rdstls_capabilities,  // RDSTLS alone [5.4.5.3]
                                   Step::rdstls_request,
                                   Step::rdstls_response,
                                   Step::aad_nonce,  // RDS AAD Auth alone [5.4.5.4]
                                   Step::aad_request,
                                   Step::aad_result,
                                   Step::channel_join_request,  // skipped where both can [2.2.1.4.2]
                                   Step::channel_join_confirm,
                                   Step::security_exchange,  // Standard RDP Security alone
                                   Step::auto_detect,        // 1.3.9: optional
                                   Step::auto_detect_response,
                                   Step::license_response,  // not after STATUS_VALID_CLIENT [3.2.5.3.12]
                                   Step::multitransport,
                                   Step::multitransport_response,
                                   Step::persistent_key_list};  // 2.2.1.17: optional
    for (const auto& row : kSteps) {
        if (row.step == Step::none || !is_depth(row.step)) continue;
        const bool expected = std::ranges::find(lacked, row.step) != lacked.end();
        BOOST_TEST(may_lack(row.step) == expected, row.name);
    }
}

BOOST_AUTO_TEST_CASE(what_comes_later_needs_what_it_follows) {
    BOOST_TEST(needs(Step::client_hello, Step::client_hello));
    BOOST_TEST(needs(Step::active, Step::tcp_connect));
    BOOST_TEST(needs(Step::mcs_connect_initial, Step::x224_confirm));
    BOOST_TEST(!needs(Step::mcs_connect_initial, Step::tls_finished));  // Standard RDP Security
    BOOST_TEST(needs(Step::credssp_pubkey, Step::client_hello));        // nowhere but inside TLS
    BOOST_TEST(needs(Step::early_user_auth, Step::server_flight));
    BOOST_TEST(needs(Step::rdstls_response, Step::tls_finished));
    BOOST_TEST(!needs(Step::rdstls_request, Step::credssp_negotiate));
    BOOST_TEST(needs(Step::aad_result, Step::aad_nonce));
    BOOST_TEST(!needs(Step::aad_request, Step::rdstls_request));
    BOOST_TEST(!needs(Step::mcs_connect_initial, Step::rdstls_response));
    BOOST_TEST(needs(Step::early_user_auth, Step::credssp_negotiate));
    BOOST_TEST(!needs(Step::demand_active, Step::early_user_auth));
    BOOST_TEST(needs(Step::demand_active, Step::license));
    BOOST_TEST(!needs(Step::demand_active, Step::license_response));
    BOOST_TEST(needs(Step::license_response, Step::license));
    BOOST_TEST(needs(Step::auto_detect_response, Step::auto_detect));
    BOOST_TEST(!needs(Step::security_exchange, Step::client_info));  // the other way round
    BOOST_TEST(!needs(Step::none, Step::tcp_connect));
    // At any time once MCS is up: the sequence need not have come any further.
    BOOST_TEST(needs(Step::set_error_info, Step::mcs_connect_response));
    BOOST_TEST(!needs(Step::set_error_info, Step::demand_active));
}

BOOST_AUTO_TEST_CASE(what_is_around_a_connection_shows_in_how_it_begins) {
    BOOST_TEST((shell_of(true, true) == Shell::tls));
    BOOST_TEST((shell_of(false, true) == Shell::direct_tls));
    BOOST_TEST((shell_of(true, false) == Shell::none));
    BOOST_TEST((shell_of(false, false) == Shell::none));
}

BOOST_AUTO_TEST_CASE(tls_encloses_everything_from_credssp_or_mcs_on) {
    constexpr auto tls = Shell::tls, no_tls = Shell::none;
    for (const auto step : {Step::tcp_accept, Step::x224_confirm, Step::client_hello, Step::tls_finished}) {
        BOOST_TEST(!inside_tls(step, tls), name(step));
        BOOST_TEST(shows_in_packets(step, tls), name(step));
        BOOST_TEST(shows_in_packets(step, no_tls), name(step));
    }
    for (const auto step :
         {Step::mcs_connect_initial, Step::attach_user_confirm, Step::channel_join_confirm}) {
        BOOST_TEST(inside_tls(step, tls), name(step));
        BOOST_TEST(!inside_tls(step, no_tls), name(step));
        BOOST_TEST(!shows_in_packets(step, tls), name(step));
        BOOST_TEST(shows_in_packets(step, no_tls), name(step));
    }
    for (const auto step : {Step::client_info, Step::license, Step::font_map, Step::update, Step::active}) {
        BOOST_TEST(!shows_in_packets(step, tls), name(step));
        BOOST_TEST(!shows_in_packets(step, no_tls), name(step));
    }
    BOOST_TEST(inside_tls(Step::credssp_challenge, tls));
    BOOST_TEST(inside_tls(Step::early_user_auth, tls));
    BOOST_TEST(inside_tls(Step::rdstls_request, tls));
    BOOST_TEST(!shows_in_packets(Step::rdstls_response, tls));
    BOOST_TEST(inside_tls(Step::aad_nonce, tls));
    // MS-RDPBCGR 5.4.2.2: there the negotiation does not show either.
    BOOST_TEST(inside_tls(Step::x224_request, Shell::direct_tls));
    BOOST_TEST(!shows_in_packets(Step::x224_confirm, Shell::direct_tls));
    BOOST_TEST(shows_in_packets(Step::preconnection, Shell::direct_tls));
    BOOST_TEST(shows_in_packets(Step::client_hello, Shell::direct_tls));
}

// MS-RDPBCGR 5.4.2.2.
BOOST_AUTO_TEST_CASE(the_direct_approach_has_the_negotiation_inside_tls) {
    Agreement direct;
    direct.begin_with(Protocols::hybrid);
    BOOST_TEST(direct.tls());
    BOOST_TEST((row_of(Step::client_hello, direct)->after == Step::tcp_accept));
    BOOST_TEST((row_of(Step::x224_request, direct)->after == Step::tls_finished));
    BOOST_TEST((row_of(Step::x224_request, direct) > row_of(Step::credssp_credentials, direct)));
    BOOST_TEST((row_of(Step::mcs_connect_initial, direct)->after == Step::x224_confirm));
    BOOST_TEST(!row_of(Step::preconnection, direct));
    BOOST_TEST(row_of(Step::preconnection, {.preconnection = true}));
}

BOOST_AUTO_TEST_CASE(a_row_belongs_to_some_conversations) {
    const Agreement plain{
        .selected = Protocols::rdp, .confirmed = true, .encryption_method = EncryptionMethod::rc4_128};
    const Agreement nla_ex{.selected = Protocols::hybrid_ex, .confirmed = true};
    BOOST_TEST(row_of(Step::security_exchange, plain));
    BOOST_TEST(!row_of(Step::security_exchange, nla_ex));
    BOOST_TEST(!row_of(Step::client_hello, plain));
    BOOST_TEST((row_of(Step::mcs_connect_initial, plain)->after == Step::x224_confirm));
    BOOST_TEST((row_of(Step::mcs_connect_initial, nla_ex)->after == Step::early_user_auth));
    const Agreement rdstls{.selected = Protocols::rdstls, .confirmed = true};
    BOOST_TEST((row_of(Step::mcs_connect_initial, rdstls)->after == Step::rdstls_response));
    BOOST_TEST(!row_of(Step::rdstls_request, nla_ex));
    const Agreement rdsaad{.selected = Protocols::rdsaad, .confirmed = true};
    BOOST_TEST((row_of(Step::mcs_connect_initial, rdsaad)->after == Step::aad_result));
    BOOST_TEST(!row_of(Step::aad_request, rdstls));
}

BOOST_AUTO_TEST_SUITE_END()
