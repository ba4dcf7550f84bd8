#include "sim/peer/decide.h"

#include <boost/test/unit_test.hpp>
#include <iostream>
#include <vector>

BOOST_AUTO_TEST_SUITE(peer_decide)

using namespace badrdp::peer;

namespace {

struct Row {
    const char* name;
    ServerChoices host;
    std::optional<Protocols> requested;
    std::optional<Protocols> selected;
    std::optional<unsigned> failure;
    bool refused = false;
};
std::ostream& operator<<(std::ostream& os, const Row& row) { return os << row.name; }

ServerChoices accepts(Protocols mask, bool rdp = false) {
    ServerChoices out;
    out.accepts = mask;
    out.accepts_rdp = rdp;
    return out;
}

ServerChoices with(void (*change)(ServerChoices&)) {
    ServerChoices out;
    change(out);
    return out;
}

constexpr auto nothing = std::nullopt;
constexpr auto kTlsAndNla = Protocols::ssl | Protocols::hybrid;

// MS-RDPBCGR 2.2.1.2.1, 2.2.1.2.2 and 3.3.5.3.2.
const std::vector<Row> kRows{
    {"the strongest common one", accepts(kTlsAndNla), kTlsAndNla, Protocols::hybrid, nothing},
    {"TLS alone is common", accepts(Protocols::ssl), kTlsAndNla, Protocols::ssl, nothing},
    {"HYBRID_EX before HYBRID", accepts(Protocols{0x0b}), Protocols{0x0b}, Protocols::hybrid_ex, nothing},
    {"RDP when that is all the client wants", accepts({}, true), Protocols::rdp, Protocols::rdp, nothing},
    {"RDP without negotiation data", accepts({}, true), nothing, nothing, nothing},
    {"SSL_REQUIRED_BY_SERVER", accepts(Protocols::ssl), Protocols::rdp, nothing, 1},
    {"SSL_REQUIRED_BY_SERVER to a client of CredSSP alone", accepts(Protocols::ssl), Protocols::hybrid,
     nothing, 1},
    {"SSL_NOT_ALLOWED_BY_SERVER", accepts({}, true), kTlsAndNla, nothing, 2},
    {"HYBRID_REQUIRED_BY_SERVER", accepts(Protocols::hybrid), Protocols::ssl, nothing, 5},
    {"ENTRA_AUTH_REQUIRED_BY_SERVER", accepts(Protocols::rdsaad), kTlsAndNla, nothing, 7},
    {"no negotiation data for a request that had none", accepts(Protocols::ssl), nothing, nothing, nothing,
     true},
    {"a selection that nobody offered", with([](auto& c) { c.select = Protocols::rdsaad; }), Protocols::ssl,
     Protocols::rdsaad, nothing},
    {"a failure of choice", with([](auto& c) { c.failure = FailureCode::ssl_with_user_auth_required; }),
     kTlsAndNla, nothing, 6},
    {"no negotiation at all", with([](auto& c) { c.negotiates = false; }), kTlsAndNla, nothing, nothing},
};

}  // namespace

BOOST_AUTO_TEST_CASE(answers_a_request_as_the_specification_has_it) {
    for (const auto& row : kRows) {
        BOOST_TEST_CONTEXT(row) {
            const auto answer = decide(row.host, row.requested);
            BOOST_TEST((answer.selected == row.selected));
            BOOST_TEST(((answer.failure ? std::optional(std::to_underlying(*answer.failure))
                                        : std::nullopt) == row.failure));
            BOOST_TEST(answer.refused == row.refused);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
