#include "sim/fault/pieces.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(fault_pieces)

using namespace badrdp;
using fault::Piece;
namespace piece = fault::piece;

namespace {

Piece byte(std::uint8_t number) { return piece::Write{{number}}; }
int number_of(const Piece& taken) { return std::get<piece::Write>(taken).bytes.at(0); }

}  // namespace

BOOST_AUTO_TEST_CASE(pieces_come_in_the_order_in_which_they_were_added) {
    fault::Pieces pieces;
    std::uint8_t added = 0;
    int expected = 0;
    // Taken more slowly than added, and then faster, so that what was taken is forgotten in between.
    for (int round = 0; round < 40; ++round) {
        pieces.add(byte(added++));
        std::vector<Piece> more;
        more.push_back(byte(added++));
        more.push_back(byte(added++));
        pieces.add(std::move(more));
        for (int i = 0; i < (round < 20 ? 2 : 4) && !pieces.empty(); ++i)
            BOOST_TEST(number_of(pieces.take()) == expected++);
        BOOST_TEST(pieces.size() == static_cast<std::size_t>(added - expected));
    }
    while (!pieces.empty()) BOOST_TEST(number_of(pieces.take()) == expected++);
    BOOST_TEST(expected == added);
}

BOOST_AUTO_TEST_CASE(what_is_cleared_is_gone) {
    fault::Pieces pieces;
    pieces.add(byte(1));
    pieces.add(byte(2));
    pieces.take();
    pieces.clear();
    BOOST_TEST(pieces.empty());
    pieces.add(byte(3));
    BOOST_TEST(number_of(pieces.take()) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
