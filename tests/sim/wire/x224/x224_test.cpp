#include "sim/wire/x224/x224.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/golden.h"

namespace badrdp::x224_tests {

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::golden_names;
using badrdp::test::joined;

namespace {

template <class Pdu>
Pdu read_all(BytesView bytes) {
    Reader in(bytes);
    const auto pdu = Pdu::read(in);
    BOOST_REQUIRE_MESSAGE(pdu, (pdu ? "" : to_string(pdu.error())));
    return *pdu;
}

template <class Pdu>
std::string error_of(BytesView bytes) {
    Reader in(bytes);
    const auto pdu = Pdu::read(in);
    return pdu ? "none" : to_string(pdu.error());
}

template <class Pdu>
void check_mirrors(const Bytes& bytes) {
    Reader in(bytes);
    const auto pdu = Pdu::read(in);
    BOOST_REQUIRE_MESSAGE(pdu, (pdu ? "" : to_string(pdu.error())));
    const auto out = to_writer(*pdu);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

// A packet with true lengths around these bytes, which follow the fixed part of the TPDU.
Bytes packet(std::string_view code_hex, const Bytes& parts) {
    auto bytes = joined({from_hex("03 00 00 00 00"), from_hex(code_hex), from_hex("00 00 00 00 00"), parts});
    bytes[3] = static_cast<std::uint8_t>(bytes.size());
    bytes[4] = static_cast<std::uint8_t>(bytes.size() - 5);
    return bytes;
}

Bytes text(std::string_view line) { return {line.begin(), line.end()}; }

const Bytes kNegReq = from_hex("01 00 08 00 03 00 00 00");
const Bytes kCorrelation =
    from_hex("06 00 24 00 0102030405060708090a0b0c0e0f1011 00000000000000000000000000000000");

}  // namespace

BOOST_AUTO_TEST_SUITE(x224_request)

BOOST_AUTO_TEST_CASE(what_real_clients_send_comes_back_byte_for_byte) {
    for (const auto& name : golden_names("request-")) {
        BOOST_TEST_CONTEXT(name) { check_mirrors<ConnectionRequest>(golden(name)); }
    }
}

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto request = read_all<ConnectionRequest>(golden("request-spec"));
    BOOST_TEST(request.tpkt.length == 44);
    BOOST_TEST(request.x224.li == 39);
    BOOST_TEST(request.x224.code == 0xe0);
    BOOST_TEST(request.cookie.value() == "eltons");
    BOOST_TEST(!request.routing_token);
    BOOST_TEST((request.rdp_neg_req.value().requested_protocols == Protocols{0}));
    BOOST_TEST(!request.rdp_correlation_info);
}

// The values that tshark 4.0.17 shows for the same bytes.
BOOST_AUTO_TEST_CASE(reads_what_real_clients_ask_for) {
    BOOST_TEST((read_all<ConnectionRequest>(golden("request-xfreerdp-default"))
                    .rdp_neg_req.value()
                    .requested_protocols == Protocols{3}));
    BOOST_TEST((read_all<ConnectionRequest>(golden("request-xfreerdp-sec-ext"))
                    .rdp_neg_req.value()
                    .requested_protocols == Protocols{0x0b}));
    BOOST_TEST(
        read_all<ConnectionRequest>(golden("request-xfreerdp-restricted-admin")).rdp_neg_req.value().flags ==
        1);
    BOOST_TEST(!read_all<ConnectionRequest>(golden("request-xfreerdp-sec-rdp")).rdp_neg_req);
    BOOST_TEST(read_all<ConnectionRequest>(golden("request-xfreerdp-long-user")).cookie.value() ==
               "averyveryverylongusername@corp.example.net");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_no_cookie_is_a_routing_token) {
    const auto request = read_all<ConnectionRequest>(golden("request-xfreerdp-load-balance"));
    BOOST_TEST(request.routing_token.value() == "Cookie: msts=3640205228.15629.0000");
    BOOST_TEST(!request.cookie);
}

BOOST_AUTO_TEST_CASE(odd_but_possible_requests_come_back_byte_for_byte) {
    const struct {
        const char* name;
        Bytes parts;
    } cases[] = {
        {"nothing at all", {}},
        {"an empty cookie", text("Cookie: mstshash=\r\n")},
        {"a cookie in small letters", text("cookie: mstshash=u\r\n")},
        {"an empty line", text("\r\n")},
        {"a token that is not text", joined({from_hex("02ff0080"), text("\r\n")})},
        {"a cookie with a lone CR and a lone LF", text("Cookie: mstshash=a\rb\nc\r\n")},
        {"token and cookie, which a server is to bear", text("tsv://x\r\nCookie: mstshash=u\r\n")},
        {"protocols without a cookie", kNegReq},
        {"protocols that hold a CR LF", from_hex("01 00 08 00 0d 0a 00 00")},
        {"protocols and correlation", joined({kNegReq, kCorrelation})},
        {"correlation after a cookie", joined({text("Cookie: mstshash=u\r\n"), kNegReq, kCorrelation})},
    };
    for (const auto& [name, parts] : cases) {
        BOOST_TEST_CONTEXT(name) { check_mirrors<ConnectionRequest>(packet("e0", parts)); }
    }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    auto announced = kNegReq;
    announced[1] = RdpNegReq::kCorrelationInfoPresent;
    const struct {
        const char* name;
        Bytes bytes;
        const char* error;
    } cases[] = {
        {"nothing", {}, "tpkt.version: missing (byte 0)"},
        {"TLS first", golden("client-hello-xfreerdp"), "tpkt.version: not 3 (byte 0)"},
        {"only a TPKT header", from_hex("03 00 00 04"), "x224.li: missing (byte 4)"},
        {"ten bytes", from_hex("03 00 00 0a 05 e0 00 00 00 00"), "x224.classOptions: missing (byte 10)"},
        {"TPKT one too long", from_hex("03 00 00 0c 06 e0 00 00 00 00 00"),
         "tpkt.length: is not the size of the packet (byte 2)"},
        {"TPKT one too short", from_hex("03 00 00 0a 06 e0 00 00 00 00 00"),
         "tpkt.length: is not the size of the packet (byte 2)"},
        {"li 0", from_hex("03 00 00 0b 00 e0 00 00 00 00 00"),
         "x224.li: disagrees with tpkt.length (byte 4)"},
        {"li one too long", from_hex("03 00 00 0b 07 e0 00 00 00 00 00"),
         "x224.li: disagrees with tpkt.length (byte 4)"},
        {"li 255", from_hex("03 00 00 0b ff e0 00 00 00 00 00"),
         "x224.li: disagrees with tpkt.length (byte 4)"},
        {"a Confirm", golden("confirm-spec"), "x224.code: not a Connection Request (byte 5)"},
        {"a Data TPDU", from_hex("03 00 00 0b 06 f0 80 00 00 00 00"),
         "x224.code: not a Connection Request (byte 5)"},
        {"class 4", from_hex("03 00 00 0b 06 e0 00 00 00 00 40"), "x224.classOptions: not class 0 (byte 10)"},
        {"cookie without end", packet("e0", text("Cookie: mstshash=u")),
         "cookie: does not end with CR LF (byte 11)"},
        {"cookie that ends with CR", packet("e0", text("Cookie: mstshash=u\r")),
         "cookie: does not end with CR LF (byte 11)"},
        {"token without end", packet("e0", text("tsv://x")),
         "routingToken: does not end with CR LF (byte 11)"},
        {"unknown negotiation", packet("e0", from_hex("04 00 08 00 00 00 00 00")),
         "rdpNegReq.type: not 1 (byte 11)"},
        {"seven bytes of negotiation", packet("e0", from_hex("01 00 08 00 00 00 00")),
         "rdpNegReq.requestedProtocols: missing (byte 15)"},
        {"length of negotiation", packet("e0", from_hex("01 00 00 08 00 00 00 00")),
         "rdpNegReq.length: not 8 (byte 13)"},
        {"negotiation twice", packet("e0", joined({kNegReq, kNegReq})),
         "rdpCorrelationInfo.type: not 6 (byte 19)"},
        {"two cookies", packet("e0", text("Cookie: mstshash=u\r\nCookie: mstshash=v\r\n")),
         "rdpNegReq.type: not 1 (byte 31)"},
        {"correlation announced and absent", packet("e0", announced),
         "rdpCorrelationInfo.type: missing (byte 19)"},
        {"correlation cut short", packet("e0", joined({announced, from_hex("06 00 24 00 01")})),
         "rdpCorrelationInfo.correlationId: missing (byte 23)"},
        {"a byte too many", packet("e0", joined({kNegReq, kCorrelation, from_hex("00")})),
         "x224.li: counts more than the parts of the request (byte 4)"},
    };
    for (const auto& [name, bytes, error] : cases) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(error_of<ConnectionRequest>(bytes) == error); }
    }
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_real_request_is_malformed) {
    for (const auto& name : golden_names("request-")) {
        const auto whole = golden(name);
        for (std::size_t keep = 0; keep < whole.size(); ++keep) {
            BOOST_TEST_CONTEXT(name << " cut to " << keep) {
                BOOST_TEST(error_of<ConnectionRequest>(BytesView(whole).first(keep)) != "none");
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(write_obeys_wrong_lengths) {
    Writer out;
    ConnectionRequest request;
    request.tpkt.length = 7;
    request.x224.li = 99;
    request.x224.class_options = 0x40;
    request.rdp_neg_req = RdpNegReq{.length = 9, .requested_protocols = Protocols{0xffffffff}};
    request.write(out);
    BOOST_TEST(out.bytes == from_hex("03 00 00 07 63 e0 0000 0000 40 01 00 09 00 ff ff ff ff"));
}

BOOST_AUTO_TEST_CASE(decode_of_encode_is_the_identity) {
    std::mt19937_64 random(20261120);
    const auto number = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    const auto line = [&] {
        std::string s(number(60), ' ');
        for (auto& c : s) c = static_cast<char>(number(256));
        while (s.find("\r\n") != s.npos || s.ends_with('\r')) s.pop_back();  // it would end there
        return s;
    };
    for (int i = 0; i < 5000; ++i) {
        ConnectionRequest x;
        x.tpkt.reserved = static_cast<std::uint8_t>(number(256));
        x.x224.code = static_cast<std::uint8_t>(0xe0 | number(16));
        x.x224.dst_ref = static_cast<std::uint16_t>(number(65536));
        x.x224.src_ref = static_cast<std::uint16_t>(number(65536));
        x.x224.class_options = static_cast<std::uint8_t>(number(16));
        // A token begins with anything but the byte that begins an RDP_NEG_REQ.
        if (number(2)) x.routing_token = "t" + line();
        if (number(2)) x.cookie = line();
        if (number(3))
            x.rdp_neg_req = RdpNegReq{.requested_protocols = Protocols{static_cast<std::uint32_t>(random())}};
        if (x.rdp_neg_req && number(2)) {
            x.rdp_neg_req->flags = static_cast<std::uint8_t>(number(256));
            x.rdp_correlation_info = RdpCorrelationInfo{};
            for (auto& byte : x.rdp_correlation_info->correlation_id)
                byte = static_cast<std::uint8_t>(number(256));
        }
        const auto out = to_writer(x);
        x.tpkt.length = static_cast<std::uint16_t>(out.bytes.size());
        x.x224.li = static_cast<std::uint8_t>(out.bytes.size() - 5);
        BOOST_TEST_CONTEXT("request " << i) { BOOST_TEST((read_all<ConnectionRequest>(out.bytes) == x)); }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(x224_confirm)

BOOST_AUTO_TEST_CASE(what_real_servers_send_comes_back_byte_for_byte) {
    for (const auto& name : golden_names("confirm-")) {
        BOOST_TEST_CONTEXT(name) { check_mirrors<ConnectionConfirm>(golden(name)); }
    }
}

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto confirm = read_all<ConnectionConfirm>(golden("confirm-spec"));
    BOOST_TEST(confirm.x224.li == 14);
    BOOST_TEST(confirm.x224.code == 0xd0);
    BOOST_TEST(confirm.x224.src_ref == 0x1234);
    BOOST_TEST((std::get<RdpNegRsp>(confirm.negotiation).selected_protocol == Protocols{0}));
}

BOOST_AUTO_TEST_CASE(reads_a_selection_a_failure_and_nothing) {
    const auto hybrid = read_all<ConnectionConfirm>(golden("confirm-shadow-hybrid"));
    BOOST_TEST((std::get<RdpNegRsp>(hybrid.negotiation).selected_protocol == Protocols{2}));
    BOOST_TEST(std::get<RdpNegRsp>(hybrid.negotiation).flags == 3);
    const auto failure = read_all<ConnectionConfirm>(golden("confirm-shadow-failure-5"));
    BOOST_TEST((std::get<RdpNegFailure>(failure.negotiation).failure_code == FailureCode::hybrid_required));
    const auto bare = read_all<ConnectionConfirm>(golden("confirm-xrdp-bare"));
    BOOST_TEST(std::holds_alternative<std::monostate>(bare.negotiation));
}

BOOST_AUTO_TEST_CASE(writes_the_bytes_that_real_servers_send) {
    ConnectionConfirm confirm;
    BOOST_TEST(to_writer(confirm).bytes == from_hex("03 00 00 0b 06 d0 00 00 00 00 00"));
    confirm.negotiation = RdpNegRsp{.flags = 3, .selected_protocol = Protocols::hybrid};
    BOOST_TEST(to_writer(confirm).bytes == golden("confirm-shadow-hybrid"));
    confirm.negotiation = RdpNegFailure{.failure_code = FailureCode::ssl_not_allowed};
    BOOST_TEST(to_writer(confirm).bytes == golden("confirm-shadow-failure-2"));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    const struct {
        const char* name;
        Bytes bytes;
        const char* error;
    } cases[] = {
        {"a Request", golden("request-spec"), "x224.code: not a Connection Confirm (byte 5)"},
        {"a Disconnect Request", from_hex("03 00 00 0b 06 80 00 00 00 00 00"),
         "x224.code: not a Connection Confirm (byte 5)"},
        {"li with the old RDP_NEG_RSP", from_hex("03 00 00 13 06 d0 00 00 12 34 00 02 00 08 00 01 00 00 00"),
         "x224.li: disagrees with tpkt.length (byte 4)"},
        {"unknown negotiation", packet("d0", from_hex("04 00 08 00 00 00 00 00")),
         "rdpNegRsp.type: not 2 (byte 11)"},
        {"type 0", packet("d0", from_hex("00 00 00 00 00 00 00 00")), "rdpNegRsp.type: not 2 (byte 11)"},
        {"a request inside", packet("d0", kNegReq), "rdpNegRsp.type: not 2 (byte 11)"},
        {"four bytes of a failure", packet("d0", from_hex("03 00 08 00")),
         "rdpNegFailure.failureCode: missing (byte 15)"},
        {"failure of length 0", packet("d0", from_hex("03 00 00 00 05 00 00 00")),
         "rdpNegFailure.length: not 8 (byte 13)"},
        {"a byte too many", packet("d0", from_hex("02 00 08 00 01 00 00 00 00")),
         "x224.li: counts more than the parts of the confirm (byte 4)"},
    };
    for (const auto& [name, bytes, error] : cases) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(error_of<ConnectionConfirm>(bytes) == error); }
    }
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_real_confirm_is_malformed) {
    for (const auto& name : golden_names("confirm-")) {
        const auto whole = golden(name);
        for (std::size_t keep = 0; keep < whole.size(); ++keep) {
            BOOST_TEST_CONTEXT(name << " cut to " << keep) {
                BOOST_TEST(error_of<ConnectionConfirm>(BytesView(whole).first(keep)) != "none");
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(decode_of_encode_is_the_identity) {
    std::mt19937_64 random(20261120);
    for (int i = 0; i < 5000; ++i) {
        ConnectionConfirm x;
        x.x224.code = static_cast<std::uint8_t>(0xd0 | (random() & 15));
        x.x224.src_ref = static_cast<std::uint16_t>(random());
        x.x224.class_options = static_cast<std::uint8_t>(random());
        const auto flags = static_cast<std::uint8_t>(random());
        const auto code = static_cast<std::uint32_t>(random());
        if (i % 3 == 1) x.negotiation = RdpNegRsp{.flags = flags, .selected_protocol = Protocols{code}};
        if (i % 3 == 2) x.negotiation = RdpNegFailure{.flags = flags, .failure_code = FailureCode{code}};
        const auto out = to_writer(x);
        x.tpkt.length = static_cast<std::uint16_t>(out.bytes.size());
        x.x224.li = static_cast<std::uint8_t>(out.bytes.size() - 5);
        BOOST_TEST_CONTEXT("confirm " << i) { BOOST_TEST((read_all<ConnectionConfirm>(out.bytes) == x)); }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::x224_tests
