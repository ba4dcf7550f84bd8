#include "sim/wire/x224/preconnection.h"

#include "sim/wire/x224/framer.h"
#include "tests/golden.h"
#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_preconnection)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// The worked examples of MS-RDPEPS 4.
const Bytes kById = from_hex("10000000 00000000 01000000 eb99c6ee");
const Bytes kByName = from_hex("20000000 00000000 02000000 00000000 0700 5400 6500 7300 7400 5600 4d00 0000");

std::string length_of_preconnection(BytesView bytes) {
    const auto length = preconnection_length(bytes);
    if (!length) return to_string(length.error());
    return *length ? std::to_string(**length) : "more";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_and_writes_the_examples_of_the_specification) {
    const auto by_id = read_pdu<Preconnection>(kById);
    BOOST_TEST(by_id.version == Preconnection::kVersion1);
    BOOST_TEST(by_id.id == 4005992939u);
    BOOST_TEST(!by_id.pcb.has_value());
    BOOST_TEST(preconnection_text(by_id) == "Id 4005992939");
    const auto by_name = read_pdu<Preconnection>(kByName);
    BOOST_TEST(by_name.version == Preconnection::kVersion2);
    BOOST_TEST(by_name.pcb->size() == 14u);
    BOOST_TEST(preconnection_text(by_name) == "\"TestVM\"");
    check_codec<Preconnection>(kById);
    check_codec<Preconnection>(kByName);
    check_cut_short<Preconnection>(kByName);
    check_cut_short<Preconnection>(kById);
}

// 3.2.5.1: cbSize may promise more than the text takes, and no text may promise more than cbSize.
BOOST_AUTO_TEST_CASE(the_text_lies_within_the_size) {
    check_codec<Preconnection>(from_hex("14000000 00000000 02000000 00000000 0000 abcd"));
    BOOST_TEST(read_pdu<Preconnection>(from_hex("12000000 00000000 02000000 00000000 0000")).pcb->empty());
    BOOST_TEST(error_of<Preconnection>(from_hex("14000000 00000000 02000000 00000000 0200 4100")) ==
               "preconnection.cchPCB: more than there is (byte 16)");
    BOOST_TEST(error_of<Preconnection>(from_hex("12000000 00000000 01000000 00000000 0000")) ==
               "preconnection.cbSize: longer than version 1 (byte 0)");
    BOOST_TEST(error_of<Preconnection>(from_hex("11000000 00000000 01000000 00000000")) ==
               "preconnection.cbSize: not the size of the PDU (byte 0)");
}

BOOST_AUTO_TEST_CASE(the_size_says_where_it_ends) {
    BOOST_TEST(length_of_preconnection(kById) == "16");
    BOOST_TEST(length_of_preconnection(kByName) == "32");
    BOOST_TEST(length_of_preconnection(from_hex("100000")) == "more");
    BOOST_TEST(length_of_preconnection(from_hex("11000000")) ==
               "preconnection.cbSize: of no version (byte 0)");
    BOOST_TEST(length_of_preconnection(from_hex("0f000000")) ==
               "preconnection.cbSize: of no version (byte 0)");
    BOOST_TEST(length_of_preconnection(from_hex("16030100")) ==
               "preconnection.cbSize: longer than any preconnection PDU (byte 0)");
    Framer framer;
    framer.feed(kByName);
    framer.feed(golden("request-spec"));
    BOOST_TEST(framer.next(Framing::preconnection).value() == kByName);
    BOOST_TEST(framer.next(Framing::tpkt).value() == golden("request-spec"));
    Framer skipped;  // by a client that begins with RDP
    skipped.feed(golden("request-spec"));
    BOOST_TEST(skipped.next(Framing::preconnection).value() == golden("request-spec"));
}

BOOST_AUTO_TEST_CASE(the_first_bytes_tell_it_from_other_protocols) {
    for (std::size_t size = 0; size < 12; ++size)
        BOOST_TEST((begins_preconnection(BytesView(kByName).first(size)) == Preconnects::perhaps), size);
    BOOST_TEST((begins_preconnection(kByName) == Preconnects::sure));
    BOOST_TEST((begins_preconnection(kById) == Preconnects::sure));
    for (const auto* other : {"request-spec", "client-hello-xfreerdp", "fast-path-output-xrdp"})
        BOOST_TEST((begins_preconnection(golden(other)) == Preconnects::no), other);
    BOOST_TEST((begins_preconnection(from_hex("4745 5420 2f20")) == Preconnects::no));  // "GET / "
    BOOST_TEST(
        (begins_preconnection(from_hex("0e000000 00000000 01000000")) == Preconnects::no));  // too short
    BOOST_TEST((begins_preconnection(from_hex("10000000 00000000 03000000")) == Preconnects::no));
}

BOOST_AUTO_TEST_SUITE_END()
