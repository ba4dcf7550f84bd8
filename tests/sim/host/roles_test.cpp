// What a host is beside a machine with a port: a session host that gives licences, and a device of Entra ID.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "sim/host/model.h"
#include "sim/peer/decide.h"

BOOST_AUTO_TEST_SUITE(host_roles)

using namespace badrdp;
using namespace badrdp::host;
using peer::Licensing;
using peer::Protocols;

namespace {

Settings licensed_as(SessionHost role) {
    auto settings = defaults_of(Persona::server_2019);
    settings.session_host = role;
    return settings;
}

Settings joined_as(EntraJoin join) {
    auto settings = defaults_of(Persona::windows_11_24h2);
    settings.AzureAdJoined = join;
    return settings;
}

}  // namespace

// ERR_NO_LICENSE is 2, ERR_NO_LICENSE_SERVER 6 [MS-RDPBCGR 2.2.1.12.1.3].
BOOST_AUTO_TEST_CASE(a_session_host_gives_licences_or_says_why_it_has_none) {
    const auto server = [](SessionHost role) { return behave(licensed_as(role)).host.server; };
    BOOST_TEST((server(SessionHost::no_role).licensing == Licensing::valid_client));
    BOOST_TEST((server(SessionHost::licensed).licensing == Licensing::issued));
    BOOST_TEST((server(SessionHost::no_license_server).licensing == Licensing::refused));
    BOOST_TEST(server(SessionHost::no_license_server).licensing_error == 6u);
    BOOST_TEST((server(SessionHost::no_licenses).licensing == Licensing::refused));
    BOOST_TEST(server(SessionHost::no_licenses).licensing_error == 2u);
    for (const auto role : {SessionHost::no_license_server, SessionHost::no_licenses})
        BOOST_TEST(events_of(licensed_as(role)).size() == 1u);
    BOOST_TEST(events_of(licensed_as(SessionHost::licensed)).empty());
}

// PROTOCOL_RDSAAD is 0x10 [MS-RDPBCGR 2.2.1.1.1].
BOOST_AUTO_TEST_CASE(a_host_that_is_joined_lets_in_by_a_token_too) {
    const auto selects = [](EntraJoin join, std::uint32_t requested) {
        return peer::decide(behave(joined_as(join)).host.server, Protocols(requested)).selected;
    };
    BOOST_TEST(!selects(EntraJoin::no, 0x10));
    for (const auto join : {EntraJoin::joined, EntraJoin::lost}) {
        BOOST_TEST((selects(join, 0x10) == Protocols::rdsaad));
        BOOST_TEST((selects(join, 0x02) == Protocols::hybrid));
    }
    BOOST_TEST(behave(joined_as(EntraJoin::joined)).faults.empty());
    const auto faults = behave(joined_as(EntraJoin::lost)).faults;
    BOOST_REQUIRE(faults.size() == 1u);
    BOOST_TEST((faults[0].step == wire::Step::aad_nonce));
    BOOST_TEST(std::holds_alternative<fault::Silence>(faults[0].deed));
}

BOOST_AUTO_TEST_SUITE_END()
