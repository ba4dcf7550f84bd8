// The catalogue's certificates, held against OpenSSL: each is wrong in one thing alone to a client whose
// machine trusts the authority.
#include <boost/test/unit_test.hpp>

#include <map>

#include "harness/data/scenario/load.h"
#include "tests/root.h"
#include "tests/sim/link/tls_pair.h"

BOOST_AUTO_TEST_SUITE(play_wrong_certificates)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

// What OpenSSL calls it.
const std::map<std::string, std::string> kWrong{
    {"certificate/bad-signature[issuer=ca]", "certificate signature failure"},
    {"certificate/ec-key", "ok"},
    {"certificate/expired", "certificate has expired"},
    {"certificate/expired-ca", "certificate has expired"},
    {"certificate/expired-intermediate", "certificate has expired"},
    {"certificate/huge-chain", "ok"},
    {"certificate/missing-intermediate", "unable to get local issuer certificate"},
    {"certificate/no-subject-alt-name[issuer=ca]", "hostname mismatch"},
    {"certificate/not-yet-valid[issuer=ca]", "certificate is not yet valid"},
    {"certificate/reached-by-address[issuer=ca]", "IP address mismatch"},
    {"certificate/rsa-4096", "ok"},
    {"certificate/rsa-below-2048[bits=1536]", "EE certificate key too weak"},
    {"certificate/rsa-below-2048[bits=2040]", "ok"},
    {"certificate/signed-by-unknown-ca", "self-signed certificate in certificate chain"},
    {"certificate/weak-ca-digest", "ok"},
    {"certificate/weak-digest[digest=md5,issuer=ca]", "CA signature digest algorithm too weak"},
    {"certificate/weak-digest[digest=sha1,issuer=ca]", "CA signature digest algorithm too weak"},
    {"certificate/weak-rsa-key[bits=1024,issuer=ca]", "EE certificate key too weak"},
    {"certificate/weak-rsa-key[bits=512,issuer=ca]", "EE certificate key too weak"},
    {"certificate/wrong-name[issuer=ca]", "hostname mismatch"},
    {"certificate/wrong-usage[issuer=ca]", "unsuitable certificate purpose"},
    {"healthy/trusted-by-address", "ok"},
    {"healthy/trusted[issuer=ca]", "ok"},
    {"healthy/trusted[issuer=intermediate]", "ok"}};

// Whoever signs itself is wrong in that beside the rest, and a key of another's breaks the handshake.
bool is_of_the_authority(const Scenario& scenario) {
    const auto& recipe = scenario.host.certificate;
    return scenario.trusted && !scenario.middlebox && recipe.issuer != host::Issuer::self &&
           recipe.spoiled != host::Spoiled::wrong_key;
}

std::string found_by_openssl(const Scenario& scenario) {
    const std::string name = scenario.by_name ? "localhost" : "127.0.0.1";
    const auto minted = link::mint(scenario.host.certificate, name, std::chrono::system_clock::now());
    const link::TlsClient client{.trusted = {minted.authority_der}};
    return link::shake_hands(link::TlsContext(scenario.host.tls, minted), link::TlsContext(client), name)
        .client.verify_text();
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_is_wrong_in_one_thing_alone) {
    std::size_t looked_at = 0;
    for (const auto& scenario :
         load_scenarios(std::filesystem::path(badrdp::test::kProject) / "scenarios").scenarios) {
        if (!is_of_the_authority(scenario)) continue;
        BOOST_TEST_REQUIRE(kWrong.contains(scenario.id()), "what is wrong in " << scenario.id());
        BOOST_TEST(found_by_openssl(scenario) == kWrong.at(scenario.id()), scenario.id());
        ++looked_at;
    }
    BOOST_TEST(looked_at == kWrong.size());
}

BOOST_AUTO_TEST_SUITE_END()
