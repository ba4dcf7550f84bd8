// The oracles of tests/fuzz, without a fuzzer: content with the decoders, and with no planted bug.
#include <boost/test/unit_test.hpp>

#include "sim/wire/x224/x224.h"
#include "tests/fuzz/oracle.h"
#include "tests/fuzz/planted.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(fuzz_oracle)

using namespace badrdp;
using namespace badrdp::fuzz;
using test::from_hex;
using test::golden;
using test::golden_names;
using test::joined;

namespace {

std::string text(const Complaint& complaint) { return complaint.value_or("content"); }

// As each seed comes, cut to every length, and with every bit of its first bytes turned.
template <class Oracle>
void check_content(std::string_view prefix, Oracle oracle) {
    for (const auto& name : golden_names(prefix)) {
        auto bytes = golden(name);
        const auto short_enough = std::min<std::size_t>(bytes.size(), 80);
        for (std::size_t keep = 0; keep <= short_enough; ++keep)
            if (const auto complaint = oracle(BytesView(bytes).first(keep)))
                BOOST_ERROR(name << " cut to " << keep << ": " << *complaint);
        for (std::size_t bit = 0; bit < 8 * short_enough; ++bit) {
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            if (const auto complaint = oracle(bytes))
                BOOST_ERROR(name << ", bit " << bit << ": " << *complaint);
            bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
    }
}

Bytes hello_body() {
    const auto record = golden("client-hello-xfreerdp");
    return {record.begin() + 9, record.end()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_content_with_the_codecs) {
    check_content("request-", about_codec<wire::ConnectionRequest>);
    check_content("confirm-", about_codec<wire::ConnectionConfirm>);
    check_content("stream-", about_codec<wire::Tpkt>);
    check_content("client-hello-", about_codec<wire::TlsRecordHeader>);
    check_content("server-flight-alert-", about_codec<wire::TlsAlert>);
}

BOOST_AUTO_TEST_CASE(is_content_with_the_cutters) {
    check_content("stream-", about_cutter<wire::Framer>);
    check_content("server-flight-hello-", about_cutter<wire::TlsRecordReader>);
    check_content("server-flight-hello-", about_cutter<wire::HandshakeReader>);
    BOOST_TEST(text(about_flood<wire::Framer>(golden("confirm-spec"))) == "content");
    BOOST_TEST(text(about_flood<wire::TlsRecordReader>(golden("server-flight-tls12"))) == "content");
    BOOST_TEST(text(about_flood<wire::HandshakeReader>(golden("server-flight-tls12"))) == "content");
}

BOOST_AUTO_TEST_CASE(is_content_with_the_hellos) {
    const auto body = hello_body();
    for (std::size_t keep = 0; keep <= body.size(); ++keep)
        BOOST_TEST(text(about_hello<wire::ClientHello>(BytesView(body).first(keep))) == "content");
    wire::Reader in(body);
    BOOST_TEST(text(about_offer(wire::ClientHello::read(in).value(), body.size())) == "content");
}

BOOST_AUTO_TEST_CASE(notices_a_field_that_is_not_kept) {
    auto request = golden("request-spec");
    request[9] = 7;  // x224.srcRef
    BOOST_TEST(text(about_codec<planted::ForgetsSource>(request)) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_decoder_that_fails_open) {
    BOOST_TEST(text(about_codec<planted::FailsOpen>(from_hex("ff"))) == "encode(decode(bytes)) is not bytes");
}

BOOST_AUTO_TEST_CASE(notices_a_name_that_only_one_side_uses) {
    BOOST_TEST(text(about_codec<planted::Misnames>(from_hex("02 00 08 00 01 00 00 00"))) ==
               "read and write name different fields");
}

BOOST_AUTO_TEST_CASE(notices_blame_for_a_byte_that_is_not_there) {
    BOOST_TEST(text(about_codec<planted::BlamesNothing>(from_hex("03"))) ==
               "blames a byte that is not there: tpkt.length: wrong (byte 9999)");
}

BOOST_AUTO_TEST_CASE(notices_a_stream_taken_for_packets) {
    const auto stream = golden("stream-xrdp-failure");
    BOOST_TEST(text(about_cutter<planted::ForgetsBetweenReads<wire::Framer>>(stream)) ==
               "cuts otherwise when fed 1 bytes at a time");
    const auto flight = golden("server-flight-hello-retry");
    BOOST_TEST(text(about_cutter<planted::ForgetsBetweenReads<wire::TlsRecordReader>>(flight)) ==
               "cuts otherwise when fed 1 bytes at a time");
}

BOOST_AUTO_TEST_CASE(notices_a_decoder_that_never_moves_on) {
    BOOST_TEST(text(about_cutter<planted::NeverMovesOn<wire::Framer>>(golden("confirm-spec"))) ==
               "consumes another number of bytes than it gives");
}

BOOST_AUTO_TEST_CASE(notices_a_decoder_that_hoards) {
    BOOST_TEST(text(about_flood<planted::Hoards>(golden("confirm-spec"))) ==
               "keeps more than 64 KiB and a chunk");
}

BOOST_AUTO_TEST_CASE(notices_bytes_that_nobody_read) {
    BOOST_TEST(text(about_hello<planted::StopsEarly>(hello_body())) == "passes over byte 67");
}

BOOST_AUTO_TEST_CASE(notices_grease_and_offers_from_nowhere) {
    wire::ClientHello hello;
    hello.cipher_suites = {0x1301, 0x2a2a};
    BOOST_TEST(text(about_offer(hello, 100)) == "takes GREASE for a cipher");
    hello.cipher_suites = {0x1301, 0x1302};
    BOOST_TEST(text(about_offer(hello, 3)) == "offers more than there are bytes");
    hello.supported_versions = {0xfafa};
    BOOST_TEST(text(about_offer(hello, 100)) == "takes GREASE for a version");
}

BOOST_AUTO_TEST_SUITE_END()
