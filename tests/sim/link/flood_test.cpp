// A peer that says the same well-formed thing for ever, at whichever step: it is ended, or costs nothing.
#include <boost/test/unit_test.hpp>

#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/share/shutdown.h"
#include "sim/wire/x224/data_packet.h"
#include "tests/fuzz/memory.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/link/pair.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::flood_tests {

using namespace badrdp;
using namespace badrdp::link;
using test::Pair;
using wire::Role;
using wire::Step;

namespace {

constexpr std::size_t kFlood = 20'000;
constexpr std::size_t kMostHeld = 16 * 1024 * 1024;  // of which a queue of answers is most

// In clear, so that what is repeated is as good as it was the first time.
SessionOrder order_for(Role role, peer::Licensing licensing = peer::Licensing::valid_client) {
    SessionOrder order;
    peer::ServerChoices server{.accepts = {}, .accepts_rdp = true};
    server.encryption_method = peer::EncryptionMethod::none;
    server.licensing = licensing;
    peer::ClientChoices client{.requests = peer::Protocols::rdp};
    client.desktop_width = client.desktop_height = 64;
    client.stays = std::chrono::hours(1);
    if (role == Role::server)
        order.choices = server;
    else
        order.choices = client;
    order.environment = test::environment(role == Role::server ? 1 : 2);
    return order;
}

struct Flood {
    bool spoke = false;  // there was such a message to repeat
    bool ended = false;
    std::size_t held = 0;
};

// Lets the flooder say this many messages, and then the last of them again and again; it reads nothing more.
Flood flood(Role victim_role, std::size_t messages, peer::Licensing licensing) {
    const TimePoint now{};
    std::size_t notes = 0;
    Session victim(order_for(victim_role, licensing), [&](const Note&) { ++notes; });
    Session flooder(order_for(wire::other(victim_role), licensing), [](const Note&) {});
    victim.connected(now);
    flooder.connected(now);
    wire::Bytes latest;
    const auto listen = [&] {
        while (const auto piece = victim.next(now))
            if (const auto* write = std::get_if<fault::piece::Write>(&*piece))
                flooder.receive(write->bytes, now);
    };
    Flood out;
    listen();
    for (std::size_t i = 0; i < messages; ++i) {
        const auto piece = flooder.next(now);
        const auto* write = piece ? std::get_if<fault::piece::Write>(&*piece) : nullptr;
        if (!write) return out;
        latest = write->bytes;
        victim.receive(latest, now);
        listen();
    }
    out.spoke = !victim.ending();
    const auto before = fuzz::held_memory();
    for (std::size_t i = 0; i < kFlood && !victim.ending(); ++i) victim.receive(latest, now);
    out.held = fuzz::held_memory() - std::min(before, fuzz::held_memory());
    out.ended = victim.ending().has_value();
    return out;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_flood, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(the_last_message_for_ever_is_ended_or_costs_nothing) {
    using enum peer::Licensing;
    for (const auto& [victim, licensing] :
         {std::pair(Role::server, valid_client), std::pair(Role::client, valid_client),
          std::pair(Role::server, new_license), std::pair(Role::client, new_license)}) {
        std::size_t spoken = 0;
        for (std::size_t messages = 1; messages < 24; ++messages) {
            const auto it = flood(victim, messages, licensing);
            if (!it.spoke) continue;
            ++spoken;
            BOOST_TEST_CONTEXT("a " << name(victim) << " that has heard " << messages << " messages") {
                constexpr std::size_t nothing = 64 * 1024;
                BOOST_TEST((it.ended || it.held < nothing), it.held);
                BOOST_TEST(it.held < kMostHeld);
            }
        }
        BOOST_TEST(spoken > 6u);
    }
}

// Each is answered, and nobody takes the answers away.
BOOST_AUTO_TEST_CASE(who_asks_and_never_reads_is_ended) {
    const TimePoint now{};
    Session server(order_for(Role::server), [](const Note&) {});
    auto order = order_for(Role::client);
    Session client(std::move(order), [](const Note&) {});
    server.connected(now);
    client.connected(now);
    for (bool moved = true; moved;) {
        moved = false;
        for (auto [from, to] : {std::pair(&client, &server), std::pair(&server, &client)})
            while (const auto piece = from->next(now)) {
                moved = true;
                if (const auto* write = std::get_if<fault::piece::Write>(&*piece))
                    to->receive(write->bytes, now);
            }
    }
    wire::Writer body;
    wire::ShutdownRequest{}.write(body);
    const auto request = wire::send_data_packet(Role::client, 1006, 1003, body).bytes;
    BOOST_REQUIRE(!server.ending().has_value());
    const auto before = fuzz::held_memory();
    std::size_t asked = 0;
    for (; asked < 100'000 && !server.ending(); ++asked) server.receive(request, now);
    BOOST_TEST(asked > 1000u);  // one chunk may hold many, and somebody may be slow
    BOOST_TEST(server.ending().has_value());
    BOOST_TEST(fuzz::held_memory() - before < kMostHeld);
}

// Under TLS, NLA, RDSTLS and RDS AAD Auth too: each step of either end, as often as fits into what may wait.
BOOST_AUTO_TEST_CASE(a_step_repeated_thousands_of_times_is_ended) {
    peer::ServerChoices server;
    server.accounts = {{.name = "alice", .password = "secret"}};
    peer::ClientChoices client;
    client.account = server.accounts[0];
    client.desktop_width = client.desktop_height = 64;
    const auto tried = [&](Step step) {
        const std::vector<fault::Fault> faults{{step, fault::Repeat{3000}, 0, "it"}};
        const bool redirected = step >= Step::rdstls_capabilities && step <= Step::rdstls_response;
        const bool by_entra = step >= Step::aad_nonce && step <= Step::aad_result;
        server.accepts = redirected ? peer::Protocols::rdstls
                         : by_entra ? peer::Protocols::rdsaad
                                    : peer::Protocols::hybrid_ex;
        client.requests = peer::Protocols::ssl | server.accepts |
                          (redirected || by_entra ? peer::Protocols::rdp : peer::Protocols::hybrid);
        const bool servers = wire::sender(step) == Role::server;
        Pair pair(servers ? faults : std::vector<fault::Fault>{}, server, client,
                  servers ? std::vector<fault::Fault>{} : faults);
        pair.play(std::chrono::hours(48));
        BOOST_TEST(pair.bites() > 0u);
        BOOST_TEST(pair.server().ending().has_value());
        BOOST_TEST(pair.client().ending().has_value());
        BOOST_TEST(pair.notes.size() < 8000u);
    };
    for (const auto& row : wire::kSteps) {
        const bool optional = row.step == Step::security_exchange || row.step == Step::auto_detect ||
                              row.step == Step::auto_detect_response || row.step == Step::license_response ||
                              row.step == Step::multitransport || row.step == Step::persistent_key_list ||
                              row.step == Step::multitransport_response;
        if (row.step < Step::credssp_negotiate || row.step > Step::font_map || optional) continue;
        BOOST_TEST_CONTEXT(row.name) tried(row.step);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::flood_tests
