// A client that is to leave no password at its host, and hosts that do and do not let it in so.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>

#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_restricted_admin)

using namespace badrdp;
using namespace badrdp::link;
using auth::LeftBehind;
using peer::ClientChoices;
using peer::Protocols;
using peer::ServerChoices;
using test::Pair;
using wire::Step;

namespace {

constexpr std::uint8_t kNobody = 0, kRestrictedAdmin = 1, kRemoteGuard = 2;  // flags of a request

ServerChoices host(std::uint8_t flags) {
    return {
        .accepts = Protocols::hybrid, .flags = flags, .accounts = {{.name = "alice", .password = "secret"}}};
}

ClientChoices client(std::uint8_t flags) {
    return {.requests = Protocols::ssl | Protocols::hybrid,
            .flags = flags,
            .account = {.name = "alice", .password = "secret"},
            .stays = std::chrono::seconds(5)};
}

// The most that any message of the client left; nothing: none of them spoke of it.
std::optional<LeftBehind> left_in(const Pair& pair) {
    std::optional<LeftBehind> most;
    for (const auto& note : pair.notes)
        if (note.left) most = std::max(most.value_or(LeftBehind::nothing), *note.left);
    return most;
}

struct Row {
    std::uint8_t asks;
    std::uint8_t offers;
    Ending::Kind ends;
    std::optional<LeftBehind> left;
    friend std::ostream& operator<<(std::ostream& out, const Row& row) {
        return out << "asks for " << int(row.asks) << ", offers " << int(row.offers);
    }
};

}  // namespace

// [MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1]
BOOST_AUTO_TEST_CASE(no_password_is_left_by_who_asked_for_that) {
    using enum Ending::Kind;
    for (const auto& row : {Row{kNobody, 0x1f, done, LeftBehind::password},
                            Row{kRestrictedAdmin, 0x1f, done, LeftBehind::nothing},
                            Row{kRestrictedAdmin, 0x08, done, LeftBehind::nothing},
                            Row{kRemoteGuard, 0x1f, done, LeftBehind::ticket},
                            Row{kRemoteGuard, 0x10, done, LeftBehind::ticket},
                            Row{kRestrictedAdmin, 0x17, security, std::nullopt},
                            Row{kRemoteGuard, 0x0f, security, std::nullopt}}) {
        Pair pair({}, host(row.offers), client(row.asks));
        pair.play();
        BOOST_TEST_CONTEXT(row) {
            BOOST_TEST((pair.client().ending()->kind == row.ends), pair.client().ending()->why);
            BOOST_TEST((left_in(pair) == row.left));
            BOOST_TEST(pair.saw(Step::active) == (row.ends == done));
        }
    }
}

BOOST_AUTO_TEST_CASE(who_believes_anything_leaves_a_password_all_the_same) {
    auto careless = client(kRestrictedAdmin);
    careless.believes_anything = true;
    Pair pair({}, host(0x07), careless);
    pair.play();
    BOOST_TEST((left_in(pair) == LeftBehind::password));
    BOOST_TEST(pair.saw(Step::active));
}

// Client Info has room for a password too [2.2.1.11.1.1].
BOOST_AUTO_TEST_CASE(a_password_outside_nla_is_left_as_well) {
    auto plain = client(kNobody);
    plain.requests = Protocols::ssl;
    Pair pair({}, {}, plain);
    pair.play();
    BOOST_TEST((left_in(pair) == LeftBehind::password));
}

// As in a capture of mstsc: Set Error Info 0xB, behind the first picture.
BOOST_AUTO_TEST_CASE(a_host_that_has_it_turned_off_says_so_once_the_session_is_active) {
    auto off = host(0x1f);
    off.refuses_restricted_admin = true;
    for (const auto asks : {kNobody, kRestrictedAdmin, kRemoteGuard}) {
        Pair pair({}, off, client(asks));
        pair.play();
        BOOST_TEST(pair.saw(Step::active));
        BOOST_TEST(pair.saw(Step::set_error_info) == (asks != kNobody));
        if (asks == kNobody) continue;
        BOOST_TEST((pair.client().ending()->kind == Ending::Kind::server));
        BOOST_TEST(pair.client().ending()->why == "errorInfo 0x0000000b");
    }
}

BOOST_AUTO_TEST_SUITE_END()
