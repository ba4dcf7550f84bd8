// The oracle of tests/fuzz/path.cpp, without a fuzzer: content with the path, and with no planted bug. The
// same plays are what a hostile peer can do to it: frames cut, bent and made up.
#include <boost/test/unit_test.hpp>

#include "sim/path/rng.h"
#include "tests/fuzz/oracle_path.h"
#include "tests/fuzz/planted_path.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_fuzz_oracle)

using namespace badrdp;
using namespace badrdp::fuzz;
using path::Path;

namespace {

std::string text(const Complaint& complaint) { return complaint.value_or("content"); }

// Up to four impairments of any kind, and frames: true ones, bent ones and noise.
Bytes play(path::Rng& chance) {
    Bytes input;
    const auto put = [&](std::uint64_t value) { input.push_back(static_cast<std::uint8_t>(value)); };
    const auto impairments = chance.below(5);
    put(impairments);
    for (std::size_t i = 0; i < 4 * impairments; ++i) put(chance.number());
    for (auto frames = 1 + chance.below(20); frames > 0; --frames) {
        put(chance.number());
        const auto length = chance.below(200);
        put(length);
        for (std::size_t i = 0; i < length; ++i) put(i == 0 && chance.happens(0.7) ? 0 : chance.number());
    }
    return input;
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_content_with_thousands_of_plays) {
    path::Rng chance(2024, 0);
    for (int i = 0; i < 4000; ++i) BOOST_REQUIRE_EQUAL(text(about_path<Path>(play(chance))), "content");
}

BOOST_AUTO_TEST_CASE(is_content_with_a_play_cut_anywhere) {
    path::Rng chance(7, 0);
    for (int i = 0; i < 5; ++i) {
        const auto whole = play(chance);
        for (std::size_t keep = 0; keep <= whole.size(); ++keep)
            BOOST_REQUIRE_EQUAL(text(about_path<Path>(BytesView(whole).first(keep))), "content");
    }
}

// One impairment that rejects every TCP segment with a RST; a SYN of the client.
BOOST_AUTO_TEST_CASE(is_not_content_with_a_checksum_that_was_left) {
    const Bytes input{1, 2, 1, 0, 0, 0, 0};
    BOOST_TEST(text(about_path<Path>(input)) == "content");
    BOOST_TEST(text(about_path<planted::PatchesWithoutChecksum>(input)) == "forges what is broken");
}

// One impairment that delays by 100 ms; two SYNs.
BOOST_AUTO_TEST_CASE(is_not_content_with_a_path_that_keeps_no_order) {
    const Bytes input{1, 4, 100, 0, 0, 0, 0, 0, 0};
    BOOST_TEST(text(about_path<Path>(input)) == "content");
    BOOST_TEST(text(about_path<planted::KeepsNoOrder>(input)) == "overtakes");
}

BOOST_AUTO_TEST_SUITE_END()
