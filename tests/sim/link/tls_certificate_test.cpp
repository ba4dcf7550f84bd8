#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "sim/link/openssl.h"
#include "sim/link/tls.h"
#include "tests/sim/link/recipes.h"
#include "tests/sim/link/tls_pair.h"

namespace badrdp::link {

BOOST_AUTO_TEST_SUITE(link_tls_certificate)
namespace {

namespace bdata = boost::unit_test::data;
using host::Issuer;
using host::KeyKind;
using host::Spoiled;
using std::chrono::hours;
using std::chrono::system_clock;

constexpr std::string_view kName = "host.example";

Minted minted(const host::CertificateRecipe& recipe) { return mint(recipe, kName, system_clock::now()); }

struct Eyes {
    bool trusting = false;  // the anchor of what it is shown
    bool aborts = false;
};

Pair shown(const Minted& chain, std::uint16_t version, Eyes eyes = {}) {
    TlsClient settings{.tls = only(version)};
    if (eyes.trusting && !chain.anchor_der.empty()) settings.trusted.push_back(chain.anchor_der);
    settings.abort_on_bad_certificate = eyes.aborts;
    return shake_hands(TlsContext(only(version), chain), TlsContext(settings), kName);
}

struct Row {
    std::string_view name;
    host::CertificateRecipe recipe;
    std::string_view stranger;  // what a client finds that trusts nobody
    std::string_view friendly;  // what one finds that trusts the anchor: the fault by itself
    int alert;                  // what the latter sends if it refuses; RFC 8446 6.2
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// OpenSSL finds no fault with a weak digest in a certificate that signed itself: nobody relies on that
// signature.
const std::vector<Row> kShown{
    {"usual", {}, "self-signed certificate", "ok", 0},
    {"ec", issued_by(Issuer::self, KeyKind::ec), "self-signed certificate", "ok", 0},
    {"ed25519", issued_by(Issuer::self, KeyKind::ed25519), "self-signed certificate", "ok", 0},
    {"rsa_4096", of_bits(4096), "self-signed certificate", "ok", 0},
    {"rsa_1024", of_bits(1024), "EE certificate key too weak, self-signed certificate",
     "EE certificate key too weak", 42},
    {"expired", with([](auto& r) {
         r.not_before = -hours(48);
         r.not_after = -hours(24);
     }),
     "self-signed certificate, certificate has expired", "certificate has expired", 45},
    {"not_yet_valid", with([](auto& r) { r.not_before = hours(24); }),
     "self-signed certificate, certificate is not yet valid", "certificate is not yet valid", 42},
    {"another_name", with([](auto& r) {
         r.common_name = "other.example";
         r.subject_alt_name = false;
     }),
     "self-signed certificate, hostname mismatch", "hostname mismatch", 42},
    {"no_alternative_name", with([](auto& r) { r.subject_alt_name = false; }),
     "self-signed certificate, hostname mismatch", "hostname mismatch", 42},
    {"client_only", with([](auto& r) { r.extended_key_usage = {"clientAuth"}; }),
     "self-signed certificate, unsuitable certificate purpose", "unsuitable certificate purpose", 43},
    {"from_a_ca", issued_by(Issuer::ca), "self-signed certificate in certificate chain", "ok", 0},
    {"from_an_expired_ca", issued_by(Issuer::expired_ca),
     "self-signed certificate in certificate chain, certificate has expired", "certificate has expired", 45},
    {"intermediate_missing", issued_by(Issuer::missing_intermediate),
     "unable to get local issuer certificate", "unable to get local issuer certificate", 48},
    {"bad_signature", spoiled(Spoiled::bad_signature),
     "self-signed certificate, certificate signature failure", "certificate signature failure", 51},
    {"bad_signature_of_a_ca", with([](auto& r) {
         r.spoiled = Spoiled::bad_signature;
         r.issuer = Issuer::ca;
     }),
     "self-signed certificate in certificate chain, certificate signature failure",
     "certificate signature failure", 51},
    {"sha1", digested("sha1"), "self-signed certificate", "ok", 0},
    {"md5", digested("md5"), "self-signed certificate", "ok", 0},
    {"sha1_from_a_ca", with([](auto& r) {
         r.digest = "sha1";
         r.issuer = Issuer::ca;
     }),
     "self-signed certificate in certificate chain, CA signature digest algorithm too weak",
     "CA signature digest algorithm too weak", 42},
    {"md5_from_a_ca", with([](auto& r) {
         r.digest = "md5";
         r.issuer = Issuer::ca;
     }),
     "self-signed certificate in certificate chain, CA signature digest algorithm too weak",
     "CA signature digest algorithm too weak", 42},
    {"padded", with([](auto& r) { r.pad_to = 60000; }), "self-signed certificate", "ok", 0},
};

// The Certificate message, which everybody can read before TLS 1.3: every certificate with its length in
// front of it, the leaf first [RFC 5246 7.4.2]. Handshake messages may be cut over records [6.2.1].
bool sends_all(const Pair& pair, const Minted& chain) {
    wire::Bytes said;
    for (wire::BytesView rest(pair.from_server); rest.size() >= 5 && rest[0] == 22;) {
        const std::size_t length = std::size_t{rest[3]} << 8 | rest[4];
        if (rest.size() - 5 < length) return false;
        said.insert(said.end(), rest.begin() + 5, rest.begin() + static_cast<std::ptrdiff_t>(5 + length));
        rest = rest.subspan(5 + length);
    }
    wire::Bytes list;
    const auto put_length = [](wire::Bytes& into, std::size_t length) {
        for (const unsigned shift : {16u, 8u, 0u}) into.push_back(static_cast<std::uint8_t>(length >> shift));
    };
    for (const auto& der : chain.chain_der) {
        put_length(list, der.size());
        list.insert(list.end(), der.begin(), der.end());
    }
    wire::Bytes whole;  // with the length of the list: nothing before it, nothing behind it
    put_length(whole, list.size());
    whole.insert(whole.end(), list.begin(), list.end());
    return !std::ranges::search(said, whole).empty();
}

}  // namespace

BOOST_DATA_TEST_CASE(a_client_finds_the_fault_and_goes_on,
                     bdata::make(kShown) * bdata::make({0x0303, 0x0304}), row, version) {
    const auto chain = minted(row.recipe);
    for (const bool trusting : {false, true}) {
        const auto pair = shown(chain, static_cast<std::uint16_t>(version), {.trusting = trusting});
        const auto expected = trusting ? row.friendly : row.stranger;
        BOOST_TEST(pair.client.verify_text() == expected);
        BOOST_TEST(pair.client.finished());
        BOOST_TEST(pair.server.finished());
        BOOST_TEST((pair.client.peer_certificate_der() == chain.chain_der.front()));
        if (version < 0x0304) BOOST_TEST(sends_all(pair, chain));
        BOOST_TEST(!pair.client.public_key_info().empty());
        BOOST_TEST((pair.client.public_key_info() == pair.server.public_key_info()));
    }
}

BOOST_DATA_TEST_CASE(a_client_may_refuse_with_the_fitting_alert,
                     bdata::make(kShown) * bdata::make({0x0303, 0x0304}), row, version) {
    const auto pair =
        shown(minted(row.recipe), static_cast<std::uint16_t>(version), {.trusting = true, .aborts = true});
    BOOST_TEST(pair.client.verify_text() == row.friendly);
    BOOST_TEST(pair.server.finished() == (row.alert == 0));
    if (row.alert == 0) return;
    const Tls::Alert alert{wire::Role::client, 2, static_cast<std::uint8_t>(row.alert)};
    BOOST_TEST(pair.client.failed().value_or("") == "certificate verify failed");
    BOOST_TEST(pair.client.alerts() == std::vector{alert}, boost::test_tools::per_element());
    BOOST_TEST(pair.server.alerts() == std::vector{alert}, boost::test_tools::per_element());
    BOOST_TEST(pair.server.failed().value_or("") == to_string(alert) + " received");
}

BOOST_DATA_TEST_CASE(the_wrong_key_breaks_the_handshake_not_the_certificate,
                     bdata::make({0x0303, 0x0304}) * bdata::xrange(3), version, kind) {
    const auto chain = minted(spoiled(Spoiled::wrong_key, static_cast<KeyKind>(kind)));
    const auto pair = shown(chain, static_cast<std::uint16_t>(version), {.trusting = true});
    BOOST_TEST(pair.client.verify_text() == "ok");
    BOOST_TEST(pair.client.failed().value_or("") == "bad signature");
    BOOST_TEST(pair.client.version() == version);  // agreed before it broke
    BOOST_TEST(pair.server.version() == version);
    BOOST_TEST(pair.server.cipher() != "");
    BOOST_TEST(pair.server.failed().value_or("") == "fatal alert 51 (decrypt_error) received");
    BOOST_TEST((pair.client.peer_certificate_der() == chain.chain_der.front()));
    BOOST_TEST((pair.client.public_key_info() == pair.server.public_key_info()));
}

// RSA without Diffie-Hellman signs nothing: the wrong key shows only in the Finished messages (RFC
// 5246 7.4.7.1).
BOOST_AUTO_TEST_CASE(the_wrong_key_cannot_decrypt_the_premaster_secret) {
    auto tls = only(0x0303);
    tls.ciphers = "AES128-GCM-SHA256";
    const auto pair = shake_hands(TlsContext(tls, minted(spoiled(Spoiled::wrong_key))),
                                  TlsContext(TlsClient{.tls = tls}), kName);
    BOOST_TEST(!pair.server.finished());
    // What was encrypted for one modulus may be too large a number for the other, and OpenSSL says so at
    // once; otherwise it goes on with a secret of chance, and the first MAC is wrong. Which of the two is
    // chance.
    const bool too_large = pair.server.failed().value_or("") == "decryption failed";
    if (!too_large) BOOST_TEST(pair.server.failed().value_or("") == "decryption failed or bad record mac");
    BOOST_TEST(pair.client.failed().value_or("") == (too_large ? "fatal alert 51 (decrypt_error) received"
                                                               : "fatal alert 20 (bad_record_mac) received"));
}

BOOST_DATA_TEST_CASE(garbage_is_shown_as_it_is, bdata::make({0x0301, 0x0303, 0x0304}), version) {
    const auto chain = minted(spoiled(Spoiled::garbage_der));
    const auto pair = shown(chain, static_cast<std::uint16_t>(version));
    BOOST_TEST((pair.client.peer_certificate_der() == chain.chain_der.front()));
    if (version < 0x0304) BOOST_TEST(sends_all(pair, chain));
    BOOST_TEST(pair.client.failed().value_or("") == "ASN1 lib: wrong tag");
    BOOST_TEST(pair.client.verify_text() == "not verified");
    BOOST_TEST(pair.client.public_key_info().empty());
    BOOST_TEST(pair.server.public_key_info().empty());
    BOOST_TEST(pair.server.failed().value_or("") == "fatal alert 42 (bad_certificate) received");
    // Before TLS 1.3 it can be seen on the wire: RFC 5246 7.4.2.
    const auto& garbage = chain.chain_der.front();
    const bool in_clear = !std::ranges::search(pair.from_server, garbage).empty();
    BOOST_TEST(in_clear == (version < 0x0304));
}

// 512 bits are too few for RSA-PSS with SHA-256, which TLS 1.3 asks for; a server that offers both must
// choose TLS 1.2.
BOOST_AUTO_TEST_CASE(a_key_of_512_bits_works_up_to_tls_12) {
    const auto chain = minted(of_bits(512));
    const auto pair = shake_hands(TlsContext(host::Tls{}, chain), TlsContext(TlsClient{}), kName);
    BOOST_TEST(pair.client.finished());
    BOOST_TEST(pair.server.finished());
    BOOST_TEST(pair.client.version_text() == "TLS 1.2");
    BOOST_TEST(pair.client.verify_text() == "EE certificate key too weak, self-signed certificate");
    const auto hopeless = shown(chain, 0x0304);
    BOOST_TEST(hopeless.server.failed().value_or("") == "no suitable signature algorithm");
}

BOOST_AUTO_TEST_CASE(a_weak_certificate_does_not_lower_the_server_elsewhere) {
    auto old = only(0x0303);
    old.ciphers = "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=2";
    host::Tls weak_client = only(0x0303);
    weak_client.security_level = 0;
    weak_client.ciphers = "ADH-AES128-GCM-SHA256";
    const auto pair =
        shake_hands(TlsContext(old, minted(of_bits(512))), TlsContext(TlsClient{.tls = weak_client}), kName);
    BOOST_TEST(pair.server.failed().value_or("") == "no shared cipher");
}

BOOST_AUTO_TEST_CASE(a_client_told_not_to_look_does_not) {
    const auto pair = shake_hands(TlsContext(host::Tls{}, minted(of_bits(1024))),
                                  TlsContext(TlsClient{.verify = false, .abort_on_bad_certificate = true}),
                                  "other.example");
    BOOST_TEST(pair.client.finished());
    BOOST_TEST(pair.client.verify_text() == "not verified");
}

BOOST_AUTO_TEST_CASE(an_address_is_checked_as_an_address) {
    const auto chain = mint({}, "192.0.2.7", system_clock::now());
    const TlsContext server(host::Tls{}, chain);
    const TlsContext client(TlsClient{.trusted = {chain.anchor_der}});
    BOOST_TEST(shake_hands(server, client, "192.0.2.7").client.verify_text() == "ok");
    BOOST_TEST(shake_hands(server, client, "192.0.2.8").client.verify_text() == "IP address mismatch");
    BOOST_TEST(shake_hands(server, client, "").client.verify_text() == "ok");
}

// What is wrong is wrong in one thing alone: a client that trusts the authority finds nothing else.
BOOST_AUTO_TEST_CASE(who_trusts_the_authority_finds_what_is_wrong_beside_it) {
    const auto named = [](std::string_view common, std::string_view other) {
        auto recipe = issued_by(Issuer::ca);
        recipe.common_name = common;
        recipe.alternative_name = other;
        return recipe;
    };
    const std::vector<std::pair<host::CertificateRecipe, std::string_view>> rows{
        {issued_by(Issuer::self), "self-signed certificate"},
        {issued_by(Issuer::ca), "ok"},
        {issued_by(Issuer::unknown_ca), "self-signed certificate in certificate chain"},
        {issued_by(Issuer::intermediate), "ok"},
        {issued_by(Issuer::expired_intermediate), "certificate has expired"},
        {issued_by(Issuer::missing_intermediate), "unable to get local issuer certificate"},
        {issued_by(Issuer::weak_ca), "ok"},
        {named("other.example", "other.example"), "hostname mismatch"},
        {named("", "other.example"), "hostname mismatch"},
        {named("other.example", ""), "ok"}};  // the common name is no identity [RFC 9525 6.3]
    for (const auto& [recipe, found] : rows)
        for (const auto version : {std::uint16_t{0x0303}, std::uint16_t{0x0304}}) {
            const auto chain = minted(recipe);
            TlsClient settings{.tls = only(version)};
            settings.trusted.push_back(chain.authority_der);
            const auto pair = shake_hands(TlsContext(only(version), chain), TlsContext(settings), kName);
            BOOST_TEST(pair.client.verify_text() == found);
        }
}

BOOST_AUTO_TEST_CASE(times_are_judged_by_the_clock_that_is_given) {
    const auto chain = minted({});
    TlsClient settings{.trusted = {chain.anchor_der}};
    settings.now = system_clock::now() + hours(24 * 365);
    BOOST_TEST(
        shake_hands(TlsContext(host::Tls{}, chain), TlsContext(settings), kName).client.verify_text() ==
        "certificate has expired");
}

BOOST_AUTO_TEST_CASE(a_client_can_trust_a_leaf_whose_issuer_is_unknown) {
    const auto chain = minted(issued_by(Issuer::missing_intermediate));
    const TlsContext client(TlsClient{.trusted = {chain.chain_der.front()}});
    BOOST_TEST(shake_hands(TlsContext(host::Tls{}, chain), client, kName).client.verify_text() == "ok");
    BOOST_CHECK_THROW(TlsContext(TlsClient{.trusted = {{1, 2, 3}}}), std::runtime_error);
}

// One bound less for a peer to run into: OpenSSL's clients read 100 KiB of chain and no more.
BOOST_AUTO_TEST_CASE(a_chain_can_be_too_long_for_a_client) {
    const auto pair = shown(minted(with([](auto& r) { r.pad_to = 200000; })), 0x0303);
    BOOST_TEST(pair.client.failed().value_or("") == "excessive message size");
    BOOST_TEST(pair.server.failed().value_or("") == "fatal alert 47 (illegal_parameter) received");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::link
