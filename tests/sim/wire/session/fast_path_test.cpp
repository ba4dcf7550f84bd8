#include "sim/wire/session/fast_path.h"

#include "sim/wire/session/bitmap_update.h"
#include "tests/sim/wire/codec_checks.h"

namespace badrdp::fast_path_tests {

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

constexpr FastPathForm kInput{.sender = Role::client};
constexpr FastPathForm kOutput{.sender = Role::server};
constexpr FastPathForm kFips{.sender = Role::client, .fips = true};

void check_packet(const Bytes& bytes, const FastPathForm& form) {
    Reader in(bytes);
    const auto pdu = FastPath::read(in, form);
    BOOST_REQUIRE_MESSAGE(pdu, (pdu ? "" : to_string(pdu.error())));
    Writer out;
    pdu->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

std::string error_of_packet(const char* hex, const FastPathForm& form) {
    const auto bytes = from_hex(hex);
    Reader in(bytes);
    const auto pdu = FastPath::read(in, form);
    return pdu ? "none" : to_string(pdu.error());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_fast_path)

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto bytes = golden("fast-path-input-spec");
    Reader in(bytes);
    const auto pdu = FastPath::read(in, kInput);
    BOOST_REQUIRE(pdu);
    BOOST_TEST(pdu->num_events == 1);
    BOOST_TEST(pdu->flags == (FastPath::kSecureChecksum | FastPath::kEncrypted));
    BOOST_TEST(pdu->short_length);
    BOOST_TEST(pdu->data_signature[0] == 0x30);
    BOOST_TEST(pdu->data == from_hex("26185e760ede28"));
    check_packet(bytes, kInput);
}

BOOST_AUTO_TEST_CASE(packets_of_every_shape_come_back) {
    check_packet(from_hex("00 02"), kOutput);
    check_packet(from_hex("00 06 03000000"), kOutput);
    check_packet(from_hex("00 8007 03000000"), kOutput);
    check_packet(from_hex("04 8004 aa"), kInput);
    check_packet(from_hex("84 0f 1000 01 05 0102030405060708 aa"), kFips);
    auto large = from_hex("00 9000");
    large.resize(0x1000);
    check_packet(large, kOutput);
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    BOOST_TEST(error_of_packet("03 00 00 07", kOutput) ==
               "fastPathOutput.fpOutputHeader: not fast-path (byte 0)");
    BOOST_TEST(error_of_packet("00 05 aa", kOutput) ==
               "fastPathOutput.length1: is not the size of the packet (byte 1)");
    BOOST_TEST(error_of_packet("04 00", kInput) ==
               "fastPathInput.length1: is not the size of the packet (byte 1)");
    BOOST_TEST(error_of_packet("04 80", kInput) == "fastPathInput.length2: missing (byte 2)");
    BOOST_TEST(error_of_packet("c4 04 aabb", kInput) == "fastPathInput.dataSignature: missing (byte 2)");
    BOOST_TEST(error_of_packet("04 06 0f00 01 00", kFips) ==
               "fastPathInput.fipsInformation.length: not 16 (byte 2)");
    BOOST_TEST(error_of_packet("04 06 1000 01 ff", kFips) ==
               "fastPathInput.fipsInformation.padlen: a whole block of padding (byte 5)");
}

BOOST_AUTO_TEST_CASE(updates_come_back) {
    check_mirrors<FastPathUpdate>(from_hex("03 0000"));
    check_mirrors<FastPathUpdate>(from_hex("21 0200 aabb"));
    check_mirrors<FastPathUpdate>(from_hex("b1 21 0200 aabb"));
    check_mirrors<FastPathUpdate>(from_hex("45 0000"));
    check_every_cut<FastPathUpdate>(from_hex("b1 21 0200 aabb"));
    const auto first = read_all<FastPathUpdate>(from_hex("21 0200 aabb"));
    BOOST_TEST(first.update_code == FastPathUpdate::kBitmap);
    BOOST_TEST(first.fragmentation == FastPathUpdate::kFragmentFirst);
    BOOST_TEST(error_of<FastPathUpdate>(from_hex("01 ffff aa")) ==
               "fastPathUpdate.size: more than there is (byte 1)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_bitmap_update)

// Rows of four bytes [MS-RDPBCGR 2.2.9.1.1.3.1.2.2]: of 5 pixels in 16, 24 and 32 bits.
BOOST_AUTO_TEST_CASE(a_picture_that_is_not_compressed_comes_back) {
    const struct {
        std::uint16_t depth;
        std::size_t row;
    } depths[] = {{16, 12}, {24, 16}, {32, 20}};
    for (const auto& [depth, row] : depths) {
        const BitmapRectangle rectangle{.dest_right = 4,
                                        .dest_bottom = 2,
                                        .width = 5,
                                        .height = 3,
                                        .bits_per_pixel = depth,
                                        .data = Bytes(3 * row, 0x56)};
        BOOST_TEST(rectangle.uncompressed_size() == 3 * row);
        BitmapUpdate pdu;
        pdu.update.rectangles.assign(2, rectangle);
        check_mirrors<BitmapUpdate>(bytes_of(pdu));
        check_every_cut<BitmapUpdate>(bytes_of(pdu));
    }
    check_mirrors<BitmapUpdateData>(from_hex("0100 0000"));
}

BOOST_AUTO_TEST_CASE(a_compressed_rectangle_is_kept) {
    const auto bytes = from_hex("0100 0100 0000 0000 0100 0100 0200 0200 1000 0104 0300 aabbcc");
    check_mirrors<BitmapUpdateData>(bytes);
    BOOST_TEST(read_all<BitmapUpdateData>(bytes).rectangles.at(0).flags == 0x0401);
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const auto good = from_hex("0100 0100 0000 0000 0100 0000 0200 0100 1000 0000 0400 aabbccdd");
    check_mirrors<BitmapUpdateData>(good);
    const struct {
        std::size_t at;
        const char* bytes;
        const char* error;
    } cases[] = {
        {0, "0200", "bitmapUpdate.updateType: no bitmap (byte 0)"},
        {2, "0200", "bitmapUpdate.numberRectangles: more than there are (byte 2)"},
        {2, "ffff", "bitmapUpdate.numberRectangles: more than there are (byte 2)"},
        {4, "0200", "bitmapData.destRight: left of destLeft (byte 8)"},
        {6, "0200", "bitmapData.destBottom: above destTop (byte 10)"},
        {12, "ffff", "bitmapData.bitmapLength: is not the size of the pixels (byte 20)"},
        {14, "0000", "bitmapData.bitmapLength: is not the size of the pixels (byte 20)"},
        {16, "0000", "bitmapData.bitsPerPixel: not of 1 to 32 (byte 16)"},
        {16, "ffff", "bitmapData.bitsPerPixel: not of 1 to 32 (byte 16)"},
        {20, "0500", "bitmapData.bitmapLength: more than there is (byte 20)"},
    };
    for (const auto& [at, bytes, error] : cases)
        BOOST_TEST(error_of<BitmapUpdateData>(with(good, at, bytes)) == error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::fast_path_tests
