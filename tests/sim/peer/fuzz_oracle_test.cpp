// The oracles of tests/fuzz about machines, without a fuzzer: content with them, and with no planted bug.
#include <boost/test/unit_test.hpp>

#include "sim/wire/mcs/mcs_connect_initial.h"
#include "tests/fuzz/machine_play.h"
#include "tests/fuzz/planted_machine.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::fuzz_oracle_tests {

using namespace badrdp;
using namespace badrdp::fuzz;
using wire::Role;

namespace {

using Deed = Line::Deed;

std::string text(const Complaint& complaint) { return complaint.value_or("content"); }

Bytes header(MachineSecurity security, int variations, int accounts = 24) {
    return {static_cast<std::uint8_t>(security), static_cast<std::uint8_t>(variations),
            static_cast<std::uint8_t>(accounts), 0};
}

struct Played {
    Complaint complaint;
    bool active = false;
};

template <class Target>
Played play(BytesView input, Role on_trial) {
    MachineScript script(input);
    const auto mode = MachineMode::from(script.header<MachineMode::kHeader>(), on_trial);
    MachinePlay<Target> it(mode, on_trial);
    auto complaint = it.run(script);
    return {complaint, it.active};
}

void honest_messages(Bytes& script, int count) {
    for (int i = 0; i < count; ++i) MachineScript::put(script, Deed::honest, 0);
}

constexpr int kAll = 60;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fuzz_oracle_machine, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(is_content_with_honest_ends_which_become_active) {
    for (int security = 0; security < static_cast<int>(MachineSecurity::count); ++security)
        for (const int variations : {0, 4, 8, 16, 32, 64}) {
            const auto which = static_cast<MachineSecurity>(security);
            const bool stranger =
                which == MachineSecurity::nla_stranger || which == MachineSecurity::nla_ex_stranger;
            auto script = header(which, variations);
            honest_messages(script, kAll);
            for (const auto role : {Role::server, Role::client})
                BOOST_TEST_CONTEXT(security << ", " << variations << ", " << name(role)) {
                    const auto played = play<peer::Machine>(script, role);
                    BOOST_TEST(text(played.complaint) == "content");
                    BOOST_TEST(played.active == !stranger);
                }
        }
}

// Licences that are granted, one that is shown, TLS or NLA at once, and a machine that is named first.
BOOST_AUTO_TEST_CASE(is_content_with_honest_ends_however_they_begin) {
    constexpr int count = static_cast<int>(MachineSecurity::count);
    for (int security = 0; security < count; ++security)
        for (const int otherwise : {1, 2, 3, 4, 8, 15, 16}) {
            const auto which = static_cast<MachineSecurity>(security);
            const bool stranger =
                which == MachineSecurity::nla_stranger || which == MachineSecurity::nla_ex_stranger;
            auto script = header(static_cast<MachineSecurity>(security + count * otherwise), 0);
            honest_messages(script, kAll);
            for (const auto role : {Role::server, Role::client})
                BOOST_TEST_CONTEXT(security << ", " << otherwise << ", " << name(role)) {
                    const auto played = play<peer::Machine>(script, role);
                    BOOST_TEST(text(played.complaint) == "content");
                    BOOST_TEST(played.active == (!stranger && otherwise != 16));
                }
        }
    MachineMode mode = MachineMode::from({static_cast<std::uint8_t>(count * 7), 3, 0, 0}, Role::server);
    BOOST_TEST((mode.server.licensing == peer::Licensing::presented_refused));
    BOOST_TEST(!mode.client.license.empty());
    BOOST_TEST(mode.server.direct);
    BOOST_TEST(mode.client.direct);
}

// Every line of a conversation lost, cut, doubled, or with a byte that is another.
BOOST_AUTO_TEST_CASE(is_content_with_machines_whatever_is_bent) {
    for (int security = 0; security < static_cast<int>(MachineSecurity::count); ++security)
        for (const auto role : {Role::server, Role::client})
            for (int at = 0; at < 20; ++at)
                for (const auto deed : {Deed::wait, Deed::cut, Deed::repeat, Deed::again, Deed::patch}) {
                    auto script = header(static_cast<MachineSecurity>(security), 32);
                    honest_messages(script, at);
                    MachineScript::put(script, deed, 19);
                    if (deed == Deed::patch) script.insert(script.end(), {1, 0xff});
                    honest_messages(script, kAll);
                    BOOST_TEST_CONTEXT(security << ", " << at << ", " << static_cast<int>(deed))
                    BOOST_TEST(text(play<peer::Machine>(script, role).complaint) == "content");
                }
}

// Every byte of knobs, with all kinds of wrong, empty and missing accounts in turn: the whole conversation,
// and not a step behind the proof.
BOOST_AUTO_TEST_CASE(a_stranger_never_gets_past_credssp_whatever_is_wrong_with_the_host) {
    for (const auto security : {MachineSecurity::nla_stranger, MachineSecurity::nla_ex_stranger})
        for (const int none : {0, 128})
            for (int knobs = 0; knobs < 256; ++knobs) {
                auto script = header(security, none, 7 * knobs % 100);
                script[3] = static_cast<std::uint8_t>(knobs);
                honest_messages(script, 12);
                const auto played = play<peer::Machine>(script, Role::server);
                BOOST_TEST_CONTEXT(static_cast<int>(security) << ", " << none << ", " << knobs)
                BOOST_TEST(text(played.complaint) == "content");
                BOOST_TEST(!played.active);
            }
}

BOOST_AUTO_TEST_CASE(finds_every_planted_bug) {
    auto script = header(MachineSecurity::nla, 0);
    honest_messages(script, 1);
    wire::McsConnectInitial pdu;
    pdu.conference.client_data.find<wire::ClientCoreData>()->server_selected_protocol =
        peer::Protocols::hybrid;
    const auto initial = to_packet(pdu).bytes;
    MachineScript::put(script, Deed::raw, initial.size(), initial);
    BOOST_TEST(text(play<peer::Machine>(script, Role::server).complaint) == "content");
    const auto skips = text(play<planted::SkipsProof>(script, Role::server).complaint);
    BOOST_TEST(skips == "says mcs_connect_response without credssp_negotiate");

    // The second answer to Client Info is the licence, unless it gets lost.
    bool found = false;
    for (int at = 0; at < 12; ++at) {
        auto loses = header(MachineSecurity::tls, 0);
        honest_messages(loses, at);
        MachineScript::put(loses, Deed::wait, 0);
        honest_messages(loses, kAll);
        BOOST_TEST(text(play<peer::Machine>(loses, Role::client).complaint) == "content");
        found = found || text(play<planted::ForgetsLicense>(loses, Role::client).complaint) ==
                             "is active without license";
    }
    BOOST_TEST(found);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::fuzz_oracle_tests
