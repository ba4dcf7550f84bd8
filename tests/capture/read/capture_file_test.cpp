#include "capture/read/capture_file.h"

#include <boost/test/unit_test.hpp>

#include "tests/capture/frames.h"
#include "tests/capture/read/files.h"
#include "tests/golden.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(capture_file)

using std::chrono::nanoseconds;

const wire::Bytes kOne{1, 2, 3, 4, 5};
const wire::Bytes kTwo{9};

BOOST_AUTO_TEST_CASE(reads_pcap_in_both_byte_orders_and_both_resolutions) {
    for (const bool big : {false, true})
        for (const bool nano : {false, true}) {
            FileWriter file{.big = big};
            file.pcap_header(nano ? 0xa1b23c4d : 0xa1b2c3d4, 101);
            file.pcap_packet(1'700'000'000, 123'456, kOne);
            file.pcap_packet(1'700'000'001, 0, kTwo);
            const auto read = read_all(file.bytes);
            BOOST_TEST(!read.error.has_value());
            BOOST_REQUIRE_EQUAL(read.frames.size(), 2u);
            BOOST_TEST(read.frames[0].bytes == kOne, boost::test_tools::per_element());
            BOOST_TEST(read.frames[0].frame.at.count() ==
                       1'700'000'000'000'000'000 + (nano ? 123'456 : 123'456'000));
            BOOST_TEST(read.frames[0].frame.link_type == 101);
            BOOST_TEST(read.frames[1].frame.number == 2u);
        }
}

BOOST_AUTO_TEST_CASE(reads_the_golden_captures_as_libpcap_does) {
    for (const auto& name : golden_captures()) {
        const auto wanted = read_capture(golden_capture(name));
        const auto read = read_all(capture::CaptureFile(capture::open_input(golden_capture(name).string())));
        BOOST_TEST(!read.error.has_value());
        BOOST_REQUIRE_EQUAL(read.frames.size(), wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            BOOST_TEST(read.frames[i].bytes == wanted[i].bytes, boost::test_tools::per_element());
            BOOST_TEST(read.frames[i].frame.at.count() == wanted[i].at.count());
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_sections_and_interfaces_each_with_its_own_link_type_and_clock) {
    FileWriter file;
    file.section();
    file.interface(1);
    file.interface(113, wire::Bytes{9, 0, 1, 0, 9, 0, 0, 0});                       // if_tsresol: 10^-9
    file.interface(101, wire::Bytes{9,  0, 1, 0, 0x80 | 10, 0, 0, 0,                // 2^-10
                                    14, 0, 8, 0, 100,       0, 0, 0, 0, 0, 0, 0});  // if_tsoffset: 100 s
    file.packet(0, 5'000'001, kOne);
    file.packet(1, 5'000'000'001, kOne);
    file.packet(2, 1024 + 512, kTwo);
    FileWriter second{.big = true};
    second.section();
    second.interface(0);
    second.packet(0, 7'000'000, kTwo);
    file.raw(second.bytes);

    const auto read = read_all(file.bytes, 7);
    BOOST_TEST(!read.error.has_value());
    BOOST_REQUIRE_EQUAL(read.frames.size(), 4u);
    BOOST_TEST(read.frames[0].frame.at.count() == 5'000'001'000);
    BOOST_TEST(read.frames[0].frame.link_type == 1);
    BOOST_TEST(read.frames[1].frame.at.count() == 5'000'000'001);
    BOOST_TEST(read.frames[1].frame.link_type == 113);
    BOOST_TEST(read.frames[2].frame.at.count() == 101'500'000'000);
    BOOST_TEST(read.frames[3].frame.link_type == 0);
    BOOST_TEST(read.frames[3].frame.interface == 3u);
    BOOST_TEST(read.frames[3].frame.at.count() == 7'000'000'000);
}

BOOST_AUTO_TEST_CASE(keeps_the_secrets_and_passes_over_what_it_does_not_know) {
    FileWriter file;
    file.section();
    file.interface(1);
    file.secrets("CLIENT_RANDOM aa bb");
    file.block(0x0bad, kOne);
    file.packet(0, 1, kOne);
    file.secrets("CLIENT_RANDOM cc dd\n");
    const auto read = read_all(file.bytes);
    BOOST_TEST(!read.error.has_value());
    BOOST_TEST(read.frames.size() == 1u);
    BOOST_TEST(read.secrets == "CLIENT_RANDOM aa bb\nCLIENT_RANDOM cc dd\n");
}

BOOST_AUTO_TEST_CASE(names_the_byte_where_a_file_is_broken_and_keeps_what_came_before) {
    FileWriter file;
    file.section();
    file.interface(1);
    file.packet(0, 1, kOne);
    const auto whole = file.bytes.size();
    file.packet(0, 2, kOne);

    auto cut = file.bytes;
    cut.resize(cut.size() - 3);
    auto read = read_all(cut);
    BOOST_TEST(read.frames.size() == 1u);
    BOOST_REQUIRE(read.error.has_value());
    BOOST_TEST(read.error->at == whole);
    BOOST_TEST(read.error->why == "ends within a block of 40 bytes");

    auto torn = file.bytes;
    torn[torn.size() - 4] ^= 4;
    read = read_all(torn);
    BOOST_TEST(read.frames.size() == 1u);
    BOOST_TEST(read.error->why == "a block whose two lengths differ");

    FileWriter nobody;
    nobody.section();
    nobody.packet(0, 1, kOne);
    BOOST_TEST(read_all(nobody.bytes).error->why == "a packet of an interface that is not there");
}

BOOST_AUTO_TEST_CASE(believes_no_length_beyond_its_bound) {
    FileWriter old;
    old.pcap_header(0xa1b2c3d4, 1);
    old.u32(0);
    old.u32(0);
    old.u32(0x7fffffff);
    old.u32(0x7fffffff);
    const auto read = read_all(old.bytes);
    BOOST_TEST(read.error->at == 24u);
    BOOST_TEST(read.error->why == "a packet that claims 2147483647 bytes");

    FileWriter block;
    block.section();
    block.u32(6);
    block.u32(0xfffffffc);
    block.u32(0);
    BOOST_TEST(read_all(block.bytes).error->why == "a block that claims 4294967292 bytes");

    FileWriter inner;
    inner.section();
    inner.interface(1);
    auto body = inner.body();
    for (const std::uint32_t word : {0u, 0u, 0u, 1000u, 1000u}) body.u32(word);
    inner.block(6, body.bytes);
    BOOST_TEST(read_all(inner.bytes).error->why == "a packet that claims 1000 bytes");
}

BOOST_AUTO_TEST_CASE(says_what_is_no_capture) {
    BOOST_TEST(read_all(wire::Bytes{}).error->why == "the file is empty");
    BOOST_TEST(read_all(bytes_of("GIF89a")).error->why == "neither pcap nor pcapng");
    BOOST_TEST(read_all(wire::Bytes{0xd4, 0xc3, 0xb2, 0xa1, 2, 0}).error->why ==
               "ends within the file's header");
}

BOOST_AUTO_TEST_CASE(takes_times_that_no_clock_shows_without_overflow) {
    FileWriter file;
    file.section();
    file.interface(1, wire::Bytes{9, 0, 1, 0, 0, 0, 0, 0});  // whole seconds
    file.packet(0, ~std::uint64_t{0}, kOne);
    const auto read = read_all(file.bytes);
    BOOST_REQUIRE_EQUAL(read.frames.size(), 1u);
    BOOST_TEST(read.frames[0].frame.at.count() == 9'000'000'000'000'000'000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
