// Hosts of some age, and what captures of real ones show: mstsc's requests and the answers of Server 2003, of
// Server 2008 R2, of 14 hosts from Server 2012 R2 on, and of one of Server 2022's time.
#include <boost/test/unit_test.hpp>
#include <vector>

#include "sim/host/model.h"
#include "sim/peer/machine.h"
#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/x224/data_packet.h"
#include "tests/golden.h"
#include "tests/sim/peer/environment.h"

BOOST_AUTO_TEST_SUITE(host_persona)

using namespace badrdp;
using namespace badrdp::host;
using wire::Bytes;
using wire::Step;

namespace {

// As mstsc sends them; the user's name is replaced.
constexpr std::string_view kWantsEverything =
    "0300002a25e00000000000436f6f6b69653a206d737473686173683d757365720d0a010008000b000000";
constexpr std::string_view kWantsTls =
    "0300002a25e00000000000436f6f6b69653a206d737473686173683d757365720d0a0100080001000000";
constexpr std::string_view kWantsRdp =
    "0300002a25e00000000000436f6f6b69653a206d737473686173683d757365720d0a0100080000000000";

peer::Machine machine(Persona persona, bool nla) {
    auto settings = defaults_of(persona);
    settings.UserAuthentication = nla;
    return {behave(settings).host.server, test::environment()};
}

Bytes answer(peer::Machine& host, Bytes bytes) {
    auto opened = host.open(std::move(bytes));
    BOOST_REQUIRE(opened.has_value());
    for (auto& action : host.hear(*opened))
        if (auto* say = std::get_if<peer::Say>(&action)) return say->out.bytes;
    return {};
}

Bytes confirm(Persona persona, bool nla, std::string_view request) {
    auto host = machine(persona, nla);
    host.start();
    return answer(host, test::from_hex(request));
}

// To a client that asks for every block that there is.
Bytes connect_response(Persona persona, bool tls) {
    auto host = machine(persona, false);
    host.start();
    answer(host, test::from_hex(tls ? kWantsTls : kWantsRdp));
    if (tls)
        for (const auto step : {Step::client_hello, Step::server_flight, Step::tls_finished})
            host.tls_passed(step);
    auto initial =
        wire::read_packet<wire::McsConnectInitial>(
            test::golden(tls ? "mcs-connect-initial-xfreerdp-tls" : "mcs-connect-initial-xfreerdp-rdp"))
            .value();
    auto& client = initial.conference.client_data;
    client.find<wire::ClientCoreData>()->server_selected_protocol =
        tls ? wire::Protocols::ssl : wire::Protocols::rdp;
    if (!client.find<wire::ClientMessageChannelData>())
        client.blocks.emplace_back(wire::ClientMessageChannelData{});
    if (!client.find<wire::ClientMultitransportData>())
        client.blocks.emplace_back(wire::ClientMultitransportData{.flags = 1});
    return answer(host, to_packet(initial).bytes);
}

std::vector<std::uint16_t> block_types(const wire::ServerData& data) {
    std::vector<std::uint16_t> out;
    for (const auto& block : data.blocks)
        std::visit(
            [&](const auto& b) {
                if constexpr (requires { b.kType; })
                    out.push_back(b.kType);
                else
                    out.push_back(b.type);
            },
            block);
    return out;
}

wire::ServerData server_data(Persona persona, bool tls) {
    const auto response = wire::read_packet<wire::McsConnectResponse>(connect_response(persona, tls));
    BOOST_REQUIRE(response.has_value());
    return response->details->conference.server_data;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_confirm_has_the_flags_of_its_age) {
    // NLA required, 2012 R2 or later.
    const auto everything = test::from_hex("030000130ed00000123400021f080008000000");
    for (const auto persona : {Persona::server_2012r2, Persona::server_2016, Persona::server_2022})
        BOOST_TEST(confirm(persona, true, kWantsEverything) == everything);
    // The same host, asked for TLS alone.
    BOOST_TEST(confirm(Persona::server_2019, true, kWantsTls) ==
               test::from_hex("030000130ed000001234000300080005000000"));
    const auto flags = [](Persona persona, std::string_view request) {
        return confirm(persona, false, request).at(12);
    };
    BOOST_TEST(flags(Persona::server_2008r2, kWantsTls) == 0x01);
    BOOST_TEST(flags(Persona::server_2003, kWantsRdp) == 0x00);
}

BOOST_AUTO_TEST_CASE(blocks_come_in_the_order_of_windows) {
    // Core, network, security, message channel, multitransport.
    BOOST_TEST(block_types(server_data(Persona::server_2022, true)) ==
                   (std::vector<std::uint16_t>{0x0c01, 0x0c03, 0x0c02, 0x0c04, 0x0c08}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_knows_no_extended_client_data_grants_no_message_channel) {
    for (const auto persona : {Persona::xp, Persona::server_2003})
        BOOST_TEST(
            block_types(server_data(persona, false)) == (std::vector<std::uint16_t>{0x0c01, 0x0c03, 0x0c02}),
            boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_core_block_tells_the_version) {
    const auto core = *server_data(Persona::server_2022, true).find<wire::ServerCoreData>();
    BOOST_TEST(core.version == 0x0008000eu);
    BOOST_TEST(core.early_capability_flags.value_or(0) == 0x6u);
    // RDP 8.1 [MS-RDPBCGR 2.2.1.4.2].
    BOOST_TEST(server_data(Persona::server_2012r2, true).find<wire::ServerCoreData>()->version ==
               0x00080004u);
}

BOOST_AUTO_TEST_SUITE_END()
