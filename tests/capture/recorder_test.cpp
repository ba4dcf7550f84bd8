#include "capture/recorder.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <thread>

#include "capture/conversations.h"
#include "tests/capture/tshark.h"

namespace badrdp::recorder_tests {

namespace asio = boost::asio;
using namespace badrdp;
using namespace badrdp::capture;
using namespace std::chrono_literals;
using asio::ip::tcp;
using boost::unit_test::precondition;

namespace {

const tcp::endpoint kAnyPort(asio::ip::make_address("127.0.0.1"), 0);

std::string port_filter(const tcp::acceptor& acceptor) {
    return "tcp port " + std::to_string(acceptor.local_endpoint().port());
}

// One connection: a request, an answer, and an end by both. 10 packets when nothing is delayed.
void converse(tcp::acceptor& acceptor, std::size_t answer = 19) {
    asio::io_context io;
    tcp::socket client(io);
    client.connect(acceptor.local_endpoint());
    auto server = acceptor.accept();
    std::vector<char> request(45, 'q'), reply(answer, 'r');
    asio::write(client, asio::buffer(request));
    asio::read(server, asio::buffer(request));
    std::thread reader([&] { asio::read(client, asio::buffer(reply)); });
    asio::write(server, asio::buffer(std::vector<char>(answer, 'r')));
    reader.join();
}

std::vector<Segment> segments(const std::vector<Packet>& packets) {
    std::vector<Segment> all;
    for (const auto& packet : packets) {
        const auto read = read_frame(packet.bytes);
        BOOST_REQUIRE(read && *read);
        all.push_back(**read);
    }
    return all;
}

std::size_t count_syns(const std::vector<Packet>& packets) {
    return static_cast<std::size_t>(std::ranges::count_if(
        segments(packets), [](const Segment& s) { return s.has(tcp_flag::syn) && !s.has(tcp_flag::ack); }));
}

std::size_t payload_bytes(const std::vector<Packet>& packets) {
    std::size_t sum = 0;
    for (const auto& segment : segments(packets)) sum += segment.payload.size();
    return sum;
}

// The effective capabilities belong to the thread.
void give_up_raw_sockets() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets{};
    BOOST_REQUIRE_EQUAL(syscall(SYS_capget, &header, sets.data()), 0);
    sets[0].effective &= ~(1u << CAP_NET_RAW);
    BOOST_REQUIRE_EQUAL(syscall(SYS_capset, &header, sets.data()), 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(capture_recorder, *precondition(test::may_capture))

BOOST_AUTO_TEST_CASE(catches_every_packet_of_a_connection_once_from_its_syn_on) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    const auto before = std::chrono::system_clock::now().time_since_epoch();
    Recorder recorder(io.get_executor(), "lo", port_filter(acceptor));
    converse(acceptor);
    const auto losses = recorder.stop();

    const auto all = segments(recorder.packets());
    BOOST_REQUIRE(all.size() >= 8u);
    BOOST_TEST(all.front().has(tcp_flag::syn));
    BOOST_TEST(!all.front().has(tcp_flag::ack));
    BOOST_TEST(count_syns(recorder.packets()) == 1u);
    BOOST_TEST(payload_bytes(recorder.packets()) == 45u + 19u);
    BOOST_TEST(std::ranges::count_if(all, [](const Segment& s) { return s.has(tcp_flag::fin); }) == 2);
    BOOST_TEST(losses.received == recorder.packets().size());
    BOOST_TEST(losses.dropped_by_kernel == 0u);
    BOOST_TEST(losses.dropped_by_us == 0u);
    BOOST_TEST((recorder.packets().front().at >= before));
    BOOST_TEST(std::ranges::is_sorted(recorder.packets(), {}, &Packet::at));
    BOOST_TEST(recorder.interface().name == "lo");
    BOOST_TEST(recorder.interface().link_type == 1u);
}

BOOST_AUTO_TEST_CASE(time_stamps_are_in_nanoseconds) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    Recorder recorder(io.get_executor(), "lo", port_filter(acceptor));
    for (int i = 0; i < 5; ++i) converse(acceptor);
    recorder.stop();
    BOOST_TEST(std::ranges::any_of(recorder.packets(), [](const Packet& p) { return p.at % 1us != 0ns; }));
}

BOOST_AUTO_TEST_CASE(packets_arrive_through_the_loop) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    Recorder recorder(io.get_executor(), "lo", port_filter(acceptor));
    recorder.on_packets([&] {
        if (payload_bytes(recorder.packets()) == 45 + 19) io.stop();
    });
    converse(acceptor);
    io.run_for(10s);
    BOOST_TEST(payload_bytes(recorder.packets()) == 45u + 19u);
}

BOOST_AUTO_TEST_CASE(may_be_made_on_another_thread_while_the_loop_runs) {
    asio::io_context io;
    const auto work = asio::make_work_guard(io);
    tcp::acceptor acceptor(io, kAnyPort);
    std::optional<Recorder> recorder;
    std::thread maker([&] {
        Recorder made(io.get_executor(), "lo", port_filter(acceptor));
        for (int i = 0; i < 10; ++i)
            converse(acceptor);  // packets come in while it still belongs to this thread
        asio::post(io, [&, made = std::make_shared<Recorder>(std::move(made))] {
            recorder = std::move(*made);
            io.stop();
        });
    });
    io.run_for(60s);
    maker.join();
    BOOST_REQUIRE(recorder.has_value());
    recorder->stop();
    BOOST_TEST(payload_bytes(recorder->packets()) == 10u * (45 + 19));
}

BOOST_AUTO_TEST_CASE(may_be_stopped_and_destroyed_from_its_own_callback) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    auto recorder = std::make_unique<Recorder>(io.get_executor(), "lo", port_filter(acceptor));
    recorder->on_packets([&] {
        recorder->stop();
        recorder.reset();
    });
    converse(acceptor);
    io.run_for(10s);
    BOOST_TEST(!recorder);
}

// The packets of others that come in while the recorder is being made are the ones that might slip in.
BOOST_AUTO_TEST_CASE(the_filter_keeps_others_out_from_the_first_packet_on) {
    asio::io_context io;
    tcp::acceptor ours(io, kAnyPort), theirs(io, kAnyPort);
    const auto port = ours.local_endpoint().port();
    std::jthread noise([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) converse(theirs);
    });
    for (int i = 0; i < 20; ++i) {
        Recorder recorder(io.get_executor(), "lo", port_filter(ours));
        converse(ours);
        const auto losses = recorder.stop();
        for (const auto& s : segments(recorder.packets()))
            BOOST_REQUIRE(s.source.port == port || s.destination.port == port);
        BOOST_TEST(count_syns(recorder.packets()) == 1u);
        BOOST_TEST(payload_bytes(recorder.packets()) == 45u + 19u);
        BOOST_TEST(losses.dropped_by_kernel == 0u);
    }
}

// In libpcap's immediate mode the ring is full after 128 packets.
BOOST_AUTO_TEST_CASE(loses_nothing_of_a_burst_while_the_loop_looks_away_for_100_ms) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    Recorder recorder(io.get_executor(), "lo", port_filter(acceptor));
    tcp::socket client(io);
    client.connect(acceptor.local_endpoint());
    client.set_option(tcp::no_delay(true));
    auto server = acceptor.accept();
    std::size_t sent = 0;
    for (const auto until = std::chrono::steady_clock::now() + 100ms;
         sent < 200 || std::chrono::steady_clock::now() < until; ++sent) {
        char x = 'x';
        asio::write(client, asio::buffer(&x, 1));
        asio::read(server, asio::buffer(&x, 1));
    }
    const auto losses = recorder.stop();
    BOOST_TEST(losses.dropped_by_kernel == 0u);
    BOOST_TEST(payload_bytes(recorder.packets()) == sent);
}

BOOST_AUTO_TEST_CASE(thirty_recorders_at_once_lose_nothing) {
    asio::io_context io;
    const auto work = asio::make_work_guard(io);
    struct Case {
        tcp::acceptor acceptor;
        Recorder recorder;
    };
    std::vector<std::unique_ptr<Case>> cases;
    for (int i = 0; i < 30; ++i) {
        tcp::acceptor acceptor(io, kAnyPort);
        const auto filter = port_filter(acceptor);
        cases.push_back(
            std::make_unique<Case>(std::move(acceptor), Recorder(io.get_executor(), "lo", filter)));
    }
    std::atomic<int> talking = 30;
    std::vector<std::jthread> clients;
    for (auto& c : cases)
        clients.emplace_back([&] {
            for (int i = 0; i < 20; ++i) converse(c->acceptor);
            if (--talking == 0) io.stop();
        });
    io.run_for(60s);
    BOOST_TEST(talking == 0);
    clients.clear();
    for (auto& c : cases) {
        const auto losses = c->recorder.stop();
        BOOST_TEST(losses.dropped_by_kernel == 0u);
        BOOST_TEST(count_syns(c->recorder.packets()) == 20u);
        BOOST_TEST(payload_bytes(c->recorder.packets()) == 20u * (45 + 19));
    }
}

BOOST_AUTO_TEST_CASE(the_largest_segments_of_loopback_are_kept_whole) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    Recorder recorder(io.get_executor(), "lo", port_filter(acceptor));
    converse(acceptor, 3 << 20);
    const auto losses = recorder.stop();
    BOOST_TEST(losses.dropped_by_kernel == 0u);
    for (const auto& packet : recorder.packets()) BOOST_TEST(packet.bytes.size() == packet.wire_length);
    BOOST_TEST(payload_bytes(recorder.packets()) >= 45u + (3u << 20));
}

BOOST_AUTO_TEST_CASE(past_its_bounds_packets_are_counted_and_not_kept) {
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    Recorder few(io.get_executor(), "lo", port_filter(acceptor), {.packets = 3, .bytes = 1 << 20});
    Recorder small(io.get_executor(), "lo", port_filter(acceptor), {.packets = 1000, .bytes = 200});
    converse(acceptor);
    const auto few_losses = few.stop(), small_losses = small.stop();
    BOOST_TEST(few.packets().size() == 3u);
    BOOST_TEST(few_losses.dropped_by_us == few_losses.received - 3);
    BOOST_TEST(small.packets().size() == 2u);  // 74 bytes each, the third would be 66
    BOOST_TEST(small_losses.dropped_by_us == small_losses.received - 2);
}

BOOST_AUTO_TEST_CASE(stopping_again_says_the_same_and_leaves_no_descriptor) {
    const auto open_files = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                             std::filesystem::directory_iterator{});
    };
    asio::io_context io;
    tcp::acceptor acceptor(io, kAnyPort);
    const auto before = open_files();
    {
        Recorder recorder(io.get_executor(), "lo", port_filter(acceptor));
        converse(acceptor);
        const auto first = recorder.stop(), second = recorder.stop();
        BOOST_TEST(first.received == second.received);
        recorder.drain();
        Recorder unstopped(io.get_executor(), "lo", port_filter(acceptor));
    }
    io.poll();
    BOOST_TEST(open_files() == before);
}

BOOST_AUTO_TEST_CASE(a_filter_that_is_wrong_is_quoted) {
    asio::io_context io;
    BOOST_CHECK_EXCEPTION(
        Recorder(io.get_executor(), "lo", "tcp prot 1"), std::runtime_error, [](const auto& e) {
            return std::string(e.what()).starts_with("cannot capture on lo: filter 'tcp prot 1': ");
        });
}

BOOST_AUTO_TEST_CASE(an_interface_that_does_not_exist_is_named) {
    BOOST_TEST(why_not_capture("nosuch0").starts_with("cannot capture on nosuch0: "));
    BOOST_TEST(why_not_capture("lo") == "");
}

BOOST_AUTO_TEST_CASE(without_the_right_it_says_what_to_grant) {
    std::string why;
    std::thread([&why] {
        give_up_raw_sockets();
        why = why_not_capture("lo");
    }).join();
    const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
    const auto cure = ::geteuid() == 0
                          ? "this root lacks CAP_NET_RAW, which a container gets by --cap-add NET_RAW"
                          : "run as root, or: sudo setcap cap_net_raw+ep " + self;
    BOOST_TEST(why.starts_with("capture on lo is not permitted: " + cure), why);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::recorder_tests
