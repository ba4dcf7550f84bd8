#include "sim/wire/mcs/server_data.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/security/server_certificate.h"
#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

BOOST_AUTO_TEST_SUITE(server_data)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

const Bytes kCore = from_hex("010c 0c00 04000800 00000000");
const Bytes kNoSecurity = from_hex("020c 0c00 00000000 00000000");

Bytes with(const char* block_hex) { return joined({kCore, kNoSecurity, from_hex(block_hex)}); }

// Security data of 128 bits at level 2, with what follows the level.
Bytes secured(const Bytes& keys) {
    Writer body;
    body.u32le("method", 2);
    body.u32le("level", 2);
    body.raw("keys", keys);
    Writer out;
    write_block(out, ServerSecurityData::kNames, ServerSecurityData::kType, body);
    return joined({kCore, out.bytes});
}

Bytes keys(std::uint32_t random_said, std::uint32_t certificate_said, std::size_t bytes) {
    Writer out;
    out.u32le("random", random_said);
    out.u32le("certificate", certificate_said);
    out.raw("both", Bytes(bytes, 0x5a));
    return out.bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(all_blocks_of_the_specification_come_back) {
    check_part<ServerData>(joined({kCore, kNoSecurity}));
    check_part<ServerData>(joined({kNoSecurity, kCore}));
    check_part<ServerData>(joined({from_hex("010c 0800 04000800"), kNoSecurity}));
    check_part<ServerData>(joined({from_hex("010c 1000 04000800 00000000 01000000"), kNoSecurity}));
    check_part<ServerData>(joined({from_hex("010c 1300 04000800 00000000 01000000 010203"), kNoSecurity}));
    check_part<ServerData>(with("030c 0800 eb03 0000"));
    check_part<ServerData>(with("030c 0c00 eb03 0200 ec03 ed03"));
    check_part<ServerData>(with("040c 0600 f003 080c 0800 01030000"));
    check_part<ServerData>(with("ffff 0600 0102"));
    const auto odd = check_part<ServerData>(with("030c 0c00 eb03 0100 ec03 adde"));
    BOOST_TEST(odd.find<ServerNetworkData>()->pad == 0xdead);
    BOOST_TEST(odd.find<ServerNetworkData>()->channel_ids.size() == 1u);
}

BOOST_AUTO_TEST_CASE(keys_come_back_whatever_certificate_they_hold) {
    const auto data = check_part<ServerData>(secured(keys(32, 7, 39)));
    const auto* security = data.find<ServerSecurityData>();
    BOOST_REQUIRE(security);
    BOOST_REQUIRE(security->keys);
    BOOST_TEST(security->keys->server_certificate == Bytes(7, 0x5a));
    check_part<ServerData>(secured(keys(32, 0, 32)));
    // Against the letter of 2.2.1.4.3, and harmless.
    check_part<ServerData>(joined({kCore, from_hex("020c 1400 00000000 00000000 00000000 00000000")}));
}

// Faults can aim at the key of a right certificate; a wrong one is handed on to whoever judges it.
BOOST_AUTO_TEST_CASE(a_right_proprietary_certificate_has_named_fields_and_a_wrong_one_is_bytes) {
    const auto names = [](std::uint32_t pub_exp) {
        Writer certificate;
        ProprietaryCertificate{.public_key = {.pub_exp = pub_exp, .modulus = Bytes(64, 7)},
                               .signature = Bytes(72, 9)}
            .write(certificate);
        const ServerSecurityData security{
            .encryption_method = EncryptionMethod::rc4_40,
            .encryption_level = EncryptionLevel::low,
            .keys = ServerKeys{.server_random = Bytes(32, 1), .server_certificate = certificate.bytes}};
        Writer out;
        security.write(out);
        BOOST_TEST((check_part<ServerSecurityData>(out.bytes) == security));
        std::vector<std::string> all;
        for (const auto& span : out.fields) all.emplace_back(span.name);
        return all;
    };
    BOOST_TEST(std::ranges::count(names(0x10001), "rsaPublicKey.pubExp") == 1);
    BOOST_TEST(std::ranges::count(names(0), "rsaPublicKey.pubExp") == 0);
    BOOST_TEST(std::ranges::count(names(0), "serverSecurityData.serverCertificate") == 1);
}

BOOST_AUTO_TEST_CASE(a_server_random_is_thirty_two_bytes) {
    const auto error = "serverSecurityData.serverRandomLen: not 32 (byte 24)";
    BOOST_TEST(error_of<ServerData>(secured(keys(0, 7, 7))) == error);
    BOOST_TEST(error_of<ServerData>(secured(keys(31, 7, 38))) == error);
    BOOST_TEST(error_of<ServerData>(secured(keys(33, 7, 40))) == error);
    BOOST_TEST(error_of<ServerData>(secured(keys(0xffffffff, 7, 40))) == error);
    BOOST_TEST(error_of<ServerData>(secured(keys(32, 7, 20))) ==
               "serverSecurityData.serverRandom: missing (byte 32)");
    BOOST_TEST(error_of<ServerData>(secured(keys(32, 8, 39))) ==
               "serverSecurityData.serverCertLen: counts more than there is (byte 28)");
    BOOST_TEST(error_of<ServerData>(secured(keys(32, 0xffffffff, 39))) ==
               "serverSecurityData.serverCertLen: counts more than there is (byte 28)");
    BOOST_TEST(error_of<ServerData>(secured(keys(32, 6, 39))) ==
               "serverSecurityData.header.length: counts more than its parts (byte 14)");
    BOOST_TEST(error_of<ServerData>(secured({})) == "serverSecurityData.serverRandomLen: missing (byte 24)");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_block) {
    const struct {
        const char* hex;
        const char* error;
    } cases[] = {
        {"03", "unknownData.header.type: missing (byte 24)"},
        {"030c 0000", "serverNetworkData.header.length: shorter than its own header (byte 26)"},
        {"030c ffff eb03", "serverNetworkData.header.length: counts more than there is (byte 26)"},
        {"030c 0600 eb03", "serverNetworkData.channelCount: missing (byte 30)"},
        {"030c 0800 eb03 0100", "serverNetworkData.channelCount: counts more than there is (byte 30)"},
        {"030c 0c00 eb03 ffff ec03 ed03",
         "serverNetworkData.channelCount: counts more than there is (byte 30)"},
        {"030c 0a00 eb03 0100 ec03", "serverNetworkData.Pad: missing (byte 34)"},
        {"030c 0a00 eb03 0000 0000", "serverNetworkData.header.length: counts more than its parts (byte 26)"},
        {"040c 0500 f0", "serverMessageChannelData.MCSChannelID: missing (byte 28)"},
        {"040c 0800 f0030000",
         "serverMessageChannelData.header.length: counts more than its parts (byte 26)"},
        {"080c 0400", "serverMultitransportChannelData.flags: missing (byte 28)"},
        {"010c 0800 04000800", "serverCoreData.header.type: a second block of this type (byte 24)"},
    };
    for (const auto& [hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(error_of<ServerData>(with(hex)) == error); }
    }
    BOOST_TEST(error_of<ServerData>(joined({from_hex("010c 0a00 04000800 0000"), kNoSecurity})) ==
               "serverCoreData.clientRequestedProtocols: missing (byte 8)");
}

BOOST_AUTO_TEST_CASE(core_and_security_data_must_be_there) {
    BOOST_TEST(error_of<ServerData>({}) == "serverCoreData.header.type: missing (byte 0)");
    BOOST_TEST(error_of<ServerData>(kCore) == "serverSecurityData.header.type: missing (byte 12)");
}

BOOST_AUTO_TEST_SUITE_END()
