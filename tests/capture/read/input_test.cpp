#include "capture/read/input.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "tests/capture/read/files.h"
#include "tests/capture/tshark.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(capture_input)

BOOST_AUTO_TEST_CASE(gives_bytes_however_they_come) {
    const wire::Bytes all{1, 2, 3, 4, 5, 6, 7};
    for (const std::size_t piece : {1uz, 3uz, 100uz}) {
        auto input = input_of(all, piece);
        BOOST_TEST(input.peek(4)->size() == 4u);
        BOOST_TEST((*input.take(4))[3] == 4);
        BOOST_TEST(input.at() == 4u);
        BOOST_TEST(!input.take(4).has_value());
        BOOST_TEST((*input.take(3))[2] == 7);
        BOOST_TEST(!input.take(1).has_value());
    }
}

BOOST_AUTO_TEST_CASE(unpacks_gzip_and_says_where_it_is_broken) {
    const Folder folder;
    const auto plain = folder / "plain";
    std::ofstream(plain, std::ios::binary) << std::string(100'000, 'x') << "end";
    BOOST_REQUIRE_EQUAL(std::system(("gzip -k " + plain.string()).c_str()), 0);
    auto input = capture::open_input(plain.string() + ".gz");
    BOOST_TEST(input.take(100'000)->back() == 'x');
    BOOST_TEST(input.take(3)->back() == 'd');
    BOOST_TEST(!input.take(1).has_value());
    BOOST_TEST(input.broken().empty());

    BOOST_REQUIRE_EQUAL(std::system(("truncate -s -12 " + plain.string() + ".gz").c_str()), 0);
    auto cut = capture::open_input(plain.string() + ".gz");
    BOOST_TEST(!cut.take(100'003).has_value());
    BOOST_TEST(cut.broken() == "the packed data ends in the middle");
}

BOOST_AUTO_TEST_CASE(names_a_file_that_is_not_there) {
    BOOST_CHECK_EXCEPTION(capture::open_input("/nowhere/at/all"), std::system_error, [](const auto& error) {
        return std::string(error.what()) == "/nowhere/at/all: No such file or directory";
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
