// What has broken other programs that read these bytes, and has no place in the test of a single codec. Which
// test stands for which kind of bug: docs/hostile-input.md.
#include <boost/test/unit_test.hpp>

#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/nla/ts_request.h"
#include "sim/wire/session/server_redirection.h"
#include "sim/wire/share/confirm_active.h"
#include "sim/wire/x224/framer.h"
#include "sim/wire/x224/x224.h"
#include "tests/golden.h"
#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_robustness)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

std::string blame(const Framer& framer) {
    return framer.malformed() ? to_string(*framer.malformed()) : "nobody";
}

Bytes with_tpkt_length(Bytes packet, std::size_t length) {
    packet[2] = static_cast<std::uint8_t>(length >> 8);
    packet[3] = static_cast<std::uint8_t>(length);
    return packet;
}

// How many packets come out of a stream that arrives byte by byte, and how many bytes are left.
struct Dripped {
    std::vector<Bytes> packets;
    std::size_t left = 0;
    std::string blame;
};

Dripped drip(BytesView stream, Framing framing) {
    Framer framer;
    Dripped out;
    for (const auto byte : stream) {
        framer.feed(Bytes{byte});
        while (auto packet = framer.next(framing)) out.packets.push_back(std::move(*packet));
    }
    out.left = framer.buffered();
    out.blame = blame(framer);
    return out;
}

}  // namespace

// Too short for its header: said at once. Shorter than X.224, one too few: the decoder says so. One too many,
// and as long as can be: the framer waits, and keeps what came.
BOOST_AUTO_TEST_CASE(every_wrong_length_of_a_packet_is_blamed_or_waited_for) {
    const auto request = golden("request-spec");
    for (std::size_t length = 0; length < 4; ++length) {
        Framer framer;
        framer.feed(with_tpkt_length(request, length));
        BOOST_TEST(!framer.next());
        BOOST_TEST(blame(framer) == "tpkt.length: shorter than its own header (byte 2)");
    }
    for (const std::size_t length : {4uz, 5uz, 6uz, 7uz, 10uz, request.size() - 1}) {
        BOOST_TEST_CONTEXT("length " << length) {
            Framer framer;
            framer.feed(with_tpkt_length(request, length));
            const auto packet = framer.next();
            BOOST_REQUIRE(packet.has_value());
            BOOST_TEST(packet->size() == length);  // consumed, whatever it is
            Reader in(*packet);
            BOOST_TEST(!ConnectionRequest::read(in).has_value());
        }
    }
    for (const std::size_t length : {request.size() + 1, 65535uz}) {
        Framer framer;
        framer.feed(with_tpkt_length(request, length));
        BOOST_TEST(!framer.next());
        BOOST_TEST(blame(framer) == "nobody");
        BOOST_TEST(framer.buffered() == request.size());
    }
}

BOOST_AUTO_TEST_CASE(a_byte_at_a_time_is_cut_alike_in_every_framing) {
    const auto negotiate = golden("ts-request-xfreerdp-negotiate"), result = from_hex("00000000");
    const auto fast = golden("fast-path-input-spec"), packet = golden("confirm-spec");
    const auto json = from_hex("7b7d00");
    const auto logon = from_hex("0100 0200 0100  0400 41000000  0200 0000  0000  0300 aabbcc");
    const struct {
        const char* name;
        Framing framing;
        Bytes stream;
        std::size_t packets;
    } cases[] = {
        {"TPKT", Framing::tpkt, joined({packet, packet}), 2},
        {"TSRequests", Framing::ts_request, joined({negotiate, packet, negotiate}), 3},
        {"fast-path", Framing::tpkt_or_fast, joined({packet, fast, packet, fast}), 4},
        {"a result", Framing::early_user_auth, joined({result, result}), 2},
        {"RDSTLS", Framing::rdstls, joined({logon, packet, logon}), 3},
        {"RDS AAD Auth", Framing::rdsaad, joined({json, packet, json}), 3},
    };
    for (const auto& [name, framing, stream, packets] : cases) {
        BOOST_TEST_CONTEXT(name) {
            const auto it = drip(stream, framing);
            BOOST_TEST(it.packets.size() == packets);
            BOOST_TEST(it.left == 0u);
            BOOST_TEST(it.blame == "nobody");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_length_that_no_message_has_is_told_before_it_has_come) {
    const struct {
        Framing framing;
        const char* hex;
        const char* error;
    } cases[] = {
        {Framing::ts_request, "30 80", "tsRequest.length: longer than any TSRequest (byte 1)"},
        {Framing::ts_request, "30 84 ff ff ff ff", "tsRequest.length: longer than any TSRequest (byte 1)"},
        {Framing::ts_request, "30 85 01 00 00 00 00", "tsRequest.length: longer than any TSRequest (byte 1)"},
        {Framing::ts_request, "30 82 ff ff", "tsRequest.length: longer than any TSRequest (byte 1)"},
        {Framing::ts_request, "31 00", "tpkt.version: not 3 (byte 0)"},
        {Framing::rdstls, "01 00 05 00", "rdstls.PduType: unknown (byte 2)"},
        {Framing::rdstls, "01 00 02 00 01 00 ff ff", "nobody"},
        {Framing::tpkt_or_fast, "00 00", "fpHeader.length: shorter than its own header (byte 1)"},
        {Framing::tpkt_or_fast, "00 01", "fpHeader.length: shorter than its own header (byte 1)"},
        {Framing::tpkt_or_fast, "00 80 02", "fpHeader.length: shorter than its own header (byte 1)"},
        {Framing::tpkt_or_fast, "03 00 00 02", "tpkt.length: shorter than its own header (byte 2)"},
        {Framing::tpkt_or_fast, "01 05", "tpkt.version: not 3 (byte 0)"},
    };
    for (const auto& [framing, hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(drip(from_hex(hex), framing).blame == error); }
    }
}

BOOST_AUTO_TEST_CASE(a_cookie_may_lack_its_end_at_the_very_last_byte) {
    for (const std::string_view end : {"", "\r", "\n", "\r\r", "\n\r"}) {
        const std::string line = "Cookie: mstshash=user" + std::string(end);
        Bytes packet = from_hex("03 00 00 00 00 e0 00 00 00 00 00");
        packet.insert(packet.end(), line.begin(), line.end());
        packet = with_tpkt_length(packet, packet.size());
        packet[4] = static_cast<std::uint8_t>(packet.size() - 5);
        Reader in(packet);
        const auto request = ConnectionRequest::read(in);
        BOOST_TEST(!(request && request->cookie));
        for (const auto& field : in.fields()) BOOST_TEST(field.at + field.width <= packet.size());
    }
}

BOOST_AUTO_TEST_CASE(a_thousand_nested_tokens_are_no_token) {
    Bytes nested;
    for (int i = 0; i < 1000; ++i) {
        Bytes outer = from_hex("30 82 00 00");
        outer[2] = static_cast<std::uint8_t>(nested.size() >> 8);
        outer[3] = static_cast<std::uint8_t>(nested.size());
        outer.insert(outer.end(), nested.begin(), nested.end());
        nested = std::move(outer);
    }
    Reader in(nested);
    BOOST_TEST(!TsRequest::read(in).has_value());
}

BOOST_AUTO_TEST_CASE(a_capability_set_of_every_wrong_length_is_blamed) {
    const auto whole = golden("share-confirm-active-spec");
    std::size_t sets = 0;
    Reader in(whole);
    BOOST_REQUIRE(ConfirmActive::read(in).has_value());
    const std::vector<FieldSpan> fields(in.fields().begin(), in.fields().end());
    for (const auto& field : fields) {
        if (!field.name.ends_with(".lengthCapability")) continue;
        ++sets;
        for (const auto* length : {"0000", "0100", "0300", "ffff"}) {
            BOOST_TEST_CONTEXT(field.name << " of " << length) {
                const auto error = error_of<ConfirmActive>(with(whole, field.at, length));
                BOOST_TEST(error.contains("lengthCapability: "), error);
            }
        }
    }
    BOOST_TEST(sets == 18u);
    for (const auto* count : {"0000", "1100", "1300", "ffff"})
        BOOST_TEST(error_of<ConfirmActive>(with(whole, 22, count))
                       .starts_with("confirmActive.numberCapabilities: "));
}

// Each length of a redirection one too long, one too short, and endless.
BOOST_AUTO_TEST_CASE(every_length_of_a_redirection_is_held_against_the_rest) {
    const auto whole = golden("redirection-standard-spec");
    Reader in(whole);
    BOOST_REQUIRE(ServerRedirection::read(in).has_value());
    std::size_t lengths = 0;
    const std::vector<FieldSpan> fields(in.fields().begin(), in.fields().end());
    for (const auto& field : fields) {
        if (!field.name.ends_with("Length") || field.width != 4) continue;
        ++lengths;
        for (const int wrong : {1, -1}) {
            auto bytes = whole;
            bytes[field.at] = static_cast<std::uint8_t>(bytes[field.at] + wrong);
            BOOST_TEST(error_of<ServerRedirection>(bytes) != "none", field.name << " by " << wrong);
        }
        BOOST_TEST(error_of<ServerRedirection>(with(whole, field.at, "ffffffff")) != "none", field.name);
    }
    BOOST_TEST(lengths >= 6u);
}

BOOST_AUTO_TEST_CASE(channels_of_every_number_are_numbers_and_nothing_else) {
    for (const unsigned id : {0u, 1u, 1000u, 1001u, 65534u, 65535u}) {
        const ChannelJoinRequest join{.initiator = 1007, .channel_id = static_cast<std::uint16_t>(id)};
        const auto packet = to_packet(join);
        const auto read = read_packet<ChannelJoinRequest>(packet.bytes);
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST(read->channel_id == id);
    }
}

BOOST_AUTO_TEST_SUITE_END()
