#include "capture/open/key_log.h"

#include <boost/test/unit_test.hpp>

using namespace badrdp;
using namespace badrdp::capture;

namespace {

BOOST_AUTO_TEST_SUITE(capture_key_log)

const std::string kRandom = "1d6e6b3aae78dee14998457d31080c74da8a3ae3c0609a0011223344556677ff";

TlsRandom random_of(std::uint8_t last) {
    TlsRandom out{0x1d, 0x6e, 0x6b, 0x3a, 0xae, 0x78, 0xde, 0xe1, 0x49, 0x98, 0x45,
                  0x7d, 0x31, 0x08, 0x0c, 0x74, 0xda, 0x8a, 0x3a, 0xe3, 0xc0, 0x60,
                  0x9a, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, last};
    return out;
}

BOOST_AUTO_TEST_CASE(reads_the_five_labels_whatever_the_case_of_hex_and_the_end_of_lines) {
    KeyLog keys;
    keys.add("# a comment\nCLIENT_RANDOM " + kRandom + " 00ffAb\r\n\nEXPORTER_SECRET " + kRandom + " 0102\n" +
             "CLIENT_HANDSHAKE_TRAFFIC_SECRET " + kRandom + " 01\nSERVER_HANDSHAKE_TRAFFIC_SECRET " +
             kRandom + " 02\nCLIENT_TRAFFIC_SECRET_0\t" + kRandom + "  03\nSERVER_TRAFFIC_SECRET_0 " +
             kRandom + " 04");
    BOOST_TEST(keys.size() == 5u);
    const auto* master = keys.find(TlsSecret::master, random_of(0xff));
    BOOST_REQUIRE(master);
    BOOST_TEST(*master == (wire::Bytes{0, 0xff, 0xab}), boost::test_tools::per_element());
    BOOST_TEST(keys.find(TlsSecret::client_handshake, random_of(0xff))->at(0) == 1);
    BOOST_TEST(keys.find(TlsSecret::server_handshake, random_of(0xff))->at(0) == 2);
    BOOST_TEST(keys.find(TlsSecret::client_traffic, random_of(0xff))->at(0) == 3);
    BOOST_TEST(keys.find(TlsSecret::server_traffic, random_of(0xff))->at(0) == 4);
    BOOST_TEST(!keys.find(TlsSecret::master, random_of(0xfe)));
}

BOOST_AUTO_TEST_CASE(passes_over_what_is_no_secret) {
    KeyLog keys;
    const std::string long_secret(2 * KeyLog::kLongest + 2, 'a');
    for (const std::string line :
         {"CLIENT_RANDOM", "CLIENT_RANDOM 00 00", "RSA 0011 2233", "CLIENT_RANDOM  ", "\0\0\0"})
        keys.add(line);
    keys.add("CLIENT_RANDOM " + kRandom + " 0\n");
    keys.add("CLIENT_RANDOM " + kRandom + " 0g\n");
    keys.add("CLIENT_RANDOM " + kRandom + "00 00\n");
    keys.add("CLIENT_RANDOM " + kRandom + " " + long_secret + "\n");
    BOOST_TEST(keys.size() == 0u);
}

BOOST_AUTO_TEST_CASE(believes_the_first_of_two_secrets) {
    KeyLog keys;
    keys.add("CLIENT_RANDOM " + kRandom + " 01\nCLIENT_RANDOM " + kRandom + " 02\n");
    BOOST_TEST(keys.find(TlsSecret::master, random_of(0xff))->at(0) == 1);
}

BOOST_AUTO_TEST_CASE(keeps_so_many_and_no_more) {
    KeyLog keys;
    std::string lines;
    for (std::size_t i = 0; i < KeyLog::kMost + 10; ++i)
        lines += "CLIENT_RANDOM " + fmt::format("{:064x}", i) + " 01\n";
    keys.add(lines);
    BOOST_TEST(keys.size() == KeyLog::kMost);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
