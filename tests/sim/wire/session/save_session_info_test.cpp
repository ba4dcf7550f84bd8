#include "sim/wire/session/save_session_info.h"

#include "sim/wire/io/utf16.h"
#include "sim/wire/session/server_redirection.h"
#include "tests/sim/wire/codec_checks.h"

namespace badrdp::save_session_info_tests {

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

struct Bad {
    const char* name;
    std::size_t at;
    const char* bytes;
    const char* error;
};

std::string text(const Bytes& bytes) {
    auto utf8 = utf8_of(bytes);
    if (utf8.ends_with('\0')) utf8.pop_back();
    return utf8;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_save_session_info)

BOOST_AUTO_TEST_CASE(worked_examples_come_back) {
    for (const auto& name : golden_names("share-save-session-info-")) BOOST_TEST_CONTEXT(name) {
            check_mirrors<SaveSessionInfo>(golden(name));
            check_every_cut<SaveSessionInfo>(golden(name));
        }
}

BOOST_AUTO_TEST_CASE(reads_who_has_logged_on) {
    const auto pdu = read_all<SaveSessionInfo>(golden("share-save-session-info-version2-spec"));
    const auto& info = std::get<LogonInfoVersion2>(pdu.info);
    BOOST_TEST(text(info.domain) == "NTDEV");
    BOOST_TEST(text(info.user_name) == "eltons");
    BOOST_TEST(info.session_id == 2u);
    BOOST_TEST(info.size == LogonInfoVersion2::kSize);
}

BOOST_AUTO_TEST_CASE(reads_a_cookie_to_come_back_with) {
    const auto pdu = read_all<SaveSessionInfo>(golden("share-save-session-info-extended-spec"));
    const auto& info = std::get<LogonInfoExtended>(pdu.info);
    BOOST_TEST(info.auto_reconnect.value().logon_id == 2u);
    BOOST_TEST(info.auto_reconnect->arc_random_bits.front() == 0xa8);
    BOOST_TEST(!info.logon_errors);
    BOOST_TEST(!info.length);
    BOOST_TEST(info.pad.size() == LogonInfoExtended::kPad);
}

BOOST_AUTO_TEST_CASE(honest_defaults_come_back) {
    SaveSessionInfo pdu{.info = LogonInfo{}};
    BOOST_TEST(bytes_of(pdu).size() == 18u + 4 + 576);  // as large as Plain Notify
    check_mirrors<SaveSessionInfo>(bytes_of(pdu));
    pdu.info = LogonInfoVersion2{};
    check_mirrors<SaveSessionInfo>(bytes_of(pdu));
    pdu.info = LogonInfoExtended{.logon_errors = LogonErrorsInfo{}};
    check_mirrors<SaveSessionInfo>(bytes_of(pdu));
    pdu.info = LogonInfoExtended{.length = 2 + 4 + 570 + 28, .auto_reconnect = ArcScPrivatePacket{}};
    check_mirrors<SaveSessionInfo>(bytes_of(pdu));
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const Bad version2[] = {
        {"of no kind", 18, "04000000", "saveSessionInfo.infoType: unknown (byte 18)"},
        {"a domain of nothing", 32, "00000000", "logonInfo2.cbDomain: no room for a null (byte 32)"},
        {"a domain without end", 32, "ffffffff", "logonInfo2.cbDomain: cuts a character in two (byte 32)"},
        {"a domain of 64 KiB", 32, "00000100", "logonInfo2.cbDomain: more than RDP allows (byte 32)"},
        {"a user of nothing", 36, "00000000", "logonInfo2.cbUserName: no room for a null (byte 36)"},
        {"a longer user", 36, "10000000", "logonInfo2.UserName: missing (byte 610)"},
        {"a shorter domain", 32, "0a000000", "logonInfo2.Domain: does not end with a null (byte 598)"},
        {"a size of 0", 24, "00000000", "logonInfo2.Size: neither with the pad nor without it (byte 24)"},
    };
    for (const auto& [name, at, bytes, error] : version2) BOOST_TEST_CONTEXT(name) {
            const auto whole = with(golden("share-save-session-info-version2-spec"), at, bytes);
            BOOST_TEST(error_of<SaveSessionInfo>(whole) == error);
        }
    const Bad extended[] = {
        {"length beyond", 22, "ffff", "logonInfoExtended.Length: more than there is (byte 22)"},
        {"a field of 0", 28, "00000000",
         "logonInfoExtended.AutoReconnectCookie.cbFieldData: not the size of such a field (byte 28)"},
        {"a cookie of 0", 32, "00000000", "serverAutoReconnect.cbLen: not 28 (byte 32)"},
    };
    for (const auto& [name, at, bytes, error] : extended) BOOST_TEST_CONTEXT(name) {
            const auto whole = with(golden("share-save-session-info-extended-spec"), at, bytes);
            BOOST_TEST(error_of<SaveSessionInfo>(whole) == error);
        }
    const auto version1 = bytes_of(SaveSessionInfo{.info = LogonInfo{}});
    BOOST_TEST(error_of<SaveSessionInfo>(with(version1, 22, "36000000")) ==
               "logonInfo.cbDomain: more than RDP allows (byte 22)");
    BOOST_TEST(error_of<SaveSessionInfo>(with(version1, 78, "02020000")) ==
               "logonInfo.cbUserName: more than RDP allows (byte 78)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_server_redirection)

BOOST_AUTO_TEST_CASE(worked_examples_come_back) {
    check_mirrors<ServerRedirection>(golden("redirection-standard-spec"));
    check_mirrors<EnhancedServerRedirection>(golden("share-redirection-enhanced-spec"));
    check_every_cut<ServerRedirection>(golden("redirection-standard-spec"));
    check_every_cut<EnhancedServerRedirection>(golden("share-redirection-enhanced-spec"));
}

BOOST_AUTO_TEST_CASE(reads_where_to_go) {
    const auto pdu = read_all<EnhancedServerRedirection>(golden("share-redirection-enhanced-spec"));
    const auto& packet = pdu.packet;
    BOOST_TEST(pdu.share.pdu_version == 0);
    BOOST_TEST(packet.session_id == 2u);
    BOOST_TEST(packet.other_flags == 0u);
    BOOST_TEST(text(packet.target_net_address.value()) == "2001:4898:2b:2:9de7:4569:fb39:ef29");
    BOOST_TEST(text(packet.user_name.value()) == "administrator");
    BOOST_TEST(text(packet.domain.value()) == "TS-STRESS1");
    BOOST_TEST(packet.password.value().size() == 120u);
    BOOST_TEST(text(packet.target_fqdn.value()) == "jiazou-test2.ts-stress1.nttest.microsoft.com");
    BOOST_TEST(text(packet.target_net_bios_name.value()) == "JIAZOU-TEST2");
    BOOST_TEST(!packet.load_balance_info);
    BOOST_REQUIRE(packet.target_net_addresses.value().size() == 2u);
    BOOST_TEST(text(packet.target_net_addresses->at(1)) == "157.59.240.144");
    BOOST_TEST(packet.pad.size() == 8u);
}

BOOST_AUTO_TEST_CASE(every_part_comes_back) {
    const ServerRedirection packet{.session_id = 1,
                                   .other_flags = ServerRedirection::kNoRedirect,
                                   .target_net_address = Bytes(2),
                                   .load_balance_info = Bytes(3),
                                   .user_name = Bytes(4),
                                   .domain = Bytes{},
                                   .password = Bytes(6),
                                   .target_fqdn = Bytes(7),
                                   .target_net_bios_name = Bytes(8),
                                   .tsv_url = Bytes(9),
                                   .redirection_guid = Bytes(10),
                                   .target_certificate = Bytes(11),
                                   .target_net_addresses = std::vector{Bytes(1), Bytes{}}};
    BOOST_TEST((read_all<ServerRedirection>(bytes_of(packet)) == packet));
    check_mirrors<ServerRedirection>(bytes_of(packet));
}

// Each length one too long, and then as long as can be said.
BOOST_AUTO_TEST_CASE(names_the_length_that_is_wrong) {
    const Bad cases[] = {
        {"no redirection", 0, "0000", "redirection.Flags: not a redirection (byte 0)"},
        {"packet one too long", 2, "0502", "redirection.Length: more than there is (byte 2)"},
        {"packet of nothing", 2, "0000", "redirection.Length: shorter than its own header (byte 2)"},
        {"packet of a header", 2, "0c00", "redirection.TargetNetAddressLength: more than there is (byte 12)"},
        {"packet without its pad, but for a byte", 2, "fb01",
         "redirection.TargetNetAddressesLength: more than there is (byte 392)"},
        {"address without end", 12, "ffffffff",
         "redirection.TargetNetAddressLength: more than there is (byte 12)"},
        {"address of all the rest", 12, "f5010000",
         "redirection.TargetNetAddressLength: more than there is (byte 12)"},
        {"addresses one too long", 392, "71000000",
         "redirection.TargetNetAddressesLength: is not the size of the addresses (byte 392)"},
        {"one address more", 396, "03000000", "redirection.addressLength: more than there is (byte 508)"},
        {"addresses without end", 396, "ffffffff",
         "redirection.addressCount: more than there are (byte 396)"},
        {"last address one too long", 474, "1f000000",
         "redirection.addressLength: more than there is (byte 474)"},
    };
    for (const auto& [name, at, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<ServerRedirection>(with(golden("redirection-standard-spec"), at, bytes)) ==
                       error);
        }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::save_session_info_tests
