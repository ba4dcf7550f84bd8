#include "sim/wire/license/license_exchange.h"

#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_license_exchange)

using namespace badrdp::wire;
using namespace badrdp::test;

BOOST_AUTO_TEST_CASE(worked_examples_come_back) {
    check_mirrors<ClientLicenseInfo>(golden("license-info-spec"));
    check_mirrors<ServerPlatformChallenge>(golden("license-challenge-spec"));
    check_mirrors<ClientPlatformChallengeResponse>(golden("license-challenge-response-spec"));
    check_mirrors<ServerNewLicense>(golden("license-new-spec"));
    check_mirrors<ServerNewLicense>(golden("license-upgrade-spec"));
    check_every_cut<ClientLicenseInfo>(golden("license-info-spec"));
    check_every_cut<ServerPlatformChallenge>(golden("license-challenge-spec"));
    check_every_cut<ClientPlatformChallengeResponse>(golden("license-challenge-response-spec"));
    check_every_cut<ServerNewLicense>(golden("license-new-spec"));
}

BOOST_AUTO_TEST_CASE(reads_the_worked_examples) {
    const auto info = read_all<ClientLicenseInfo>(golden("license-info-spec"));
    BOOST_TEST(info.platform_id == 0x04010000u);
    BOOST_TEST(info.encrypted_pre_master_secret.data.size() == 0x108u);
    BOOST_TEST(info.encrypted_hwid.data.size() == 0x14u);
    const auto challenge = read_all<ServerPlatformChallenge>(golden("license-challenge-spec"));
    BOOST_TEST(challenge.connect_flags == 0xffffffffu);
    BOOST_TEST(challenge.encrypted_platform_challenge.w_blob_type == 0xf750);
    BOOST_TEST(challenge.encrypted_platform_challenge.data.size() == 10u);
    BOOST_TEST(challenge.mac_data.front() == 0x78);
    const auto response =
        read_all<ClientPlatformChallengeResponse>(golden("license-challenge-response-spec"));
    BOOST_TEST(response.encrypted_platform_challenge_response.data.size() == 0x12u);
    BOOST_TEST(response.encrypted_hwid.data.size() == 0x14u);
    BOOST_TEST(response.mac_data.back() == 0x0a);
    BOOST_TEST(read_all<ServerNewLicense>(golden("license-upgrade-spec")).preamble.b_msg_type == 4);
}

// What MS-RDPELE 4.5 has decrypted.
BOOST_AUTO_TEST_CASE(reads_what_was_encrypted) {
    const auto data = from_hex("0001 0001 0300 0a00 54004500530054000000");
    check_mirrors<PlatformChallengeResponseData>(data);
    check_every_cut<PlatformChallengeResponseData>(data);
    BOOST_TEST(read_all<PlatformChallengeResponseData>(data).w_license_detail_level == 3);
    const auto hwid = from_hex("02000000 f159873e c9d898af 2402f8f3 293af026");
    check_mirrors<ClientHardwareId>(hwid);
    BOOST_TEST(read_all<ClientHardwareId>(hwid).data1 == 0x3e8759f1u);
    const auto license = from_hex("00000600 03000000 6d7300 04000000 4d000000 02000000 0000 01000000 30");
    check_mirrors<NewLicenseInfo>(license);
    check_every_cut<NewLicenseInfo>(license);
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const auto challenge = golden("license-challenge-spec");
    BOOST_TEST(error_of<ServerPlatformChallenge>(with(challenge, 0, "03")) ==
               "licensePreamble.bMsgType: another message (byte 0)");
    BOOST_TEST(error_of<ServerPlatformChallenge>(with(challenge, 10, "ffff")) ==
               "platformChallenge.EncryptedPlatformChallenge.wBlobLen: more than there is (byte 10)");
    BOOST_TEST(error_of<ServerPlatformChallenge>(with(challenge, 10, "0b00")) ==
               "platformChallenge.MACData: missing (byte 23)");
    BOOST_TEST(error_of<ServerPlatformChallenge>(with(challenge, 10, "0900")) ==
               "licensePreamble.wMsgSize: counts more than the parts of the message (byte 2)");
    BOOST_TEST(error_of<ServerNewLicense>(with(golden("license-new-spec"), 0, "02")) ==
               "licensePreamble.bMsgType: another message (byte 0)");
    BOOST_TEST(error_of<ServerNewLicense>(with(golden("license-new-spec"), 6, "ffff")) ==
               "newLicense.EncryptedLicenseInfo.wBlobLen: more than there is (byte 6)");
    BOOST_TEST(error_of<NewLicenseInfo>(from_hex("00000600 ffffffff 00")) ==
               "newLicenseInfo.cbScope: more than there is (byte 4)");
}

BOOST_AUTO_TEST_SUITE_END()
