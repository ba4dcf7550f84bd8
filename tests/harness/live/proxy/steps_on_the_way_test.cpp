#include "harness/live/proxy/steps_on_the_way.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "sim/path/frame.h"
#include "sim/path/rng.h"
#include "tests/capture/frames.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(live_steps_on_the_way)

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;
using wire::Bytes;
using wire::Role;
using wire::Step;

namespace {

struct Said {
    Role from;
    Bytes bytes;
};

// What both ends of the first connection say, in this order. What is sent twice is left out.
std::vector<Said> said_in(const std::string& capture) {
    std::vector<Said> out;
    std::optional<path::Endpoint> client;
    std::uint32_t next[2]{};
    for (const auto& packet : test::read_capture(test::golden_capture(capture))) {
        const auto read = path::read_frame(packet.bytes);
        if (!read || !*read) continue;
        const auto& segment = **read;
        const bool syn = (segment.flags & path::tcp_flag::syn) != 0;
        if (syn && !client) client = segment.source;
        const bool of_client = segment.source == *client;
        if (!of_client && !(segment.destination == *client)) continue;
        auto& due = next[of_client ? 0 : 1];
        if (syn) due = segment.sequence + 1;
        if (segment.payload.empty() || segment.sequence != due) continue;
        due += static_cast<std::uint32_t>(segment.payload.size());
        out.push_back(
            {of_client ? Role::client : Role::server, {segment.payload.begin(), segment.payload.end()}});
    }
    return out;
}

struct Seen {
    Bytes client;
    Bytes server;
    std::string steps;
};

// Fed so many bytes at a time.
Seen seen_of(const std::vector<Said>& said, std::size_t at_once, bool whole) {
    StepsOnTheWay steps;
    Seen out;
    for (const auto& one : said) {
        auto& passed = one.from == Role::client ? out.client : out.server;
        wire::BytesView rest(one.bytes);
        while (!rest.empty()) {
            const auto size = std::min(at_once, rest.size());
            for (const auto& passage : steps.feed(one.from, rest.first(size), whole)) {
                passed.insert(passed.end(), passage.bytes.begin(), passage.bytes.end());
                for (const auto step : passage.steps)
                    out.steps += std::string(name(step)) + (passage.by_size ? "? " : " ");
            }
            rest = rest.subspan(size);
        }
    }
    for (const auto role : {Role::client, Role::server}) {
        auto& passed = role == Role::client ? out.client : out.server;
        const auto waits = steps.take_waiting(role);
        passed.insert(passed.end(), waits.begin(), waits.end());
    }
    return out;
}

struct Row {
    const char* capture;
    const char* steps;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.capture; }

constexpr auto kNegotiated = "x224_request x224_confirm client_hello server_flight ";
const std::vector<Row> kRows{
    {"xfreerdp-tls12", "tls_finished mcs_connect_initial? "},
    {"xfreerdp-tls13", "tls_finished mcs_connect_initial? "},
    {"rdesktop-tls12", "tls_finished mcs_connect_initial? "},
    {"rdesktop-tls13", "tls_finished mcs_connect_initial? "},
    {"xfreerdp-tls10", ""},
};

}  // namespace

// However TCP has cut them: what passes is what was said, and the steps are those that the keys show.
BOOST_DATA_TEST_CASE(real_conversations_pass_unchanged_and_are_told, bdata::make(kRows), row) {
    const auto said = said_in(row.capture);
    Seen all;
    for (const auto& one : said) {
        auto& to = one.from == Role::client ? all.client : all.server;
        to.insert(to.end(), one.bytes.begin(), one.bytes.end());
    }
    for (const bool whole : {false, true})
        for (const std::size_t at_once : {1u, 7u, 1000u, 65536u}) {
            const auto seen = seen_of(said, at_once, whole);
            BOOST_TEST((seen.client == all.client && seen.server == all.server), at_once);
            BOOST_TEST(seen.steps == std::string(kNegotiated) + row.steps, at_once);
        }
}

BOOST_AUTO_TEST_CASE(a_message_waits_until_it_is_whole_where_somebody_wants_it_whole) {
    const auto request = test::golden("request-spec");
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
        StepsOnTheWay steps;
        BOOST_TEST(steps.feed(Role::client, wire::BytesView(request).first(cut), true).empty());
        const auto out = steps.feed(Role::client, wire::BytesView(request).subspan(cut), true);
        BOOST_REQUIRE(out.size() == 1u);
        BOOST_TEST((out[0].bytes == request && out[0].steps == std::vector{Step::x224_request}));
    }
}

BOOST_AUTO_TEST_CASE(what_nobody_knows_passes_at_once) {
    StepsOnTheWay steps;
    const Bytes banner{'H', 'T', 'T', 'P'};
    for (const auto role : {Role::client, Role::server}) {
        const auto out = steps.feed(role, banner, true);
        BOOST_REQUIRE(out.size() == 1u);
        BOOST_TEST((out[0].bytes == banner && out[0].steps.empty()));
    }
    BOOST_TEST(steps.over());
    // A length that no packet has.
    StepsOnTheWay lies;
    const Bytes short_packet{3, 0, 0, 2, 0};
    BOOST_TEST(lies.feed(Role::client, short_packet, true).size() == 1u);
}

// Whatever is said, it passes as it was said.
BOOST_AUTO_TEST_CASE(spoilt_conversations_pass_unchanged_too) {
    const auto honest = said_in("xfreerdp-tls13");
    path::Rng random(1, 0);
    for (int round = 0; round < 500; ++round) {
        auto said = honest;
        Seen all;
        for (auto& one : said) {
            while (random.happens(0.3))
                one.bytes[random.below(std::min<std::size_t>(one.bytes.size(), 60))] ^=
                    static_cast<std::uint8_t>(1 + random.below(255));
            auto& to = one.from == Role::client ? all.client : all.server;
            to.insert(to.end(), one.bytes.begin(), one.bytes.end());
        }
        const auto seen = seen_of(said, 1 + random.below(300), random.happens(0.5));
        BOOST_TEST_REQUIRE((seen.client == all.client && seen.server == all.server), round);
    }
}

BOOST_AUTO_TEST_SUITE_END()
