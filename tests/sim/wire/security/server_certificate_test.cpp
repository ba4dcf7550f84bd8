#include "sim/wire/security/server_certificate.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/mcs/mcs_connect_response.h"
#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

BOOST_AUTO_TEST_SUITE(server_certificate)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// The certificate of the annotated dump of MS-RDPBCGR 4.1.4.
Bytes example() {
    const auto packet = golden("mcs-connect-response-spec");
    const auto response = read_packet<McsConnectResponse>(packet);
    BOOST_REQUIRE(response);
    return response->details->conference.server_data.find<ServerSecurityData>()->keys->server_certificate;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto certificate = check_part<ProprietaryCertificate>(example());
    BOOST_TEST(certificate.version == ProprietaryCertificate::kVersion1);
    BOOST_TEST(certificate.public_key.pub_exp == 0x10001u);
    BOOST_REQUIRE(certificate.public_key.modulus.size() == 64u);
    BOOST_TEST(certificate.public_key.modulus.front() == 0xcb);
    BOOST_TEST(certificate.public_key.modulus.back() == 0xbc);
    BOOST_TEST(certificate.signature.size() == 72u);
    BOOST_TEST(certificate.signature.front() == 0xe9);
}

BOOST_AUTO_TEST_CASE(the_signed_part_is_all_that_comes_before_the_signature) {
    const auto bytes = example();
    Reader in(bytes);
    Writer out;
    ProprietaryCertificate::read(in)->write_signed_part(out);
    BOOST_TEST(out.bytes == Bytes(bytes.begin(), bytes.end() - 72 - 4));
}

BOOST_AUTO_TEST_CASE(a_certificate_may_be_temporary) {
    auto bytes = example();
    bytes[3] = 0x80;
    BOOST_TEST(check_part<ProprietaryCertificate>(bytes).version == 0x80000001u);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    const struct {
        const char* name;
        std::size_t at;
        const char* hex;
        const char* error;
    } cases[] = {
        {"a chain of X.509", 0, "02", "serverCertificate.dwVersion: not a proprietary certificate (byte 0)"},
        {"signature of another kind", 4, "02", "serverCertificate.dwSigAlgId: not RSA (byte 4)"},
        {"key of another kind", 8, "00", "serverCertificate.dwKeyAlgId: not RSA (byte 8)"},
        {"blob of another kind", 12, "08", "serverCertificate.wPublicKeyBlobType: not 6 (byte 12)"},
        {"no blob", 14, "0000", "rsaPublicKey.magic: missing (byte 16)"},
        {"blob too short", 14, "5b00", "rsaPublicKey.keylen: counts more than there is (byte 20)"},
        {"blob too long", 14, "5d00",
         "serverCertificate.wPublicKeyBlobLen: counts more than its parts (byte 14)"},
        {"blob of 65535", 14, "ffff",
         "serverCertificate.wPublicKeyBlobLen: counts more than there is (byte 14)"},
        {"another magic", 16, "52534132", "rsaPublicKey.magic: not RSA1 (byte 16)"},
        {"keylen 0", 20, "00000000", "rsaPublicKey.keylen: no room for a modulus (byte 20)"},
        {"keylen 8", 20, "08000000", "rsaPublicKey.keylen: no room for a modulus (byte 20)"},
        {"keylen that wraps", 20, "ffffffff", "rsaPublicKey.bitlen: disagrees with keylen (byte 24)"},
        {"bitlen 0", 24, "00000000", "rsaPublicKey.bitlen: disagrees with keylen (byte 24)"},
        {"bitlen other than keylen", 24, "00040000", "rsaPublicKey.bitlen: disagrees with keylen (byte 24)"},
        {"datalen 64", 28, "40000000", "rsaPublicKey.datalen: disagrees with bitlen (byte 28)"},
        {"exponent 0", 32, "00000000", "rsaPublicKey.pubExp: zero (byte 32)"},
        {"padding that is none", 107, "01", "rsaPublicKey.padding: not zero (byte 100)"},
        {"signature blob of another kind", 108, "06",
         "serverCertificate.wSignatureBlobType: not 8 (byte 108)"},
        {"signature of 65535", 110, "ffff",
         "serverCertificate.wSignatureBlobLen: counts more than there is (byte 110)"},
    };
    for (const auto& [name, at, hex, error] : cases) {
        BOOST_TEST_CONTEXT(name) {
            auto bytes = example();
            std::ranges::copy(from_hex(hex), bytes.begin() + static_cast<std::ptrdiff_t>(at));
            BOOST_TEST(error_of<ProprietaryCertificate>(bytes) == error);
        }
    }
    auto bytes = example();
    std::fill_n(bytes.begin() + 36, 64, std::uint8_t{0});
    BOOST_TEST(error_of<ProprietaryCertificate>(bytes) == "rsaPublicKey.modulus: zero (byte 36)");
}

// As MS-RDPELE 2.2.1.4.2 lays it out.
BOOST_AUTO_TEST_CASE(a_chain_of_x509_has_its_certificates_one_behind_the_other) {
    const auto bytes =
        from_hex("02000080 02000000  02000000 aabb  01000000 cc  00000000000000000000000000000000");
    const auto chain = check_part<X509Chain>(bytes);
    BOOST_TEST(chain.version == 0x80000002u);
    BOOST_TEST((chain.certificates == std::vector<Bytes>{{0xaa, 0xbb}, {0xcc}}));
    BOOST_TEST(chain.padding.size() == 16u);
    BOOST_TEST(is_x509_chain(bytes));
    BOOST_TEST(!is_x509_chain(example()));
    BOOST_TEST(!is_x509_chain({}));
    const auto wrong = [&](std::size_t at, std::string_view hex) {
        auto bent = bytes;
        std::ranges::copy(from_hex(hex), bent.begin() + static_cast<std::ptrdiff_t>(at));
        return error_of<X509Chain>(bent);
    };
    BOOST_TEST(wrong(0, "01") == "serverCertificate.dwVersion: not a chain of X.509 (byte 0)");
    BOOST_TEST(wrong(4, "00") == "serverCertificate.NumCertBlobs: not 1 to 64 (byte 4)");
    BOOST_TEST(wrong(4, "ffffffff") == "serverCertificate.NumCertBlobs: not 1 to 64 (byte 4)");
    BOOST_TEST(wrong(8, "ffffffff") == "serverCertificate.cbCert: more than there is (byte 8)");
    for (std::size_t keep = 0; keep < 19; ++keep)
        BOOST_TEST(error_of<X509Chain>(BytesView(bytes).first(keep)) != "none");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_malformed) {
    const auto bytes = example();
    for (std::size_t keep = 0; keep < bytes.size(); ++keep)
        BOOST_TEST(error_of<ProprietaryCertificate>(BytesView(bytes).first(keep)) != "none");
}

BOOST_AUTO_TEST_SUITE_END()
