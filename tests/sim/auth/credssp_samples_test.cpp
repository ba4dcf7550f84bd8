#include "sim/wire/names/credssp_samples.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/sim/auth/conversation.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::credssp_samples_tests {

using namespace badrdp::auth;
using namespace badrdp::test;
namespace wire = badrdp::wire;
using wire::Step;

namespace {

std::set<std::string_view> sampled(Step step) {
    std::set<std::string_view> names;
    for (const auto& writer : wire::credssp_samples(step))
        for (const auto& span : writer.fields) names.insert(span.name);
    return names;
}

void check(Step step, const wire::Writer& out) {
    const auto names = sampled(step);
    for (const auto& span : out.fields)
        BOOST_TEST(names.contains(span.name), name(step)
                                                  << " writes " << span.name << ", which no sample has");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(wire_credssp_samples, LegacyProvider)

BOOST_AUTO_TEST_CASE(have_every_field_that_honest_ends_write) {
    for (std::uint32_t version = 2; version <= 6; ++version)
        for (const bool spnego : {false, true})
            for (const bool right : {true, false}) {
                auto s = server_order();
                auto c = client_order();
                c.version = version;
                c.spnego = spnego;
                if (!right) c.credentials.password = "wrong";
                CredSspServer server(s);
                CredSspClient client(c);
                auto said = client.start();
                check(Step::credssp_negotiate, said);
                for (int turn = 0; turn < 2; ++turn) {
                    const auto answer = server.hear(said.bytes);
                    if (!answer.send) break;
                    check(answer.said, *answer.send);
                    const auto next = client.hear(answer.send->bytes);
                    if (!next.send) break;
                    check(next.said, *next.send);
                    said = *next.send;
                }
            }
}

BOOST_AUTO_TEST_CASE(are_of_credssp_only) {
    for (const auto& row : wire::kSteps) {
        const bool of_credssp = row.step >= Step::credssp_negotiate && row.step <= Step::early_user_auth;
        BOOST_TEST(wire::credssp_samples(row.step).empty() == !of_credssp);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::credssp_samples_tests
