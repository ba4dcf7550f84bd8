#include "harness/live/proxy/opened_tls.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "sim/link/mint.h"
#include "tests/golden.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(live_opened_tls)

using namespace badrdp;
using namespace badrdp::harness;
using wire::Bytes;
using wire::BytesView;
using wire::Role;
using wire::Step;

namespace {

// What this end has said in a session that was recorded, message by message.
std::vector<Bytes> recorded(Role who) {
    std::vector<Bytes> out;
    std::ifstream file(std::filesystem::path(test::kProject) / "tests/golden/session-xfreerdp-xrdp-tls.pdus");
    const auto* const front = who == Role::client ? "C " : "S ";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(front)) out.push_back(test::from_hex(line.substr(2)));
    return out;
}

Terminated shown_to_all() {
    link::TlsClient asks;
    asks.verify = false;
    const auto minted = link::mint({}, "127.0.0.1", std::chrono::system_clock::now());
    return {.shown = {{.context = link::TlsContext(host::Tls{}, minted), .text = "ours"}},
            .asks = link::TlsContext(asks)};
}

// A client in front of the proxy's side of its TLS; the negotiation has passed.
struct Client {
    Client() : tls(plan.asks) {
        auto said = recorded(Role::client);
        StepsOnTheWay clear;
        clear.feed(Role::client, said.at(0), true);
        clear.feed(Role::server, recorded(Role::server).at(0), true);
        opened.emplace(plan, 1, clear.facts());
        tls.start();
        while (!tls.finished() || !opened->of(Role::client).finished()) {
            const auto there = tls.take_output();
            opened->feed(Role::client, there);
            const auto back = opened->take_output(Role::client);
            tls.feed(back.bytes);
            BOOST_REQUIRE(!(there.empty() && back.bytes.empty()));
        }
    }

    std::vector<Passage> say(BytesView bytes, bool whole) {
        tls.write(bytes);
        opened->feed(Role::client, tls.take_output());
        return opened->take_inside(Role::client, whole).passages;
    }

    Terminated plan = shown_to_all();
    link::Tls tls;
    std::optional<OpenedTls> opened;
};

Bytes joined(const std::vector<Bytes>& messages) {
    Bytes out;
    for (const auto& message : messages) out.insert(out.end(), message.begin(), message.end());
    return out;
}

}  // namespace

// However the sender has cut it into records.
BOOST_AUTO_TEST_CASE(a_message_that_is_a_step_passes_on_its_own_and_nothing_is_lost) {
    auto messages = recorded(Role::client);
    messages.erase(messages.begin());
    const auto all = joined(messages);
    for (const bool whole : {true, false})
        for (const std::size_t at_once : {3u, 100u, 16'000u}) {
            Client client;
            Bytes passed;
            std::vector<Bytes> of_steps;
            for (std::size_t at = 0; at < all.size(); at += at_once)
                for (const auto& passage :
                     client.say(BytesView(all).subspan(at, std::min(at_once, all.size() - at)), whole)) {
                    BOOST_TEST(passage.sealed);
                    passed.insert(passed.end(), passage.bytes.begin(), passage.bytes.end());
                    if (!passage.steps.empty()) of_steps.push_back(passage.bytes);
                }
            const auto rest = client.opened->take_waiting(Role::client);
            passed.insert(passed.end(), rest.begin(), rest.end());
            BOOST_TEST((passed == all), at_once);
            if (!whole) continue;
            BOOST_TEST(of_steps.size() >= 10u);
            for (const auto& bytes : of_steps)
                BOOST_TEST((std::ranges::find(messages, bytes) != messages.end()));
        }
}

BOOST_AUTO_TEST_CASE(what_waits_for_its_rest_passes_when_tls_is_over) {
    const auto initial = recorded(Role::client).at(1);
    const auto half = BytesView(initial).first(initial.size() / 2);
    Client client;
    BOOST_TEST(client.say(half, true).empty());
    client.tls.close_notify();
    client.opened->feed(Role::client, client.tls.take_output());
    const auto passed = client.opened->take_inside(Role::client, true).passages;
    BOOST_REQUIRE(passed.size() == 1u);
    BOOST_TEST((std::ranges::equal(passed[0].bytes, half) && passed[0].steps.empty()));
    BOOST_TEST(client.opened->take_waiting(Role::client).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_rdp_passes_at_once) {
    Client client;
    const Bytes words{'G', 'E', 'T', ' ', '/', '\r', '\n'};
    for (int round = 0; round < 3; ++round) {
        const auto passed = client.say(words, true);
        BOOST_REQUIRE(passed.size() == 1u);
        BOOST_TEST((passed[0].bytes == words));
    }
}

BOOST_AUTO_TEST_SUITE_END()
