#include <boost/test/unit_test.hpp>

#include "harness/judge/judge.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(judge_done)

using namespace std::chrono_literals;
using wire::Step;

Scenario asking(Demand demand) {
    demand.options = "lenient";
    Scenario out;
    out.name = "healthy/tls";
    out.demands = {std::move(demand)};
    return out;
}

Facts a_scanner_that_is_done() {
    Facts out;
    out.outcome = Outcome::done;
    out.deepest = Step::tls_finished;
    out.steps = {Step::x224_request, Step::tls_finished};
    out.exit = 0;
    out.took = 300ms;
    return out;
}

// Where others see a desktop it has got through, and owes no step and no offer beyond that.
BOOST_AUTO_TEST_CASE(a_client_that_is_done_has_got_through_as_far_as_it_goes) {
    Demand demand;
    demand.outcome = {Outcome::active};
    demand.reaches = Step::active;
    demand.offers = {wire::Mechanism::ntlmssp};
    BOOST_TEST(broken_demands(asking(demand), "lenient", a_scanner_that_is_done()).empty());
}

BOOST_AUTO_TEST_CASE(it_is_held_to_all_the_rest) {
    Demand demand;
    demand.never = {Step::tls_finished};
    BOOST_TEST(broken_demands(asking(demand), "lenient", a_scanner_that_is_done()).size() == 1u);
    Demand refusal;
    refusal.outcome = {Outcome::refused};
    BOOST_TEST(broken_demands(asking(refusal), "lenient", a_scanner_that_is_done()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_behind_its_end_it_cannot_play) {
    auto facts = a_scanner_that_is_done();
    facts.bit = false;
    BOOST_TEST((judge(asking({}), "lenient", facts, nullptr, nullptr).verdict == Verdict::unsupported));
    facts.outcome = Outcome::refused;
    BOOST_TEST((judge(asking({}), "lenient", facts, nullptr, nullptr).verdict == Verdict::moot));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
