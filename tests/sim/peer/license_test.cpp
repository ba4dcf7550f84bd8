// Both ends of licensing, where the other end is none of ours.
#include <boost/test/unit_test.hpp>

#include "sim/auth/rdp_rsa.h"
#include "sim/peer/license_client.h"
#include "sim/peer/license_host.h"
#include "sim/peer/machine.h"
#include "sim/wire/license/license.h"
#include "sim/wire/security/server_certificate.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::peer_license_tests {

using namespace badrdp;
using peer::LicenseClient;
using peer::LicenseHost;

namespace {

template <class Pdu>
wire::Bytes bytes_of(const Pdu& pdu) {
    wire::Writer out;
    pdu.write(out);
    return out.bytes;
}

wire::ServerLicenseRequest license_request(wire::Bytes certificate) {
    wire::ServerLicenseRequest request;
    request.server_random.fill(7);
    request.server_certificate.data = std::move(certificate);
    return request;
}

wire::Bytes certificate() {
    const auto key = test::rsa_key();
    wire::ProprietaryCertificate certificate{
        .public_key = {.pub_exp = key.public_exponent, .modulus = key.modulus}};
    wire::Writer signed_part;
    certificate.write_signed_part(signed_part);
    certificate.signature = auth::sign_certificate(signed_part.bytes);
    return bytes_of(certificate);
}

// A client that has been asked, and a host that knows what the client knows.
struct Agreed {
    LicenseClient client{"alice", {}, test::environment().random};
    auth::LicenseKeys keys{};

    Agreed() {
        const auto request = license_request(certificate());
        const auto heard = client.hear(bytes_of(request));
        wire::Reader in(heard->answer->bytes);
        const auto asked = wire::ClientNewLicenseRequest::read(in);
        const auto key = test::rsa_key();
        const auto secret =
            auth::decrypt_secret(asked->encrypted_pre_master_secret.data, key.private_exponent, key.modulus,
                                 auth::LicenseKeys::kPreMasterSecret);
        BOOST_REQUIRE(secret.has_value());
        keys = auth::license_keys(*secret, asked->client_random, request.server_random);
    }

    wire::Expected<LicenseClient::Heard> grant(const wire::Bytes& plain) {
        wire::ServerNewLicense license;
        license.encrypted_license_info.data = auth::license_cipher(keys, plain);
        license.mac_data = auth::license_mac(keys, plain);
        return client.hear(bytes_of(license));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(peer_license, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(a_client_takes_a_licence_of_the_longest_that_it_keeps_and_no_longer) {
    Agreed agreed;
    const auto longest =
        agreed.grant(bytes_of(wire::NewLicenseInfo{.license_info = wire::Bytes(peer::kLongestLicense, 1)}));
    BOOST_REQUIRE(longest.has_value());
    BOOST_TEST(longest->granted.value().size() == peer::kLongestLicense);
    const auto longer = agreed.grant(
        bytes_of(wire::NewLicenseInfo{.license_info = wire::Bytes(peer::kLongestLicense + 1, 1)}));
    BOOST_REQUIRE(!longer.has_value());
    BOOST_TEST(longer.error().field == "newLicenseInfo.cbLicenseInfo");
}

BOOST_AUTO_TEST_CASE(a_client_names_the_field_of_a_licence_that_it_cannot_read) {
    Agreed agreed;
    const auto heard = agreed.grant(wire::Bytes{0, 0, 6, 0, 200, 0, 0, 0});
    BOOST_REQUIRE(!heard.has_value());
    BOOST_TEST(std::string(heard.error().field).starts_with("newLicenseInfo."));
}

// Windows shows a chain of X.509 here: who cannot read it has no key to check anything with.
BOOST_AUTO_TEST_CASE(a_client_blames_the_certificate_that_it_could_not_read_and_not_the_mac) {
    LicenseClient client("alice", {}, test::environment().random);
    BOOST_REQUIRE(client.hear(bytes_of(license_request({2, 0, 0, 0})))->answer.has_value());
    for (const auto& message :
         {bytes_of(wire::ServerPlatformChallenge{}), bytes_of(wire::ServerNewLicense{})}) {
        const auto heard = client.hear(message);
        BOOST_REQUIRE(heard.has_value());
        BOOST_TEST(heard->unproven.contains("the host's certificate is none that we can read"));
        BOOST_TEST(!heard->unproven.contains("MAC"));
    }
    Agreed agreed;
    BOOST_TEST(agreed.client.hear(bytes_of(wire::ServerPlatformChallenge{}))->unproven ==
               "the platform challenge does not bear the host's MAC");
}

// Not before: OpenSSL's legacy provider need not be there for a host that wants no licence.
BOOST_AUTO_TEST_CASE(a_client_prepares_for_licences_when_it_is_asked_for_one) {
    int prepared = 0;
    LicenseClient client("alice", {}, test::environment().random, [&] { ++prepared; });
    BOOST_REQUIRE(client.hear(bytes_of(wire::LicenseError{})).has_value());
    BOOST_TEST(prepared == 0);
    BOOST_REQUIRE(client.hear(bytes_of(license_request(certificate()))).has_value());
    BOOST_TEST(prepared == 1);
}

// MS-RDPELE 2.2.2.8.
BOOST_AUTO_TEST_CASE(a_host_understands_a_client_that_ends_licensing) {
    LicenseHost host(peer::Licensing::issued, 0);
    const wire::LicenseError alert{.dw_error_code = wire::LicenseError::kInvalidServerCertificate,
                                   .dw_state_transition = wire::LicenseError::kTotalAbort};
    const auto next = host.hear(bytes_of(alert), test::rsa_key());
    BOOST_REQUIRE(next.has_value());
    BOOST_TEST((next->word == LicenseHost::Next::Word::end));
    BOOST_TEST(next->error == 1u);
    auto cut = bytes_of(alert);
    cut.resize(8);
    BOOST_TEST(!host.hear(cut, test::rsa_key()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::peer_license_tests
