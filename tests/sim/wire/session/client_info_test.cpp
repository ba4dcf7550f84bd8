#include "sim/wire/session/client_info.h"

#include "sim/wire/io/utf16.h"
#include "sim/wire/security/security_exchange.h"
#include "sim/wire/security/security_header.h"
#include "tests/sim/wire/codec_checks.h"

namespace badrdp::client_info_tests {

using namespace badrdp::wire;
using namespace badrdp::test;

BOOST_AUTO_TEST_SUITE(wire_client_info)

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto info = read_all<ClientInfo>(golden("client-info-spec"));
    BOOST_TEST(info.code_page == 0x04090409u);
    BOOST_TEST(info.flags == 0x000043b3u);
    BOOST_TEST(info.text(info.domain) == "NTDEV");
    BOOST_TEST(info.text(info.user_name) == "eltons");
    BOOST_TEST(info.password.empty());
    const auto& extra = info.extra_info.value();
    BOOST_TEST(extra.client_address_family == 2);
    BOOST_TEST(info.text(extra.client_address) == std::string("157.59.242.156\0", 15));
    BOOST_TEST(extra.client_time_zone.value().bias == 480u);
    BOOST_TEST(extra.client_time_zone->daylight_bias == 0xffffffc4u);
    BOOST_TEST(extra.client_session_id.value() == 0u);
    BOOST_TEST(extra.performance_flags.value() == 1u);
    BOOST_TEST(!extra.auto_reconnect.value().cookie);
    BOOST_TEST(!extra.reserved1);
}

BOOST_AUTO_TEST_CASE(writes_back_the_worked_example) {
    check_mirrors<ClientInfo>(golden("client-info-spec"));
}

BOOST_AUTO_TEST_CASE(may_end_behind_every_part_that_a_version_of_rdp_has_added) {
    const auto whole = golden("client-info-spec");
    const std::size_t behind_dir = whole.size() - 2 - 4 - 4 - 172;
    for (const auto keep : {behind_dir, behind_dir + 172, behind_dir + 176, behind_dir + 180, whole.size()})
        BOOST_TEST_CONTEXT(keep) {
            auto bytes = whole;
            bytes.resize(keep);
            check_mirrors<ClientInfo>(bytes);
        }
}

BOOST_AUTO_TEST_CASE(keeps_all_that_newer_clients_append) {
    auto bytes = golden("client-info-spec");
    bytes.resize(bytes.size() - 2);
    const auto cookie = from_hex(
        "1c00 1c000000 01000000 07000000 000102030405060708090a0b0c0d0e0f 0000 0000 0400 41004200 0100");
    check_mirrors<ClientInfo>(joined({bytes, cookie}));
    const auto info = read_all<ClientInfo>(joined({bytes, cookie}));
    BOOST_TEST(info.extra_info->auto_reconnect->cookie.value().logon_id == 7u);
    BOOST_TEST(info.extra_info->dynamic_daylight_time_disabled.value() == 1);
    check_mirrors<ClientInfo>(joined({bytes, cookie, from_hex("ff")}));
}

BOOST_AUTO_TEST_CASE(reads_ansi_texts_and_a_packet_of_rdp_4) {
    const auto bytes = from_hex("e4040000 01000000 0000 0100 0200 0000 0000 00 7500 707100 00 00");
    check_mirrors<ClientInfo>(bytes);
    const auto info = read_all<ClientInfo>(bytes);
    BOOST_TEST(info.text(info.user_name) == "u");
    BOOST_TEST(info.text(info.password) == "pq");
    BOOST_TEST(!info.extra_info);
}

BOOST_AUTO_TEST_CASE(encodes_as_its_flags_say) {
    ClientInfo info;
    BOOST_TEST(info.encoded("a\xc3\xa9") == from_hex("6100 e900"));
    info.flags = 0;
    BOOST_TEST(info.encoded("ab") == from_hex("6162"));
}

struct Bad {
    const char* name;
    std::size_t at;
    const char* bytes;
    const char* error;
};

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const Bad cases[] = {
        {"odd domain", 8, "0b00", "clientInfo.cbDomain: cuts a character in two (byte 8)"},
        {"endless domain", 8, "feff", "clientInfo.cbDomain: more than 512 bytes (byte 8)"},
        {"a domain of no bytes", 8, "0000", "clientInfo.Domain: does not end with a null (byte 18)"},
        {"no null", 28, "41", "clientInfo.Domain: does not end with a null (byte 18)"},
        {"endless password", 12, "fe01", "clientInfo.Password: missing (byte 44)"},
        {"working dir beyond", 16, "0002", "clientInfo.cbWorkingDir: more than 512 bytes (byte 16)"},
        {"address too long", 52, "5200", "extraInfo.cbClientAddress: more than RDP allows (byte 52)"},
        {"address odd", 52, "1d00", "extraInfo.cbClientAddress: cuts a character in two (byte 52)"},
        {"cookie of 1", 398, "0100", "extraInfo.cbAutoReconnectCookie: neither 0 nor 28 (byte 398)"},
        {"cookie not there", 398, "1c00", "autoReconnectCookie.cbLen: missing (byte 400)"},
    };
    for (const auto& [name, at, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<ClientInfo>(with(golden("client-info-spec"), at, bytes)) == error);
        }
}

BOOST_AUTO_TEST_CASE(a_cut_is_blamed_unless_a_part_ends_there) {
    const auto whole = golden("client-info-spec");
    const std::size_t behind_dir = whole.size() - 2 - 4 - 4 - 172;
    for (std::size_t keep = 0; keep < whole.size(); ++keep) {
        Reader in(BytesView(whole).first(keep));
        const bool ends_a_part = keep == 50 || keep == behind_dir || keep == behind_dir + 172 ||
                                 keep == behind_dir + 176 || keep == behind_dir + 180;
        BOOST_TEST_CONTEXT(keep) { BOOST_TEST(ClientInfo::read(in).has_value() == ends_a_part); }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_security)

BOOST_AUTO_TEST_CASE(reads_the_worked_client_random) {
    const auto bytes = golden("security-exchange-spec");
    const auto exchange = read_all<SecurityExchange>(bytes);
    BOOST_TEST(exchange.encrypted_client_random.size() == 72u);
    BOOST_TEST(exchange.encrypted_client_random.front() == 0x91);
    check_mirrors<SecurityExchange>(bytes);
    check_every_cut<SecurityExchange>(bytes);
    BOOST_TEST((security_exchange(BytesView(exchange.encrypted_client_random).first(64)) == exchange));
}

BOOST_AUTO_TEST_CASE(an_exchange_says_how_long_it_is) {
    const auto bytes = golden("security-exchange-spec");
    BOOST_TEST(error_of<SecurityExchange>(with(bytes, 0, "ffffffff")) ==
               "securityExchange.length: is not the size of the rest (byte 0)");
    BOOST_TEST(error_of<SecurityExchange>(with(bytes, 0, "47")) ==
               "securityExchange.length: is not the size of the rest (byte 0)");
    BOOST_TEST(error_of<SecurityExchange>(from_hex("08000000 0000000000000000")) ==
               "securityExchange.length: leaves nothing but padding (byte 0)");
}

// MS-RDPBCGR 4.1.9, 4.1.11, and 2.2.8.1.1.2.3.
BOOST_AUTO_TEST_CASE(headers_come_back) {
    check_mirrors<SecurityHeader>(from_hex("01020000"));
    check_mirrors<SignedSecurityHeader>(from_hex("88020203 8d439aabd52a3139"));
    check_mirrors<FipsSecurityHeader>(from_hex("08000000 1000 01 07 0102030405060708"));
    BOOST_TEST(error_of<FipsSecurityHeader>(from_hex("08000000 1100 01 07 0102030405060708")) ==
               "securityHeader.length: not 16 (byte 4)");
    BOOST_TEST(error_of<FipsSecurityHeader>(from_hex("08000000 1000 01 08 0102030405060708")) ==
               "securityHeader.padlen: a whole block of padding (byte 7)");
    check_every_cut<SignedSecurityHeader>(from_hex("88020203 8d439aabd52a3139"));
}

BOOST_AUTO_TEST_CASE(a_body_keeps_its_names_behind_a_header) {
    Writer body;
    security_exchange(from_hex("aa")).write(body);
    const auto whole = with_basic_header(kSecExchangePkt, body);
    BOOST_TEST(whole.bytes == from_hex("01000000 09000000 aa0000000000000000"));
    BOOST_TEST(whole.fields.at(2).name == "securityExchange.length");
    BOOST_TEST(whole.fields.at(2).at == 4u);
}

BOOST_AUTO_TEST_CASE(text_of_every_width_comes_back) {
    const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";  // 1, 2, 3 and 4 bytes
    BOOST_TEST(utf16le_of(text) == from_hex("6100 e900 ac20 3dd8 00de"));
    BOOST_TEST(utf8_of(utf16le_of(text)) == text);
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_replaced) {
    BOOST_TEST(utf8_of(from_hex("3dd8")) == "\xef\xbf\xbd");
    BOOST_TEST(utf8_of(from_hex("00de 6100")) ==
               "\xef\xbf\xbd"
               "a");
    BOOST_TEST(utf8_of(from_hex("6100 62")) == "a\xef\xbf\xbd");
    BOOST_TEST(utf16le_of("\xff") == from_hex("fdff"));
    BOOST_TEST(utf16le_of("\xc0\x80") == from_hex("fdff"));       // an overlong zero
    BOOST_TEST(utf16le_of("\xed\xa0\x80") == from_hex("fdff"));   // half a pair
    BOOST_TEST(utf16le_of("\xe2\x82") == from_hex("fdff fdff"));  // cut
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::client_info_tests
