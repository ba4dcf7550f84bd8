#include "harness/play/net/step_watch.h"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(play_step_watch)

using namespace badrdp;
using namespace badrdp::harness;
using link::NoteKind;
using wire::Role;
using wire::Step;

namespace {

link::Note step(std::uint16_t connection, Step step) {
    link::Note out;
    out.kind = NoteKind::step;
    out.connection = connection;
    out.from = Role::client;
    out.step = step;
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_note_counts_for_what_the_packets_do_not_show) {
    std::vector<Step> reached;
    StepWatch watch(3389, [&](Step step) { reached.push_back(step); });
    watch.on_note(step(1, Step::x224_request));
    watch.on_note(step(1, Step::client_hello));
    watch.on_note(step(1, Step::tls_finished));
    BOOST_TEST(reached.empty());
    watch.on_note(step(1, Step::mcs_connect_initial));
    BOOST_TEST((reached == std::vector{Step::mcs_connect_initial}));
    // The third begins with TLS: its negotiation comes inside, and shows no more than MCS does.
    watch.on_note(step(3, Step::client_hello));
    watch.on_note(step(3, Step::x224_request));
    BOOST_TEST((reached == std::vector{Step::mcs_connect_initial, Step::x224_request}));
    reached.pop_back();
    // The second connection has no TLS: its MCS is in clear, but for what Send Data carries.
    watch.on_note(step(2, Step::mcs_connect_initial));
    BOOST_TEST(reached.size() == 1u);
    watch.on_note(step(2, Step::client_info));
    BOOST_TEST((reached == std::vector{Step::mcs_connect_initial, Step::client_info}));
}

BOOST_AUTO_TEST_SUITE_END()
