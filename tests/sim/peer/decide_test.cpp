#include "sim/peer/decide.h"

#include <boost/test/unit_test.hpp>
#include <iostream>
#include <vector>

using namespace badrdp::peer;

namespace {

struct Row {
    const char* name;
    ServerChoices host;
    std::optional<std::uint32_t> requested;
    std::optional<std::uint32_t> selected;
    std::optional<unsigned> failure;
    bool refused = false;
};
std::ostream& operator<<(std::ostream& os, const Row& row) { return os << row.name; }

ServerChoices accepts(std::uint32_t mask, bool rdp = false) {
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

// MS-RDPBCGR 2.2.1.2.1, 2.2.1.2.2 and 3.3.5.3.2.
const std::vector<Row> kRows{
    {"the strongest common one", accepts(protocol::ssl | protocol::hybrid), 3, protocol::hybrid, nothing},
    {"TLS alone is common", accepts(protocol::ssl), 3, protocol::ssl, nothing},
    {"HYBRID_EX before HYBRID", accepts(0x0b), 0x0b, protocol::hybrid_ex, nothing},
    {"RDP when that is all the client wants", accepts(0, true), 0, protocol::rdp, nothing},
    {"RDP without negotiation data", accepts(0, true), nothing, nothing, nothing},
    {"SSL_REQUIRED_BY_SERVER", accepts(protocol::ssl), 0, nothing, 1},
    {"SSL_REQUIRED_BY_SERVER to a client of CredSSP alone", accepts(protocol::ssl), 2, nothing, 1},
    {"SSL_NOT_ALLOWED_BY_SERVER", accepts(0, true), 3, nothing, 2},
    {"HYBRID_REQUIRED_BY_SERVER", accepts(protocol::hybrid), 1, nothing, 5},
    {"no negotiation data for a request that had none", accepts(protocol::ssl), nothing, nothing, nothing,
     true},
    {"a selection that nobody offered", with([](auto& c) { c.select = 0x10; }), 1, 0x10, nothing},
    {"a failure of choice", with([](auto& c) { c.failure = FailureCode::ssl_with_user_auth_required; }), 3,
     nothing, 6},
    {"no negotiation at all", with([](auto& c) { c.negotiates = false; }), 3, nothing, nothing},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(peer_decide)

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
