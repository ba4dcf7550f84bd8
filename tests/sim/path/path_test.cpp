#include "sim/path/path.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_path)

using namespace badrdp;
using namespace badrdp::path;
using namespace std::chrono_literals;
using test::Role;
using wire::Bytes;
using wire::Step;

namespace {

constexpr std::uint8_t kAck = tcp_flag::ack;
constexpr std::uint8_t kPshAck = tcp_flag::psh | tcp_flag::ack;

const Bytes kData = test::bytes_in("data");

Bytes syn() { return test::tcp(Role::client, tcp_flag::syn, 1000); }
Bytes data() { return test::tcp(Role::client, kPshAck, 1001, 5001, kData); }
Bytes ack() { return test::tcp(Role::client, kAck, 1001, 5001); }

bool passes(Path& path, const Bytes& frame, Time now = Time(1), Role from = Role::client) {
    return path.pass(from, frame, now).untouched;
}

std::vector<Impairment> one(Impairment impairment) { return {std::move(impairment)}; }
Impairment drop(Traffic what) { return {.deed = Drop{what}}; }

}  // namespace

BOOST_AUTO_TEST_CASE(without_impairments_everything_is_carried) {
    const std::vector<Impairment> none;
    Path path(none, 1);
    BOOST_TEST(path.clear());
    const auto fate = path.pass(Role::client, data(), 1s);
    BOOST_TEST(fate.untouched);
    BOOST_TEST(fate.deliveries.empty());
    BOOST_TEST(fate.comment == "");
}

BOOST_AUTO_TEST_CASE(each_kind_of_traffic_is_told_from_the_others) {
    const auto dns = test::udp(Role::client, 53, kData), rdp = test::udp(Role::client, 3389, kData);
    const auto arp = test::arp(Role::client), solicitation = test::icmpv6(Role::client, 135);
    const auto syn_ack = test::tcp(Role::client, tcp_flag::syn | kAck, 1000, 5000);
    struct Row {
        Traffic what;
        std::vector<Bytes> dropped;
        std::vector<Bytes> passed;
    };
    const std::vector<Row> rows{
        {Traffic::all, {syn(), data(), ack(), dns, rdp}, {arp, solicitation, Bytes(5)}},
        {Traffic::tcp, {syn(), syn_ack, data(), ack()}, {dns, rdp, arp, solicitation}},
        {Traffic::syn, {syn()}, {syn_ack, data(), ack(), rdp, arp}},
        {Traffic::data, {data()}, {syn(), syn_ack, ack(), rdp, arp}},
        {Traffic::udp, {rdp}, {dns, syn(), data(), ack(), arp}},
        {Traffic::frames, {arp, solicitation, syn(), rdp, dns, Bytes(5)}, {}},
    };
    for (const auto& row : rows) {
        const auto list = one(drop(row.what));
        Path path(list, 1);
        for (const auto& frame : row.passed) BOOST_TEST(passes(path, frame));
        BOOST_TEST(path.bites()[0] == 0u);
        for (const auto& frame : row.dropped) {
            const auto fate = path.pass(Role::client, frame, Time(1));
            BOOST_TEST(!fate.untouched);
            BOOST_TEST(fate.deliveries.empty());
            BOOST_TEST(fate.comment.starts_with("dropped: "));
            BOOST_TEST(fate.bites == std::vector<std::size_t>{0}, boost::test_tools::per_element());
        }
        BOOST_TEST(path.bites()[0] == row.dropped.size());
    }
}

// A record of the handshake with a ClientHello of 4 bytes [RFC 8446 4, 5.1], which the segment holds or not.
BOOST_AUTO_TEST_CASE(half_a_client_hello_is_told_from_a_whole_one) {
    const auto list = one(drop(Traffic::split_hello));
    const auto dropped = [&](std::string_view hex) {
        Path path(list, 1);
        return !passes(path, test::tcp(Role::client, kPshAck, 1001, 5001, test::from_hex(hex)));
    };
    BOOST_TEST(dropped("16 0301 0008 01 000004 aabb"));
    BOOST_TEST(!dropped("16 0301 0008 01 000004 aabbccdd"));
    BOOST_TEST(!dropped("16 0301 0008"));                 // too little to tell
    BOOST_TEST(!dropped("16 0303 0008 02 000004 aabb"));  // a ServerHello
    BOOST_TEST(!dropped("17 0303 0008 01 000004 aabb"));  // data
    BOOST_TEST(!dropped("aabb"));
}

// It takes a memory: the rest of a ClientHello looks like nothing by itself.
BOOST_AUTO_TEST_CASE(the_rest_of_a_client_hello_is_known_by_what_came_before_it) {
    const auto list = one(drop(Traffic::hello_rest));
    Path path(list, 1);
    const auto sent = [&](std::uint32_t at, std::string_view hex) {
        return passes(path, test::tcp(Role::client, kPshAck, at, 5001, test::from_hex(hex)));
    };
    BOOST_TEST(sent(1001, "0300 0004"));
    BOOST_TEST(sent(1005, "16 0301 0008 01 000004 aabb"));  // 13 bytes, of which 11 are here
    BOOST_TEST(!sent(1016, "cc"));
    BOOST_TEST(!sent(1017, "dd"));
    BOOST_TEST(!sent(1016, "ccdd"));                        // again
    BOOST_TEST(sent(1005, "16 0301 0008 01 000004 aabb"));  // again: it is the first part still
    BOOST_TEST(sent(1018, "14 0303 0001 01"));              // behind it
    BOOST_TEST(path.bites()[0] == 3u);
    Path whole(list, 1);
    BOOST_TEST(passes(whole, test::tcp(Role::client, kPshAck, 1001, 5001,
                                       test::from_hex("16 0301 0008 01 000004 aabbccdd"))));
    BOOST_TEST(passes(whole, test::tcp(Role::client, kPshAck, 1014, 5001, test::from_hex("aabb"))));
    BOOST_TEST(whole.bites()[0] == 0u);
}

BOOST_AUTO_TEST_CASE(an_impairment_looks_one_way_and_at_one_port) {
    auto impairment = drop(Traffic::all);
    impairment.direction = Direction::to_client;
    impairment.port = 3389;
    impairment.text = "nothing comes back";
    const auto list = one(impairment);
    Path path(list, 1);
    BOOST_TEST(passes(path, data()));
    BOOST_TEST(passes(path, test::udp(Role::server, 3390, kData), Time(1), Role::server));
    const auto fate = path.pass(Role::server, test::udp(Role::server, 3389, kData), Time(1));
    BOOST_TEST(!fate.untouched);
    BOOST_TEST(fate.comment == "dropped: nothing comes back");
}

BOOST_AUTO_TEST_CASE(an_impairment_begins_behind_its_step_and_ends_in_time) {
    auto impairment = drop(Traffic::all);
    impairment.after = Step::client_hello;
    impairment.lasts = 3s;
    const auto list = one(impairment);
    Path path(list, 1);
    BOOST_TEST(passes(path, data(), 1s));
    BOOST_TEST(!path.clear());
    BOOST_TEST(path.reached(Step::x224_request, 2s).deliveries.empty());
    BOOST_TEST(passes(path, data(), 2s));
    path.reached(Step::client_hello, 10s);
    BOOST_TEST(!passes(path, data(), 10s));
    path.reached(Step::client_hello, 12s);  // of the next connection: it has begun already
    BOOST_TEST(!passes(path, data(), 12'999ms));
    BOOST_TEST(!path.clear());
    BOOST_TEST(passes(path, data(), 13s));
    BOOST_TEST(path.clear());
}

BOOST_AUTO_TEST_CASE(without_a_step_it_begins_with_the_first_frame_it_meets) {
    auto impairment = drop(Traffic::data);
    impairment.lasts = 1s;
    const auto list = one(impairment);
    Path path(list, 1);
    BOOST_TEST(passes(path, test::arp(Role::client), 1s));
    BOOST_TEST(passes(path, syn(), 5s));
    BOOST_TEST(!passes(path, data(), 10s));
    BOOST_TEST(!passes(path, data(), 10'999ms));
    BOOST_TEST(passes(path, data(), 11s));
}

BOOST_AUTO_TEST_CASE(what_one_has_dropped_meets_no_other) {
    const auto list = test::impairments({Drop{Traffic::syn}, Drop{Traffic::tcp}, Delay{.by = 1ms}});
    Path path(list, 1);
    BOOST_TEST(path.pass(Role::client, syn(), 1s).bites == (std::vector<std::size_t>{0}),
               boost::test_tools::per_element());
    BOOST_TEST(path.pass(Role::client, ack(), 1s).bites == (std::vector<std::size_t>{1}),
               boost::test_tools::per_element());
    const auto fate = path.pass(Role::client, test::udp(Role::client, 3389, kData), 1s);
    BOOST_TEST(fate.bites == (std::vector<std::size_t>{2}), boost::test_tools::per_element());
    BOOST_TEST(path.bites() == (std::vector<std::size_t>{1, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_packet_as_large_as_the_mtu_passes) {
    for (const auto& ends : {test::Ends{}, test::v6_ends()}) {
        const auto list = one({.deed = Mtu{1300}, .text = "mtu 1300"});
        Path path(list, 1);
        BOOST_TEST(passes(path, test::packet_of(1300, Role::client, ends)));
        const auto fate = path.pass(Role::client, test::packet_of(1301, Role::client, ends), Time(1));
        BOOST_TEST(!fate.untouched);
        BOOST_TEST(fate.deliveries.empty());
        BOOST_TEST(fate.comment == "dropped: mtu 1300");
    }
}

BOOST_AUTO_TEST_CASE(ethernets_padding_counts_not_against_the_mtu) {
    const auto list = test::impairments({Mtu{41}});
    Path path(list, 1);
    auto padded = test::packet_of(41);
    padded.resize(60);
    BOOST_TEST(passes(path, padded));
}

BOOST_AUTO_TEST_CASE(without_df_nobody_says_that_a_packet_is_too_large) {
    const auto list = one({.deed = Mtu{1000, Icmp::correct}, .text = "mtu 1000"});
    Path path(list, 1);
    const auto fate = path.pass(Role::client, test::changed_ipv4(test::packet_of(1001), 20, 0), Time(1));
    BOOST_TEST(fate.deliveries.empty());
    BOOST_TEST(fate.comment == "dropped: mtu 1000 (a router would cut it into fragments)");
}

// A NAT's mapping lives as long as either end says something.
BOOST_AUTO_TEST_CASE(a_nat_forgets_a_silent_connection_for_good) {
    const auto list = test::impairments({Forget{.idle = 10s}});
    Path path(list, 1);
    const auto answer = test::tcp(Role::server, kPshAck, 5001, 1001, kData);
    BOOST_TEST(passes(path, syn(), 1s));
    BOOST_TEST(passes(path, data(), 10s));
    BOOST_TEST(passes(path, answer, 19s, Role::server));
    BOOST_TEST(passes(path, data(), 28'999ms));
    BOOST_TEST(!passes(path, data(), 38'999ms));
    BOOST_TEST(!passes(path, answer, 39s, Role::server));
    BOOST_TEST(!passes(path, data(), 39s));
    const test::Ends other{.client = {ipv4(198, 18, 0, 2), 40001}};
    BOOST_TEST(passes(path, test::tcp(Role::client, kPshAck, 1, 1, kData, other), 40s));
    BOOST_TEST(passes(path, test::tcp(Role::client, tcp_flag::syn, 7777), 41s));
    BOOST_TEST(passes(path, test::tcp(Role::client, kPshAck, 7778, 1, kData), 50s));
    BOOST_TEST(path.bites()[0] == 3u);
}

BOOST_AUTO_TEST_CASE(a_nat_counts_from_when_it_began_to_forget) {
    Impairment impairment{.deed = Forget{.idle = 5s}, .after = Step::active};
    const auto list = one(impairment);
    Path path(list, 1);
    BOOST_TEST(passes(path, syn(), 1s));
    BOOST_TEST(passes(path, data(), 100s));
    path.reached(Step::active, 100s);
    BOOST_TEST(passes(path, data(), 104s));
    BOOST_TEST(!passes(path, data(), 109s));
}

BOOST_AUTO_TEST_CASE(impairments_that_can_do_nothing_leave_the_path_clear) {
    const auto list = test::impairments(
        {Delay{}, Rate{}, Lose{}, Reorder{.share = 1}, Reorder{.by = 1s}, Duplicate{}, Corrupt{}, Forget{}});
    Path path(list, 1);
    BOOST_TEST(path.clear());
    BOOST_TEST(passes(path, data()));
}

BOOST_AUTO_TEST_CASE(a_path_may_move) {
    const auto list = one(drop(Traffic::all));
    Path path(list, 1);
    BOOST_TEST(!passes(path, data()));
    Path moved = std::move(path);
    BOOST_TEST(!passes(moved, data()));
    BOOST_TEST(moved.bites()[0] == 2u);
}

BOOST_AUTO_TEST_CASE(times_are_told_in_the_unit_that_fits) {
    BOOST_TEST(to_text(7ns) == "7 ns");
    BOOST_TEST(to_text(1500us) == "1.5 ms");
    BOOST_TEST(to_text(40ms) == "40 ms");
    BOOST_TEST(to_text(5min) == "300 s");
}

BOOST_AUTO_TEST_SUITE_END()
