// A host that issues licences, and a client that keeps them [MS-RDPELE 3.2.5, 3.3.5].
#include <boost/test/unit_test.hpp>

#include "sim/wire/license/license.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/security/security_header.h"
#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_licensing)

using namespace badrdp;
using namespace badrdp::link;
using peer::ClientChoices;
using peer::Licensing;
using peer::Protocols;
using peer::ServerChoices;
using test::Pair;
using wire::Step;

namespace {

ClientChoices showing(wire::Bytes license) {
    return {.requests = Protocols::ssl, .license = std::move(license)};
}

struct Visit {
    Ending ending;
    std::size_t answers;  // of the client, in licensing; both ends note each
    bool active;
};

Visit visit(Licensing licensing, wire::Bytes shown = {}, std::vector<fault::Fault> faults = {}) {
    ServerChoices host;
    host.licensing = licensing;
    Pair pair(std::move(faults), host, showing(std::move(shown)));
    pair.play();
    BOOST_TEST(pair.complaints() == "");
    return {*pair.client().ending(), pair.count(Step::license_response) / 2, pair.saw(Step::active)};
}

wire::Bytes granted() { return visit(Licensing::issued).ending.license; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_client_without_a_licence_is_given_one) {
    const auto first = visit(Licensing::issued);
    BOOST_TEST((first.ending.kind == Ending::Kind::done));
    BOOST_TEST(first.active);
    BOOST_TEST(!first.ending.license.empty());
    BOOST_TEST(first.answers == 2u);  // its request, and its proof
}

BOOST_AUTO_TEST_CASE(a_client_that_shows_its_licence_needs_no_other) {
    const auto again = visit(Licensing::issued, granted());
    BOOST_TEST(again.active);
    BOOST_TEST(again.answers == 1u);
    BOOST_TEST(again.ending.license.empty());
    const auto upgraded = visit(Licensing::upgraded, granted());
    BOOST_TEST(upgraded.active);
    BOOST_TEST(upgraded.answers == 2u);
    BOOST_TEST(!upgraded.ending.license.empty());
    BOOST_TEST((upgraded.ending.license != granted()));
    BOOST_TEST(visit(Licensing::issued, upgraded.ending.license).active);
}

BOOST_AUTO_TEST_CASE(a_host_may_refuse_at_each_step) {
    const auto refused = [](const Visit& seen, std::size_t answers) {
        BOOST_TEST((seen.ending.kind == Ending::Kind::server));
        BOOST_TEST(seen.ending.why == "licensing: dwErrorCode 0x8");
        BOOST_TEST(seen.answers == answers);
        BOOST_TEST(!seen.active);
    };
    refused(visit(Licensing::new_license), 1);
    refused(visit(Licensing::challenge_refused), 2);
    refused(visit(Licensing::presented_refused, granted()), 1);
    refused(visit(Licensing::issued, wire::Bytes{1, 2, 3}), 1);  // of somebody else's
    BOOST_TEST(visit(Licensing::presented_refused).active);
}

// MS-RDPELE 2.2.2.8, and plain sense: who ends licensing is not to blame for a message that is none.
BOOST_AUTO_TEST_CASE(a_client_may_end_licensing) {
    wire::Writer alert;
    alert.u16le("securityHeader.flags", wire::kSecLicensePkt);
    alert.u16le("securityHeader.flagsHi", 0);
    wire::LicenseError{.dw_error_code = wire::LicenseError::kInvalidServerCertificate,
                       .dw_state_transition = wire::LicenseError::kTotalAbort}
        .write(alert);
    const auto said = wire::send_data_packet(wire::Role::client, 1004, 1003, alert);
    ServerChoices host;
    host.licensing = Licensing::issued;
    Pair pair({}, host, showing({}),
              {{.step = Step::license_response, .deed = fault::Replace{fault::hex_payload(said.bytes)}}});
    pair.play();
    BOOST_TEST(pair.complaints() == "");
    BOOST_TEST((pair.server().ending()->kind == Ending::Kind::done));
    BOOST_TEST(pair.server().ending()->why == "the client ends licensing: dwErrorCode 0x1");
}

// It is the client's, however the connection ends that brought it.
BOOST_AUTO_TEST_CASE(a_client_keeps_its_licence_when_the_connection_breaks) {
    using fault::Moment;
    const auto before_session = [](auto deed) {
        return visit(Licensing::issued, {}, {{.step = Step::demand_active, .deed = deed}}).ending;
    };
    const auto reset = before_session(fault::Reset{.moment = Moment::instead});
    BOOST_TEST((reset.kind == Ending::Kind::reset));
    BOOST_TEST(!reset.license.empty());
    const auto closed = before_session(fault::Close{.moment = Moment::instead});
    BOOST_TEST((closed.kind == Ending::Kind::closed));
    BOOST_TEST(!closed.license.empty());
    // One that has gone deaf and dumb meanwhile.
    ServerChoices host;
    host.licensing = Licensing::issued;
    Pair deaf({}, host, showing({}), {{.step = Step::demand_active, .deed = fault::Silence{}}});
    deaf.play();
    BOOST_TEST((deaf.client().ending()->kind == Ending::Kind::closed));
    BOOST_TEST(!deaf.client().ending()->license.empty());
}

BOOST_AUTO_TEST_CASE(a_host_waits_for_the_hello_no_longer_than_it_says) {
    ServerChoices host;
    host.hello_within = std::chrono::seconds(3);
    const auto slow = [&](std::chrono::milliseconds by) {
        Pair pair({}, host, {.requests = Protocols::ssl},
                  {{.step = Step::client_hello, .deed = fault::Delay{.by = by}}});
        pair.play();
        return std::pair(pair.client().ending()->kind, pair.saw(Step::active));
    };
    BOOST_TEST(slow(std::chrono::seconds(1)).second);
    const auto [kind, active] = slow(std::chrono::seconds(5));
    BOOST_TEST(!active);
    BOOST_TEST((kind == Ending::Kind::closed));
}

// A fault that holds the Confirm up takes nothing of what the client is given.
BOOST_AUTO_TEST_CASE(a_host_waits_for_the_hello_from_when_its_confirm_is_out) {
    ServerChoices host;
    host.hello_within = std::chrono::seconds(3);
    Pair pair({{.step = Step::x224_confirm, .deed = fault::Delay{.by = std::chrono::seconds(5)}}}, host);
    pair.play();
    BOOST_TEST(pair.saw(Step::active));
}

// It waits for nothing else, however long the session is.
BOOST_AUTO_TEST_CASE(a_host_that_waits_for_the_hello_ends_nothing_without_or_behind_it) {
    ServerChoices standard{.accepts = {}, .accepts_rdp = true};
    ServerChoices direct{.accepts = Protocols::ssl, .direct = true};
    for (auto* host : {&standard, &direct}) {
        host->hello_within = std::chrono::seconds(3);
        ClientChoices client{.requests = host->direct ? Protocols::ssl : Protocols::rdp,
                             .direct = host->direct};
        client.stays = std::chrono::seconds(20);
        Pair pair({}, *host, client);
        pair.play();
        BOOST_TEST(pair.saw(Step::active));
        BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
        BOOST_TEST((pair.now - pair.start >= std::chrono::seconds(20)));
    }
}

BOOST_AUTO_TEST_CASE(a_host_may_take_no_desktop_of_that_size) {
    ServerChoices host;
    host.largest_width = 4096;
    for (const auto width : {std::uint16_t{4096}, std::uint16_t{5120}}) {
        Pair pair({}, host, {.requests = Protocols::ssl, .desktop_width = width});
        pair.play();
        BOOST_TEST(pair.saw(Step::active) == (width == 4096));
        BOOST_TEST(pair.saw(Step::mcs_connect_response) == (width == 4096));
    }
}

BOOST_AUTO_TEST_SUITE_END()
