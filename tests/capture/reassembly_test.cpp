#include "capture/reassembly.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/capture/frames.h"

BOOST_AUTO_TEST_SUITE(capture_reassembly)

namespace bdata = boost::unit_test::data;
using namespace badrdp;
using capture::Stream;

namespace {

struct Piece {
    std::uint32_t offset;
    std::string text;
};

// What a stream that starts after sequence number `syn` makes of the pieces, with "[n]" for a gap of n.
std::string joined(std::uint32_t syn, const std::vector<Piece>& pieces, Stream& stream) {
    std::string all;
    const auto append = [&all](const Stream::Delivery& d) {
        if (d.gap > 0) all += "[" + std::to_string(d.gap) + "]";
        all.append(d.bytes.begin(), d.bytes.end());
    };
    stream.start(syn);
    for (const auto& piece : pieces) append(stream.add(syn + 1 + piece.offset, test::bytes_of(piece.text)));
    for (auto rest = stream.give_up(); rest.gap > 0; rest = stream.give_up()) append(rest);
    return all;
}

std::string joined(std::uint32_t syn, const std::vector<Piece>& pieces) {
    Stream stream;
    return joined(syn, pieces, stream);
}

// Around the places where arithmetic on sequence numbers goes wrong.
const auto kStarts =
    bdata::make(std::vector<std::uint32_t>{0, 1, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff});

}  // namespace

BOOST_DATA_TEST_CASE(every_order_of_four_pieces_gives_the_same_stream, kStarts, syn) {
    std::vector<Piece> pieces{{0, "abcde"}, {5, "f"}, {6, "ghijkl"}, {12, "mnopqrst"}};
    const auto by_offset = [](const Piece& a, const Piece& b) { return a.offset < b.offset; };
    do BOOST_TEST(joined(syn, pieces) == "abcdefghijklmnopqrst");
    while (std::next_permutation(pieces.begin(), pieces.end(), by_offset));
}

// The property: cut a text anywhere, with overlaps and repeats, shuffle, and the text comes out.
BOOST_DATA_TEST_CASE(any_cut_overlap_repeat_and_order_gives_the_same_stream, bdata::xrange(2000), seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    std::string text;
    for (std::size_t i = 0, size = 1 + below(300); i < size; ++i) text += static_cast<char>('!' + below(94));

    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = 1 + below(std::min<std::size_t>(40, text.size() - at));
        pieces.push_back({static_cast<std::uint32_t>(at), text.substr(at, length)});
        at += length;
    }
    for (std::size_t extra = below(20); extra > 0; --extra) {
        const auto at = below(text.size());
        pieces.push_back({static_cast<std::uint32_t>(at), text.substr(at, 1 + below(60))});
    }
    std::ranges::shuffle(pieces, random);

    Stream stream;
    const auto syn = static_cast<std::uint32_t>(random());
    BOOST_TEST(joined(syn, pieces, stream) == text);
    BOOST_TEST(stream.bytes() == text.size());
}

BOOST_AUTO_TEST_CASE(a_hole_is_told_and_stepped_over) {
    BOOST_TEST(joined(7, {{0, "ab"}, {5, "cd"}, {9, "ef"}}) == "ab[3]cd[2]ef");
}

BOOST_AUTO_TEST_CASE(what_is_missing_before_the_fin_is_a_hole_too) {
    Stream stream;
    stream.start(0);
    stream.add(1, test::bytes_of("ab"));
    stream.end_at(8);
    BOOST_TEST(stream.give_up().gap == 5u);
    BOOST_TEST(stream.give_up().gap == 0u);
}

BOOST_AUTO_TEST_CASE(nothing_is_missing_when_the_fin_follows_the_data) {
    Stream stream;
    stream.start(0);
    stream.end_at(3);  // the FIN may overtake the data
    stream.add(1, test::bytes_of("ab"));
    BOOST_TEST(stream.give_up().gap == 0u);
}

BOOST_AUTO_TEST_CASE(where_segments_contradict_each_other_the_first_stays) {
    BOOST_TEST(joined(7, {{0, "abc"}, {1, "XYZ"}}) == "abcZ");
    BOOST_TEST(joined(7, {{2, "cd"}, {0, "WXYZ!"}}) == "WXcd!");
}

BOOST_DATA_TEST_CASE(counts_segments_that_bring_a_byte_again, kStarts, syn) {
    Stream stream;
    joined(syn, {{0, "abc"}, {0, "abc"}, {6, "gh"}, {6, "gh"}, {2, "cd"}, {3, "def"}}, stream);
    BOOST_TEST(stream.retransmissions() == 4u);
    BOOST_TEST(stream.bytes() == 8u);
}

BOOST_AUTO_TEST_CASE(disorder_alone_is_no_retransmission) {
    Stream stream;
    joined(7, {{4, "ef"}, {2, "cd"}, {0, "ab"}}, stream);
    BOOST_TEST(stream.retransmissions() == 0u);
}

BOOST_AUTO_TEST_CASE(a_keep_alive_is_neither_data_nor_retransmission) {
    Stream stream;
    BOOST_TEST(joined(7, {{0, "abc"}, {2, "?"}, {3, "d"}}, stream) == "abcd");
    BOOST_TEST(stream.retransmissions() == 0u);
}

BOOST_AUTO_TEST_CASE(a_segment_far_outside_any_window_is_stray) {
    BOOST_TEST(joined(7, {{0, "ab"}, {0x7000'0000, "stray"}, {2, "cd"}}) == "abcd");
}

BOOST_AUTO_TEST_CASE(a_capture_that_began_in_the_middle_starts_with_what_came_first) {
    Stream stream;
    const auto text = test::bytes_of("middle");
    BOOST_TEST(stream.add(123456, text).bytes.size() == 6u);
    stream.start(99);  // too late
    BOOST_TEST(stream.add(123462, text).bytes.size() == 6u);
}

BOOST_AUTO_TEST_CASE(memory_is_bounded_by_giving_up_the_hole) {
    Stream stream;
    stream.start(0);
    const wire::Bytes chunk(64 * 1024, 'x');
    std::uint64_t gaps = 0, delivered = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const auto d = stream.add(2 + i * static_cast<std::uint32_t>(chunk.size()), chunk);
        if (d.gap > 0) BOOST_TEST(i * chunk.size() < Stream::kMaxWaiting + 2 * chunk.size());
        gaps += d.gap;
        delivered += d.bytes.size();
    }
    BOOST_TEST(gaps == 1u);
    BOOST_TEST(delivered == 1000 * chunk.size());
}

BOOST_AUTO_TEST_CASE(single_bytes_behind_a_hole_are_bounded_too) {
    Stream stream;
    stream.start(0);
    const auto one = test::bytes_of("x");
    std::size_t first_given_up = 0;
    for (std::uint32_t i = 0; i < 200'000 && first_given_up == 0; ++i)
        if (stream.add(10 + 2 * i, one).gap > 0) first_given_up = i;
    BOOST_TEST(first_given_up > 0u);
    BOOST_TEST(first_given_up < Stream::kMaxWaiting / 64);
}

BOOST_AUTO_TEST_SUITE_END()
