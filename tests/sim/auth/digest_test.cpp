#include "sim/auth/digest.h"

#include <boost/test/unit_test.hpp>

#include "sim/auth/rc4.h"
#include "sim/auth/text.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"

BOOST_AUTO_TEST_SUITE(auth_digest)

using namespace badrdp::auth;
using badrdp::test::from_hex;

namespace {

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

}  // namespace

BOOST_AUTO_TEST_CASE(without_the_legacy_provider_the_cure_is_named) {
    BOOST_TEST(MissingAlgorithm("SHA256").what() ==
               std::string(
                   "OpenSSL has no SHA256 here: its default provider is not loaded, or a policy forbids it"));
    try {
        md4({});
        BOOST_ERROR("there was an MD4");
    } catch (const MissingAlgorithm& missing) {
        const std::string text = missing.what();
        BOOST_TEST(text.starts_with("OpenSSL has no MD4 here"));
        BOOST_TEST(text.contains("legacy provider"));
        BOOST_TEST(text.contains("libssl3"));
    }
    BOOST_CHECK_THROW(Rc4{Bytes16{}}, MissingAlgorithm);
}

BOOST_FIXTURE_TEST_CASE(agrees_with_the_published_vectors, badrdp::test::LegacyProvider) {
    const auto abc = as_bytes("abc");
    BOOST_TEST(bytes_of(md4({abc})) == from_hex("a448017aaf21d8525fc10ae87aa6729d"));  // RFC 1320 A.5
    BOOST_TEST(bytes_of(md5({abc})) == from_hex("900150983cd24fb0d6963f7d28e17f72"));  // RFC 1321 A.5
    BOOST_TEST(bytes_of(sha1({as_bytes("a"), as_bytes("bc")})) ==
               from_hex("a9993e364706816aba3e25717850c26c9cd0d89d"));  // RFC 3174 7.3
    BOOST_TEST(bytes_of(sha256({abc})) ==
               from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));  // FIPS 180
    const auto what = as_bytes("what do ya want for nothing?");
    BOOST_TEST(bytes_of(hmac_md5(as_bytes("Jefe"), {what})) ==
               from_hex("750c783e6ab0b503eaa86e310a5db738"));  // RFC 2202 2
    BOOST_TEST(bytes_of(hmac_sha1(as_bytes("Jefe"), {what})) ==
               from_hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));  // RFC 2202 3
}

// RFC 6229 2: the first bytes of the stream.
BOOST_FIXTURE_TEST_CASE(rc4_goes_on_where_it_was, badrdp::test::LegacyProvider) {
    Rc4 five(from_hex("0102030405"));
    BOOST_TEST(five.applied(Bytes(7)) == from_hex("b2396305f03dc0"));
    BOOST_TEST(five.applied(Bytes(9)) == from_hex("27ccc3524a0a1118a8"));
    BOOST_TEST(Rc4(from_hex("01020304050607")).applied(Bytes(8)) == from_hex("293f02d47f37c9b6"));
    BOOST_TEST(Rc4(from_hex("0102030405060708090a0b0c0d0e0f10")).applied(Bytes(8)) ==
               from_hex("9ac7cc9a609d1ef7"));
    BOOST_TEST(five.applied({}).empty());
}

BOOST_AUTO_TEST_CASE(texts_go_to_utf16_and_back) {
    const struct {
        const char* utf8_text;
        const char* hex;
    } cases[] = {
        {"User", "55 00 73 00 65 00 72 00"},
        {"\u00c4rger", "c4 00 72 00 67 00 65 00 72 00"},
        {"\u20ac", "ac 20"},
        {"\U0001f600", "3d d8 00 de"},
        {"", ""},
    };
    for (const auto& [text, hex] : cases) {
        BOOST_TEST(utf16(text) == from_hex(hex));
        BOOST_TEST(utf8(from_hex(hex)) == text);
    }
    for (const char* bad : {"\xff", "\xc0\x80", "\xe2\x82", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80"})
        BOOST_TEST(utf8(utf16(bad)).starts_with("\ufffd"));
    BOOST_TEST(utf8(from_hex("00 d8 41 00")) == "\ufffdA");
    BOOST_TEST(utf8(from_hex("41 00 42")) == "A\ufffd");
}

BOOST_AUTO_TEST_CASE(capitals_are_those_of_windows) {
    BOOST_TEST(utf8(upper(utf16("user-1 \u00e4\u00f7\u00ff\u0101\u0142\u017e\u03c9\u03c2\u0434\u0451"))) ==
               "USER-1 \u00c4\u00f7\u0178\u0100\u0141\u017d\u03a9\u03c2\u0414\u0401");
}

BOOST_AUTO_TEST_SUITE_END()
