#include "capture/redact/pseudonyms.h"

#include <boost/test/unit_test.hpp>
#include <cctype>

#include "tests/capture/redact/chance.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(pseudonyms)

using capture::redaction::Pseudonyms;
using capture::redaction::What;
using path::ipv4;

unsigned shared_bits(const path::Address& a, const path::Address& b) {
    unsigned bits = 0;
    while (bits < 128 && ((a[bits / 8] ^ b[bits / 8]) >> (7 - bits % 8) & 1) == 0) ++bits;
    return bits;
}

std::string text_of(Pseudonyms& names, std::string text) {
    names.text({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}, What::dns);
    return text;
}

BOOST_AUTO_TEST_CASE(keeps_what_addresses_share) {
    Pseudonyms names(chance());
    const std::array all{ipv4(81, 2, 69, 142), ipv4(81, 2, 69, 143), ipv4(81, 2, 70, 1),
                         ipv4(203, 0, 113, 5)};
    for (const auto& a : all) {
        BOOST_TEST((names.address(a) != a));
        BOOST_TEST((names.address(a) == names.address(a)));
        for (const auto& b : all)
            BOOST_TEST(shared_bits(names.address(a), names.address(b)) == shared_bits(a, b));
    }
    BOOST_TEST((Pseudonyms(chance(2)).address(all[0]) != names.address(all[0])));
}

BOOST_AUTO_TEST_CASE(keeps_the_kind_of_a_network) {
    Pseudonyms names(chance());
    BOOST_TEST((names.address(ipv4(127, 0, 0, 1)) == ipv4(127, 0, 0, 1)));
    BOOST_TEST((names.address(ipv4(224, 0, 0, 251)) == ipv4(224, 0, 0, 251)));
    const auto ten = names.address(ipv4(10, 1, 2, 3));
    BOOST_TEST(ten[12] == 10);
    BOOST_TEST((ten != ipv4(10, 1, 2, 3)));
    for (int last = 0; last < 256; ++last) {
        const auto made = names.address(ipv4(11, 7, 7, static_cast<std::uint8_t>(last)));
        BOOST_TEST(made[12] != 10);  // nobody else moves in
    }
}

BOOST_AUTO_TEST_CASE(keeps_the_form_of_a_name) {
    Pseudonyms names(chance());
    const std::string original = "DESKTOP-4711.corp.Example.com";
    const auto other = text_of(names, original);
    BOOST_TEST_REQUIRE(other.size() == original.size());
    for (std::size_t i = 0; i < original.size(); ++i) {
        const auto was = static_cast<unsigned char>(original[i]), is = static_cast<unsigned char>(other[i]);
        BOOST_TEST((std::isupper(was) != 0) == (std::isupper(is) != 0));
        BOOST_TEST((std::isdigit(was) != 0) == (std::isdigit(is) != 0));
        BOOST_TEST((std::ispunct(was) != 0) == (std::ispunct(is) != 0));
    }
    BOOST_TEST(other.find("orp") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(gives_one_word_one_other_word_wherever_it_stands) {
    Pseudonyms names(chance());
    const auto host = text_of(names, "host");
    BOOST_TEST(text_of(names, "host.example") == host + text_of(names, ".example"));
    std::string upper = host;
    for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    BOOST_TEST(text_of(names, "HOST") == upper);
    std::array<std::uint8_t, 8> wide{0, 'h', 0, 'o', 0, 's', 0, 't'};
    names.text16(wide, What::certificate);
    for (std::size_t i = 0; i < host.size(); ++i)
        BOOST_TEST(wide[2 * i + 1] == static_cast<std::uint8_t>(host[i]));
}

BOOST_AUTO_TEST_CASE(keeps_different_words_apart) {
    Pseudonyms names(chance());
    std::set<std::string> others;
    for (char a = 'a'; a <= 'z'; ++a)
        for (char b = 'a'; b <= 'e'; ++b) others.insert(text_of(names, {a, b}));
    BOOST_TEST(others.size() == 26u * 5u);
}

BOOST_AUTO_TEST_CASE(hides_who_made_a_network_card) {
    Pseudonyms names(chance());
    std::array<std::uint8_t, 6> card{0x00, 0x15, 0x5d, 1, 2, 3}, none{},
        all{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    names.mac(card);
    BOOST_TEST(card[0] == 2);
    BOOST_TEST(!(card[1] == 0x15 && card[2] == 0x5d));
    names.mac(none);
    BOOST_TEST(none[5] == 0);
    names.mac(all);
    BOOST_TEST(all[0] == 0xff);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
