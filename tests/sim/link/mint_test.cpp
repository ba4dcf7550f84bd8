#include "sim/link/mint.h"

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <bit>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <concepts>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "sim/link/openssl.h"
#include "tests/sim/link/openssl_tool.h"
#include "tests/sim/link/recipes.h"

namespace badrdp::link {

BOOST_AUTO_TEST_SUITE(link_mint)
namespace {

namespace bdata = boost::unit_test::data;
using host::CertificateRecipe;
using host::Issuer;
using host::KeyKind;
using host::Spoiled;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::system_clock;

constexpr std::string_view kName = "host.example";
const system_clock::time_point kNow{seconds(1'790'000'000)};  // 2026-09-21 14:13:20 UTC

Minted made(const CertificateRecipe& recipe, std::string_view name = kName, unsigned generation = 0) {
    auto minted = mint(recipe, name, kNow, generation);
    BOOST_TEST(ERR_peek_error() == 0U);
    return minted;
}

X509Cert parsed(const wire::Bytes& der) {
    const unsigned char* at = der.data();
    X509Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return certificate;
}

X509Cert leaf_of(const Minted& minted) {
    auto leaf = parsed(minted.chain_der.at(0));
    BOOST_REQUIRE(leaf);
    return leaf;
}

bool signed_by(const X509Cert& certificate, const X509Cert& issuer) {
    const bool good = X509_verify(certificate.get(), X509_get0_pubkey(issuer.get())) == 1;
    ERR_clear_error();
    return good;
}

std::string one_line(const X509_NAME* name) {
    char* text = X509_NAME_oneline(name, nullptr, 0);
    std::string line(text);
    OPENSSL_free(text);
    return line;
}

// Seconds from the run to a time in a certificate.
std::int64_t offset(const ASN1_TIME* time) {
    const Owned<ASN1_TIME, ASN1_TIME_free> now(ASN1_TIME_set(nullptr, system_clock::to_time_t(kNow)));
    int days = 0;
    int rest = 0;
    BOOST_REQUIRE(ASN1_TIME_diff(&days, &rest, now.get(), time) == 1);
    return std::int64_t{days} * 86400 + rest;
}

std::string text_of(const Minted& minted, std::size_t which = 0) {
    const ScratchFolder scratch;
    const auto file = scratch.holding("certificate.der", minted.chain_der.at(which));
    return said_by("openssl x509 -inform DER -noout -text -nameopt oneline -fingerprint -sha256 -in " +
                   file.string());
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t size_of(const Minted& minted) {
    return std::accumulate(minted.chain_der.begin(), minted.chain_der.end(), std::size_t{0},
                           [](std::size_t sum, const auto& der) { return sum + der.size(); });
}

constexpr std::array kKinds{KeyKind::rsa, KeyKind::ec, KeyKind::ed25519};

struct Row {
    std::string_view name;
    CertificateRecipe recipe;
    std::vector<std::string_view> text;  // what `openssl x509 -text` must say of the leaf
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const std::vector<Row> kRows{
    {"as_windows",
     {},
     {"Version: 3", "Subject: CN = host.example", "Issuer: CN = host.example", "Public-Key: (2048 bit)",
      "sha256WithRSAEncryption", "DNS:host.example", "TLS Web Server Authentication",
      "Not Before: Sep 20 14:13:20 2026 GMT", "Not After : Mar 22 14:13:20 2027 GMT"}},
    {"rsa_512", of_bits(512), {"Public-Key: (512 bit)"}},
    {"rsa_1024", of_bits(1024), {"Public-Key: (1024 bit)"}},
    {"rsa_4096", of_bits(4096), {"Public-Key: (4096 bit)"}},
    {"ec", with([](auto& r) { r.key = KeyKind::ec; }), {"ASN1 OID: prime256v1", "ecdsa-with-SHA256"}},
    {"ed25519", with([](auto& r) { r.key = KeyKind::ed25519; }), {"Signature Algorithm: ED25519"}},
    {"sha384", digested("sha384"), {"sha384WithRSAEncryption"}},
    {"sha512", digested("sha512"), {"sha512WithRSAEncryption"}},
    {"sha1", digested("sha1"), {"sha1WithRSAEncryption"}},
    {"md5", digested("md5"), {"md5WithRSAEncryption"}},
    {"sha1_ec", digested("sha1", KeyKind::ec), {"ecdsa-with-SHA1"}},
    {"expired",
     with([](auto& r) {
         r.not_after = -hours(24);
         r.not_before = -hours(48);
     }),
     {"Not Before: Sep 19 14:13:20 2026 GMT", "Not After : Sep 20 14:13:20 2026 GMT"}},
    {"not_yet_valid",
     with([](auto& r) { r.not_before = hours(24); }),
     {"Not Before: Sep 22 14:13:20 2026 GMT"}},
    {"after_2050",
     with([](auto& r) { r.not_after = hours(24 * 365 * 30); }),
     {"Not After : Sep 13 14:13:20 2056 GMT"}},
    {"another_name", with([](auto& r) { r.common_name = "other.example"; }), {"Subject: CN = other.example"}},
    {"client_only",
     with([](auto& r) { r.extended_key_usage = {"clientAuth"}; }),
     {"TLS Web Client Authentication"}},
    {"two_usages",
     with([](auto& r) {
         r.extended_key_usage = {"serverAuth", "1.3.6.1.4.1.311.54.1.2"};
     }),
     {"TLS Web Server Authentication, 1.3.6.1.4.1.311.54.1.2"}},
    {"from_a_ca", issued_by(Issuer::ca), {"Issuer: CN = badrdp test root"}},
    {"intermediate_missing",
     issued_by(Issuer::missing_intermediate),
     {"Issuer: CN = badrdp test intermediate"}},
};

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};
static_assert(!Printable<SecretKey>);
static_assert(!fmt::is_formattable<SecretKey>::value);

}  // namespace

BOOST_DATA_TEST_CASE(the_openssl_command_reads_what_the_recipe_says, bdata::make(kRows), row) {
    const auto minted = made(row.recipe);
    const auto text = text_of(minted);
    for (const auto part : row.text)
        BOOST_TEST_CONTEXT(text) BOOST_TEST(has(text, part), "not there: " << part);
    BOOST_TEST(has(text, "sha256 Fingerprint=" + minted.fingerprint_sha256));
    BOOST_TEST(X509_check_private_key(leaf_of(minted).get(), minted.key.get()) == 1);
}

BOOST_AUTO_TEST_CASE(the_usual_one_signed_itself) {
    const auto minted = made({});
    BOOST_TEST(minted.chain_der.size() == 1U);
    const auto leaf = leaf_of(minted);
    BOOST_TEST(signed_by(leaf, leaf));
    BOOST_TEST(offset(X509_get0_notBefore(leaf.get())) == -86400);
    BOOST_TEST(offset(X509_get0_notAfter(leaf.get())) == 182 * 86400);
    BOOST_TEST((minted.anchor_der == minted.chain_der[0]));
    // RFC 5280 4.1.2.2: positive, at most 20 bytes; Windows makes 16.
    BOOST_TEST(ASN1_STRING_length(X509_get0_serialNumber(leaf.get())) == 16);
    BOOST_TEST(ASN1_STRING_type(X509_get0_serialNumber(leaf.get())) == V_ASN1_INTEGER);
}

// OpenSSL reads back what it is to trust.
BOOST_AUTO_TEST_CASE(what_is_to_be_trusted_is_written_as_a_file_of_trusted_certificates) {
    const auto minted = made({});
    const auto pem = to_pem(minted.anchor_der);
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const X509Cert read(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
    BOOST_REQUIRE(read);
    BOOST_TEST(X509_cmp(read.get(), parsed(minted.anchor_der).get()) == 0);
}

BOOST_AUTO_TEST_CASE(an_address_is_named_as_an_address) {
    BOOST_TEST(has(text_of(made({}, "192.0.2.7")), "IP Address:192.0.2.7"));
    BOOST_TEST(has(text_of(made({}, "2001:db8::7")), "IP Address:2001:DB8:0:0:0:0:0:7"));
    BOOST_TEST(!has(text_of(made({}, "192.0.2.7")), "DNS:"));
}

BOOST_AUTO_TEST_CASE(a_name_may_be_longer_than_x509_allows) {
    const std::string name(200, 'n');
    BOOST_TEST(has(text_of(made({}, name)), "Subject: CN = " + name));
}

BOOST_AUTO_TEST_CASE(leaves_out_what_the_recipe_leaves_out) {
    CertificateRecipe recipe;
    recipe.subject_alt_name = false;
    recipe.extended_key_usage.clear();
    const auto leaf = leaf_of(made(recipe));
    BOOST_TEST(X509_get_ext_by_NID(leaf.get(), NID_subject_alt_name, -1) == -1);
    BOOST_TEST(X509_get_ext_by_NID(leaf.get(), NID_ext_key_usage, -1) == -1);
    BOOST_TEST(X509_get_ext_by_NID(leaf.get(), NID_netscape_comment, -1) == -1);
    BOOST_TEST(X509_get_ext_by_NID(leaf.get(), NID_key_usage, -1) >= 0);
}

BOOST_AUTO_TEST_CASE(a_root_is_sent_along) {
    for (const auto kind : kKinds) {
        const auto minted = made(issued_by(Issuer::ca, kind));
        BOOST_REQUIRE(minted.chain_der.size() == 2U);
        BOOST_TEST((minted.anchor_der == minted.chain_der[1]));
        const auto root = parsed(minted.chain_der[1]);
        BOOST_TEST(signed_by(leaf_of(minted), root));
        BOOST_TEST(signed_by(root, root));
        BOOST_TEST(X509_check_ca(root.get()) == 1);
        BOOST_TEST(X509_check_ca(leaf_of(minted).get()) == 0);
        BOOST_TEST(offset(X509_get0_notAfter(root.get())) > 0);
    }
}

BOOST_AUTO_TEST_CASE(the_time_of_a_root_may_be_over) {
    const auto minted = made(issued_by(Issuer::expired_ca));
    const auto root = parsed(minted.chain_der.at(1));
    BOOST_TEST(signed_by(leaf_of(minted), root));
    BOOST_TEST(offset(X509_get0_notAfter(root.get())) == -86400);
    BOOST_TEST(offset(X509_get0_notAfter(leaf_of(minted).get())) == 182 * 86400);
}

BOOST_AUTO_TEST_CASE(an_intermediate_may_be_missing) {
    const auto minted = made(issued_by(Issuer::missing_intermediate));
    BOOST_TEST(minted.chain_der.size() == 1U);
    const auto root = parsed(minted.anchor_der);
    BOOST_REQUIRE(root);
    BOOST_TEST(one_line(X509_get_subject_name(root.get())) == "/CN=badrdp test root");
    BOOST_TEST(!signed_by(leaf_of(minted), root));
}

BOOST_AUTO_TEST_CASE(an_intermediate_is_sent_along) {
    for (const auto issuer : {Issuer::intermediate, Issuer::expired_intermediate}) {
        const auto minted = made(issued_by(issuer));
        BOOST_REQUIRE(minted.chain_der.size() == 3U);
        const auto middle = parsed(minted.chain_der[1]), root = parsed(minted.chain_der[2]);
        BOOST_TEST(signed_by(leaf_of(minted), middle));
        BOOST_TEST(signed_by(middle, root));
        BOOST_TEST((offset(X509_get0_notAfter(middle.get())) < 0) == (issuer != Issuer::intermediate));
        BOOST_TEST((minted.authority_der == minted.chain_der[2]));
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_root_has_a_name_and_a_key_of_its_own) {
    const auto known = parsed(made(issued_by(Issuer::ca)).authority_der);
    const auto minted = made(issued_by(Issuer::unknown_ca));
    const auto root = parsed(minted.chain_der.at(1)), trusted = parsed(minted.authority_der);
    BOOST_TEST(signed_by(leaf_of(minted), root));
    BOOST_TEST(!signed_by(leaf_of(minted), trusted));
    BOOST_TEST(one_line(X509_get_subject_name(root.get())) == "/CN=badrdp unknown root");
    BOOST_TEST(one_line(X509_get_subject_name(trusted.get())) == "/CN=badrdp test root");
    BOOST_TEST(EVP_PKEY_eq(X509_get0_pubkey(trusted.get()), X509_get0_pubkey(root.get())) == 0);
    BOOST_TEST(one_line(X509_get_subject_name(known.get())) == "/CN=badrdp test root");
}

BOOST_AUTO_TEST_CASE(a_root_may_have_signed_itself_weakly) {
    const auto minted = made(issued_by(Issuer::weak_ca));
    BOOST_TEST(X509_get_signature_nid(parsed(minted.chain_der.at(1)).get()) == NID_sha1WithRSAEncryption);
    BOOST_TEST(X509_get_signature_nid(leaf_of(minted).get()) == NID_sha256WithRSAEncryption);
}

BOOST_AUTO_TEST_CASE(the_two_names_may_differ) {
    CertificateRecipe recipe;
    recipe.common_name = "one.example";
    recipe.alternative_name = "198.18.0.7";
    const auto text = text_of(made(recipe));
    BOOST_TEST(has(text, "Subject: CN = one.example"));
    BOOST_TEST(has(text, "IP Address:198.18.0.7"));
}

BOOST_AUTO_TEST_CASE(one_bit_of_the_signature_is_spoiled) {
    const auto good = made({});
    const auto bad = made(spoiled(Spoiled::bad_signature));
    BOOST_REQUIRE(bad.chain_der[0].size() == good.chain_der[0].size());
    int bits = 0;
    for (std::size_t i = 0; i < good.chain_der[0].size(); ++i)
        bits += std::popcount(static_cast<std::uint8_t>(good.chain_der[0][i] ^ bad.chain_der[0][i]));
    BOOST_TEST(bits == 1);
    for (const auto kind : kKinds) {
        const auto leaf = leaf_of(made(spoiled(Spoiled::bad_signature, kind)));
        BOOST_TEST(!signed_by(leaf, leaf));
    }
}

BOOST_AUTO_TEST_CASE(the_key_may_be_that_of_another) {
    for (const auto kind : kKinds) {
        const auto minted = made(spoiled(Spoiled::wrong_key, kind));
        const auto leaf = leaf_of(minted);
        BOOST_TEST(signed_by(leaf, leaf));
        BOOST_TEST(X509_check_private_key(leaf.get(), minted.key.get()) == 0);
        ERR_clear_error();
    }
}

BOOST_AUTO_TEST_CASE(garbage_is_no_certificate) {
    const auto minted = made(spoiled(Spoiled::garbage_der));
    BOOST_TEST(minted.chain_der.size() == 1U);
    BOOST_TEST(!parsed(minted.chain_der[0]));
    // OpenSSL 3.0 says "read", 3.5 "find".
    BOOST_TEST(has(text_of(minted), "Could not "));
    BOOST_TEST(!has(text_of(minted), "Subject:"));
    BOOST_TEST(minted.fingerprint_sha256 == "");
    BOOST_TEST(minted.anchor_der.empty());
    BOOST_TEST(minted.key.get() != nullptr);
}

BOOST_DATA_TEST_CASE(a_chain_is_padded_to_a_size, bdata::make({3000, 16384, 65000, 200000}), size) {
    for (const auto issuer : {Issuer::self, Issuer::ca, Issuer::missing_intermediate}) {
        auto recipe = issued_by(issuer);
        recipe.pad_to = static_cast<std::size_t>(size);
        const auto minted = made(recipe);
        BOOST_TEST(std::abs(static_cast<long>(size_of(minted)) - size) <= 4);
        BOOST_TEST(has(text_of(minted), "Signature Algorithm: sha256WithRSAEncryption"));
        recipe.spoiled = Spoiled::garbage_der;
        BOOST_TEST(size_of(made(recipe)) == size_of(minted));
    }
}

BOOST_AUTO_TEST_CASE(padding_never_makes_it_smaller) {
    const auto plain = made({});
    for (const std::size_t size : {1U, 100U}) {
        const auto minted = made(with([=](auto& r) { r.pad_to = size; }));
        BOOST_TEST(size_of(minted) == size_of(plain));
    }
}

BOOST_AUTO_TEST_CASE(the_same_circumstances_give_the_same_certificate) {
    BOOST_TEST(made({}).fingerprint_sha256 == made({}).fingerprint_sha256);
    BOOST_TEST(made({}).key.get() == made({}).key.get());
}

// Keys of a size of their own, so that the threads have to generate them.
BOOST_AUTO_TEST_CASE(threads_share_one_key) {
    std::array<Minted, 4> minted;
    {
        std::vector<std::jthread> threads;
        for (auto& one : minted) threads.emplace_back([&one] { one = mint(of_bits(1536), kName, kNow); });
    }
    for (const auto& one : minted) {
        BOOST_TEST(one.key.get() == minted[0].key.get());
        BOOST_TEST(one.fingerprint_sha256 == minted[0].fingerprint_sha256);
    }
}

BOOST_AUTO_TEST_CASE(another_generation_is_another_key_and_serial_number) {
    const auto first = made({});
    const auto second = made({}, kName, 1);
    BOOST_TEST(EVP_PKEY_eq(first.key.get(), second.key.get()) == 0);
    BOOST_TEST(first.fingerprint_sha256 != second.fingerprint_sha256);
    BOOST_TEST(ASN1_INTEGER_cmp(X509_get0_serialNumber(leaf_of(first).get()),
                                X509_get0_serialNumber(leaf_of(second).get())) != 0);
    BOOST_TEST(one_line(X509_get_subject_name(leaf_of(second).get())) == "/CN=host.example");
}

BOOST_AUTO_TEST_CASE(says_which_word_of_the_recipe_is_impossible) {
    const auto refused = [](const CertificateRecipe& recipe, std::string_view what) {
        BOOST_TEST_CONTEXT(what)
        BOOST_CHECK_EXCEPTION(mint(recipe, kName, kNow), std::runtime_error, [what](const auto& e) {
            BOOST_TEST_CONTEXT(e.what()) BOOST_TEST(has(e.what(), what));
            return true;
        });
    };
    refused(digested("sha0"), "certificate.digest: 'sha0'");
    refused(digested("md5", KeyKind::ec), "certificate.digest: cannot sign with md5");
    refused(with([](auto& r) {
                r.bits = 512;
                r.digest = "sha512";
            }),
            "certificate.digest: cannot sign with sha512 and a key of 512 bits");
    refused(of_bits(16), "certificate.bits: no RSA key of 16 bits");
    refused(with([](auto& r) { r.extended_key_usage = {"makeCoffee"}; }), "certificate.extended_key_usage");
    refused(with([](auto& r) { r.not_after = hours(24 * 365) * 9000; }), "certificate.not_after");
    refused(with([](auto& r) { r.not_before = seconds::min(); }),
            "certificate.not_before: not between the years 0 and 9999");
    BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::link
