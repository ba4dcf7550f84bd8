// The timeline of real clients' captures against what tshark says of the same files, with the TLS secrets
// where we have none.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "capture/timeline.h"
#include "tests/capture/frames.h"
#include "tests/capture/tshark.h"

namespace badrdp::timeline_golden_tests {

using namespace badrdp;
using namespace badrdp::capture;
using badrdp::test::split;
using boost::unit_test::precondition;

namespace {

using Words = std::multiset<std::string>;  // "12 client SYN": packet, from, what

struct Golden {
    explicit Golden(const std::string& capture)
        : name(capture),
          path(test::golden_capture(capture)),
          packets(test::read_capture(path)),
          port(read_frame(packets.at(0).bytes).value().value().destination.port) {}

    std::string as(std::string_view dissector) const {
        return "-d tcp.port==" + std::to_string(port) + "," + std::string(dissector);
    }
    // Or tshark 4.4 takes the alert behind an HTTP/1.0 answer for more of it, and shows none.
    std::string with_keys() const {
        auto keys = path;
        keys.replace_extension(".keys");
        return as("tls") + " -o tls.desegment_ssl_application_data:FALSE" +
               (std::filesystem::exists(keys) ? " -o tls.keylog_file:" + keys.string() : "");
    }

    std::string name;
    std::filesystem::path path;
    std::vector<Packet> packets;
    std::uint16_t port;
};

std::vector<Golden> all_golden() {
    std::vector<Golden> all;
    for (const auto& name : test::golden_captures()) all.emplace_back(name);
    return all;
}

bool contains(const std::string& list, std::string_view value) {
    const auto values = split(list, ',');
    return std::ranges::find(values, value) != values.end();
}

unsigned number(const std::string& text) { return static_cast<unsigned>(std::stoul(text, nullptr, 0)); }

// Frames whose rows have a value in `field`, the value with them.
std::map<unsigned, std::string> values_of(const Golden& golden, const std::string& options,
                                          const std::string& field) {
    std::map<unsigned, std::string> values;
    for (const auto& row : test::tshark(golden.path, options, {"frame.number", field}))
        if (!row[1].empty()) values[number(row[0])] = row[1];
    return values;
}

// Everything but malformed bytes, of which tshark has other opinions, and tls_finished, which see below.
Words told_by_tshark(const Golden& golden) {
    Words words;
    std::map<std::string, unsigned> hellos;
    std::set<std::string> fins;
    const auto clear_alerts = values_of(golden, golden.as("tls"), "tls.alert_message.desc");
    for (const auto& row :
         test::tshark(golden.path, golden.with_keys(),
                      {"frame.number", "tcp.stream", "tcp.srcport", "tcp.flags", "tls.handshake.type",
                       "tls.handshake.random", "tls.alert_message.desc"})) {
        const bool server = number(row[2]) == golden.port;
        const auto say = [&](std::string_view what) {
            words.insert(row[0] + (server ? " server " : " client ") + std::string(what));
        };
        const auto flags = number(row[3]);
        if ((flags & 0x12) == 0x02) say("SYN");
        if ((flags & 0x12) == 0x12) say("SYN-ACK");
        if ((flags & 0x01) && fins.insert(row[1] + " " + row[2]).second) say("FIN");  // may be sent again
        if (flags & 0x04) say("RST");
        if (contains(row[4], "1")) say(++hellos[row[1]] == 1 ? "client_hello" : "another client_hello");
        // The random of a HelloRetryRequest [RFC 8446 4.1.3].
        if (contains(row[4], "2"))
            say(row[5].starts_with("cf21ad74e59a6111") ? "hello retry request" : "server_flight");
        if (const auto clear = clear_alerts.find(number(row[0])); clear != clear_alerts.end())
            say("alert fatal " + clear->second);
        else if (!row[6].empty())
            say("alert encrypted");
    }
    for (const auto& row : test::tshark(golden.path, golden.as("tpkt"),
                                        {"frame.number", "cotp.type", "t125.connect_initial_element"})) {
        if (row[1] == "0x0e") words.insert(row[0] + " client x224_request");
        if (row[1] == "0x0d") words.insert(row[0] + " server x224_confirm");
        if (row[1] == "0x08") words.insert(row[0] + " client x224 disconnect request");
        if (!row[2].empty()) words.insert(row[0] + " client mcs_connect_initial");
    }
    return words;
}

Words told_by_us(const Golden& golden) {
    Words words;
    for (const auto& event : read_timeline(golden.packets, golden.port).events)
        if (event.what != "malformed" && event.what != "tls_finished")
            words.insert(std::to_string(event.packet + 1) + " " + std::string(name(event.from)) + " " +
                         event.what);
    return words;
}

struct Sums {
    std::uint64_t from_client = 0;
    std::uint64_t from_server = 0;
    unsigned retransmissions = 0;
    std::string client_port;  // where it ended, who ended it, and how
    bool by_server = false;
    bool by_reset = false;
    bool ended = false;
};

// By stream. One tshark tells it all: to start costs it more than to read such a file.
std::map<std::size_t, Sums> sums_of(const Golden& golden) {
    std::map<std::size_t, Sums> all;
    for (const auto& row :
         test::tshark(golden.path, "",
                      {"tcp.stream", "tcp.srcport", "tcp.dstport", "tcp.len", "tcp.flags.fin",
                       "tcp.flags.reset", "tcp.analysis.retransmission"})) {
        auto& sums = all[number(row[0])];
        const bool from_server = number(row[1]) == golden.port;
        if (number(row[3]) > 0 && row[6] == "1")
            ++sums.retransmissions;
        else
            (from_server ? sums.from_server : sums.from_client) += number(row[3]);
        if (!sums.ended && (row[4] == "1" || row[5] == "1")) {
            sums.ended = true;
            sums.by_server = from_server;
            sums.by_reset = row[5] == "1";
            sums.client_port = row[from_server ? 2 : 1];
        }
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(capture_timeline_golden, *precondition(test::has_tshark))

BOOST_AUTO_TEST_CASE(every_event_is_where_tshark_sees_it) {
    for (const auto& golden : all_golden()) BOOST_TEST_CONTEXT(golden.name)
    BOOST_TEST(told_by_us(golden) == told_by_tshark(golden), boost::test_tools::per_element());
}

// tshark has the secrets and sees the Finished messages themselves: ours is the packet by which both the
// client's was there and, up to TLS 1.2, the server's ChangeCipherSpec, which travels with its Finished.
BOOST_AUTO_TEST_CASE(tls_finished_is_inferred_where_the_secrets_show_it) {
    std::size_t seen = 0;
    for (const auto& golden : all_golden()) {
        if (!std::filesystem::exists(std::filesystem::path(golden.path).replace_extension(".keys"))) continue;
        BOOST_TEST_CONTEXT(golden.name) {
            std::map<unsigned, unsigned> client, server;  // by stream: frame of the Finished
            for (const auto& row :
                 test::tshark(golden.path, golden.with_keys(),
                              {"frame.number", "tcp.stream", "tcp.srcport", "tls.handshake.type"}))
                if (contains(row[3], "20"))
                    (number(row[2]) == golden.port ? server : client)[number(row[1])] = number(row[0]);
            std::map<unsigned, unsigned> expected, ours;
            for (const auto& [stream, frame] : client) expected[stream] = std::max(frame, server.at(stream));
            for (const auto& event : read_timeline(golden.packets, golden.port).events)
                if (event.step == wire::Step::tls_finished)
                    ours[event.connection - 1u] = static_cast<unsigned>(event.packet + 1);
            BOOST_TEST((ours == expected));
            seen += expected.size();
        }
    }
    BOOST_TEST(seen >= 7u);
}

BOOST_AUTO_TEST_CASE(the_facts_of_the_negotiation_are_tsharks) {
    for (const auto& golden : all_golden()) {
        BOOST_TEST_CONTEXT(golden.name) {
            const auto timeline = read_timeline(golden.packets, golden.port);
            std::vector<std::string> theirs, ours;
            const auto rows =
                test::tshark(golden.path, golden.as("tpkt") + " -Y 'cotp.type in {0x0d, 0x0e}'",
                             {"cotp.type", "tcp.srcport", "tcp.dstport", "rdp.negReq.requestedProtocols",
                              "rdp.rt_cookie", "rdp.negReq.selectedProtocol", "rdp.negFailure.failureCode"});
            for (const auto& row : rows)
                if (row[0] == "0x0e")
                    theirs.push_back(row[1] + " " +
                                     (row[3].empty() ? "none" : std::to_string(number(row[3]))) + " " +
                                     row[4]);
            for (const auto& row : rows)
                if (row[0] == "0x0d")
                    theirs.push_back(row[2] +
                                     (row[5].empty() ? "" : " selected " + std::to_string(number(row[5]))) +
                                     (row[6].empty() ? "" : " failure " + std::to_string(number(row[6]))));
            for (const auto& c : timeline.connections)
                if (c.rdp_request)
                    ours.push_back(std::to_string(c.client_port) + " " +
                                   (c.requested_protocols
                                        ? std::to_string(std::to_underlying(*c.requested_protocols))
                                        : "none") +
                                   " Cookie: mstshash=" + c.cookie);
            for (const auto& c : timeline.connections)
                if (std::ranges::any_of(timeline.events, [&](const Event& e) {
                        return e.what == "x224_confirm" && &timeline.connections[e.connection - 1u] == &c;
                    }))
                    ours.push_back(std::to_string(c.client_port) +
                                   (c.selected_protocol ? " selected " + std::to_string(std::to_underlying(
                                                                             *c.selected_protocol))
                                                        : "") +
                                   (c.failure_code ? " failure " + std::to_string(*c.failure_code) : ""));
            BOOST_TEST(ours == theirs, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_facts_of_the_hellos_are_tsharks) {
    std::size_t hellos = 0;
    for (const auto& golden : all_golden()) {
        BOOST_TEST_CONTEXT(golden.name) {
            const auto timeline = read_timeline(golden.packets, golden.port);
            for (const auto& row :
                 test::tshark(golden.path, golden.as("tls") + " -Y 'tls.handshake.type in {1,2}'",
                              {"tcp.stream", "tls.handshake.type", "tls.handshake.version",
                               "tls.handshake.ciphersuite", "tls.handshake.extensions.supported_version",
                               "tls.handshake.extensions_server_name"})) {
                const auto& c = timeline.connections.at(number(row[0]));
                const auto numbers = [](const std::string& list) {
                    std::vector<std::uint16_t> all;
                    for (const auto& text : split(list, ','))
                        all.push_back(static_cast<std::uint16_t>(number(text)));
                    return all;
                };
                const auto versions = numbers(row[4].empty() ? row[2] : row[4]);
                if (contains(row[1], "1")) {
                    ++hellos;
                    BOOST_REQUIRE(c.client_hello.has_value());
                    BOOST_TEST(c.client_hello->legacy_version == number(row[2]));
                    BOOST_TEST(c.client_hello->ciphers == numbers(row[3]), boost::test_tools::per_element());
                    BOOST_TEST(c.client_hello->versions == versions, boost::test_tools::per_element());
                    BOOST_TEST(c.client_hello->server_name == row[5]);
                } else {
                    BOOST_TEST(c.tls_version.value() == versions.at(0));
                    BOOST_TEST(c.tls_cipher.value() == number(row[3]));
                }
            }
        }
    }
    BOOST_TEST(hellos >= 10u);
}

BOOST_AUTO_TEST_CASE(ports_ends_byte_counts_and_retransmissions_are_tsharks) {
    unsigned retransmissions = 0;
    for (const auto& golden : all_golden()) {
        BOOST_TEST_CONTEXT(golden.name) {
            const auto timeline = read_timeline(golden.packets, golden.port);
            const auto streams = sums_of(golden);
            BOOST_TEST(timeline.connections.size() == streams.rbegin()->first + 1u);
            for (std::size_t i = 0; i < timeline.connections.size(); ++i) {
                const auto& c = timeline.connections[i];
                const auto& sums = streams.at(i);
                BOOST_TEST(c.bytes_from_client == sums.from_client);
                BOOST_TEST(c.bytes_from_server == sums.from_server);
                BOOST_TEST(c.retransmissions == sums.retransmissions);
                BOOST_REQUIRE(sums.ended);
                BOOST_TEST((c.ended_by == (sums.by_server ? wire::Role::server : wire::Role::client)));
                BOOST_TEST((c.how == (sums.by_reset ? EndHow::rst : EndHow::fin)));
                BOOST_TEST(c.closed);
                BOOST_TEST(c.client_port == number(sums.client_port));
                BOOST_TEST(c.gaps == 0u);
                retransmissions += c.retransmissions;
            }
            BOOST_TEST(timeline.all_closed());
        }
    }
    BOOST_TEST(retransmissions > 0u);  // or nothing was compared: xfreerdp-tls13 has one
}

BOOST_AUTO_TEST_CASE(steps_do_not_depend_on_where_tcp_cut_the_stream) {
    for (const auto& golden : all_golden()) {
        const auto whole = read_timeline(golden.packets, golden.port);
        std::vector<Packet> crumbs;
        for (const auto& packet : golden.packets) {
            const auto segment = read_frame(packet.bytes).value().value();
            for (std::size_t at = 0; at == 0 || at < segment.payload.size(); ++at) {
                auto crumb = segment;
                crumb.sequence += static_cast<std::uint32_t>(at);
                crumb.payload = segment.payload.subspan(at, std::min<std::size_t>(1, segment.payload.size()));
                if (at + 1 < segment.payload.size()) crumb.flags = tcp_flag::ack;
                crumbs.push_back(packet);
                crumbs.back().bytes = to_frame(crumb);
            }
        }
        const auto cut = read_timeline(crumbs, golden.port);
        const auto words = [](const Timeline& t) {
            std::vector<std::string> all;
            for (const auto& e : t.events)
                all.push_back(std::to_string(e.connection) + std::string(name(e.from)) + e.what + e.detail);
            return all;
        };
        BOOST_TEST_CONTEXT(golden.name)
        BOOST_TEST(words(cut) == words(whole), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::timeline_golden_tests
