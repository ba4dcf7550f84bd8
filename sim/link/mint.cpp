#include "sim/link/mint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>

#include "sim/link/key_store.h"
#include "sim/link/openssl.h"
#include "sim/link/tls_certificate.h"

namespace badrdp::link {

SecretKey::SecretKey(EVP_PKEY* owned) : key_(owned, EVP_PKEY_free) {}

namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds kTenYears = hours(24 * 3650);

// One run's circumstances: what every certificate of the chain is made from.
struct Workshop {
    const host::CertificateRecipe& recipe;
    std::string_view name;
    std::time_t now;
    unsigned generation;
    const KeyMaker& keys;

    SecretKey key(const KeyWanted& wanted) const { return keys ? keys(wanted) : stored_key(wanted); }
};

// Whoever signs: its name goes into `issuer`, and its key identifier where there is one.
struct Authority {
    X509Cert certificate;
    SecretKey key;
};

// Sixteen bytes, as Windows does; the same circumstances give the same number, others give another.
void set_serial(X509* certificate, EVP_PKEY* key, const Workshop& shop, std::string_view common_name) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    unsigned char* spki = nullptr;
    const int spki_size = i2d_PUBKEY(key, &spki);
    need(spki_size > 0, "certificate: cannot encode its key");
    std::string seed(reinterpret_cast<const char*>(spki), static_cast<std::size_t>(spki_size));
    OPENSSL_free(spki);
    seed += fmt::format("{} {} {} {}", common_name, shop.name, shop.now, shop.generation);
    SHA256(reinterpret_cast<const unsigned char*>(seed.data()), seed.size(), digest.data());
    digest[0] = static_cast<unsigned char>((digest[0] & 0x3f) | 0x40);  // positive, and always 16 bytes long
    const Bignum number(BN_bin2bn(digest.data(), 16, nullptr));
    need(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
         "certificate: no serial number");
}

// OpenSSL writes a year of five digits without a word, and no reader takes it (RFC 5280 4.1.2.5).
void set_time(ASN1_TIME* time, std::time_t now, seconds offset, std::string_view field) {
    constexpr std::time_t kYearZero = -62'167'219'200;
    constexpr std::time_t kEndOf9999 = 253'402'300'799;
    const bool exists = offset.count() >= kYearZero - now && offset.count() <= kEndOf9999 - now;
    if (!exists || ASN1_TIME_set(time, now + offset.count()) == nullptr)
        throw std::runtime_error(fmt::format("{}: not between the years 0 and 9999", field));
}

void set_times(X509* certificate, std::time_t now, seconds not_before, seconds not_after) {
    set_time(X509_getm_notBefore(certificate), now, not_before, "certificate.not_before");
    set_time(X509_getm_notAfter(certificate), now, not_after, "certificate.not_after");
}

// As UTF8String and without OpenSSL's table, which forbids the long names that a broken host may well have.
void add_common_name(X509_NAME* subject, std::string_view text) {
    need(X509_NAME_add_entry_by_NID(subject, NID_commonName, V_ASN1_UTF8STRING,
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1,
         "certificate.common_name: cannot be set");
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value,
                   std::string_view field) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const X509Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    need(extension && X509_add_ext(certificate, extension.get(), -1) == 1, field);
}

void add_alternative_name(X509* certificate, std::string_view name) {
    const GeneralNames names(GENERAL_NAMES_new());
    GENERAL_NAME* entry = GENERAL_NAME_new();
    need(names && entry != nullptr && sk_GENERAL_NAME_push(names.get(), entry) > 0, "certificate: no memory");
    if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(std::string(name).c_str())) {
        GENERAL_NAME_set0_value(entry, GEN_IPADD, address);
    } else {
        ERR_clear_error();
        ASN1_IA5STRING* dns = ASN1_IA5STRING_new();
        GENERAL_NAME_set0_value(entry, GEN_DNS, dns);
        need(ASN1_STRING_set(dns, name.data(), static_cast<int>(name.size())) == 1, "certificate: no memory");
    }
    need(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1,
         "certificate.subject_alt_name: cannot be set");
}

// A comment is the one extension whose size is ours to choose and that no client has a reason to read.
void add_padding(X509* certificate, std::size_t size) {
    const std::string filler(size, '.');
    const Owned<ASN1_IA5STRING, ASN1_IA5STRING_free> comment(ASN1_IA5STRING_new());
    need(comment && ASN1_STRING_set(comment.get(), filler.data(), static_cast<int>(size)) == 1 &&
             X509_add1_ext_i2d(certificate, NID_netscape_comment, comment.get(), 0, X509V3_ADD_DEFAULT) == 1,
         "certificate.pad_to: cannot be padded");
}

X509Cert blank(const Workshop& shop, const SecretKey& key, std::string_view common_name,
               const Authority* authority) {
    X509Cert certificate(X509_new());
    need(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "certificate: no memory");
    set_serial(certificate.get(), key.get(), shop, common_name);
    need(X509_set_pubkey(certificate.get(), key.get()) == 1, "certificate: cannot hold its key");
    add_common_name(X509_get_subject_name(certificate.get()), common_name);
    const X509* issuer = authority ? authority->certificate.get() : certificate.get();
    need(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)) == 1,
         "certificate: no issuer");
    return certificate;
}

void sign(X509* certificate, const SecretKey& key, const std::string& digest) {
    const bool with_digest = !EVP_PKEY_is_a(key.get(), "ED25519");
    const EVP_MD* md = with_digest ? EVP_get_digestbyname(digest.c_str()) : nullptr;
    need(!with_digest || md != nullptr,
         fmt::format("certificate.digest: '{}' is none of sha256, sha384, sha512, sha1, md5", digest));
    need(X509_sign(certificate, key.get(), md) > 0,
         fmt::format("certificate.digest: cannot sign with {} and a key of {} bits", digest,
                     EVP_PKEY_get_bits(key.get())));
}

// The roots live ten years before and after the run, unless it is their time that is to be over.
struct AuthorityPlan {
    std::string_view common_name;
    unsigned generation = 0;  // of its key
    seconds not_after = kTenYears;
    const char* digest = "sha256";  // of the signature on it
};

constexpr AuthorityPlan kRoot{.common_name = "badrdp test root"};
constexpr AuthorityPlan kIntermediate{.common_name = "badrdp test intermediate", .generation = 1};
constexpr AuthorityPlan kStranger{.common_name = "badrdp unknown root", .generation = 2};

AuthorityPlan expired(AuthorityPlan plan) {
    plan.not_after = -hours(24);
    return plan;
}

AuthorityPlan weak(AuthorityPlan plan) {
    plan.digest = "sha1";
    return plan;
}

Authority make_authority(const Workshop& shop, const AuthorityPlan& plan, const Authority* above = nullptr) {
    Authority made{
        .certificate = nullptr,
        .key = shop.key(
            {.kind = shop.recipe.key, .owner = KeyWanted::Owner::authority, .generation = plan.generation})};
    made.certificate = blank(shop, made.key, plan.common_name, above);
    X509* certificate = made.certificate.get();
    set_times(certificate, shop.now, -kTenYears, plan.not_after);
    X509* issuer = above ? above->certificate.get() : certificate;
    add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE",
                  "certificate: no basicConstraints");
    add_extension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign",
                  "certificate: no keyUsage");
    add_extension(certificate, issuer, NID_subject_key_identifier, "hash", "certificate: no key identifier");
    sign(certificate, above ? above->key : made.key, plan.digest);
    return made;
}

// Windows says keyEncipherment and dataEncipherment in the certificate it makes for Remote Desktop, and
// TLS forbids signing with such a key (RFC 8446 4.4.2.2); the healthy host of a test bench must be beyond
// reproach.
std::string key_usage(host::KeyKind kind) {
    return kind == host::KeyKind::rsa ? "critical,digitalSignature,keyEncipherment"
                                      : "critical,digitalSignature";
}

X509Cert make_leaf(const Workshop& shop, const SecretKey& key, const Authority* authority,
                   std::size_t padding) {
    const auto& recipe = shop.recipe;
    const std::string_view common_name = recipe.common_name.empty() ? shop.name : recipe.common_name;
    X509Cert leaf = blank(shop, key, common_name, authority);
    X509* issuer = authority ? authority->certificate.get() : leaf.get();
    set_times(leaf.get(), shop.now, recipe.not_before, recipe.not_after);
    add_extension(leaf.get(), issuer, NID_key_usage, key_usage(recipe.key), "certificate: no keyUsage");
    if (!recipe.extended_key_usage.empty())
        add_extension(leaf.get(), issuer, NID_ext_key_usage,
                      fmt::format("{}", fmt::join(recipe.extended_key_usage, ",")),
                      "certificate.extended_key_usage: cannot be set");
    const std::string_view other_name = recipe.alternative_name.empty() ? shop.name : recipe.alternative_name;
    if (recipe.subject_alt_name && !other_name.empty()) add_alternative_name(leaf.get(), other_name);
    if (authority)
        add_extension(leaf.get(), issuer, NID_authority_key_identifier, "keyid",
                      "certificate: no issuer's key");
    if (padding > 0) add_padding(leaf.get(), padding);
    sign(leaf.get(), authority ? authority->key : key, recipe.digest);
    return leaf;
}

std::string fingerprint(const wire::Bytes& bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(bytes.data(), bytes.size(), digest.data());
    return fmt::format("{:02X}", fmt::join(digest, ":"));
}

// No first byte that a certificate could have, and plain to see in a capture.
wire::Bytes garbage(std::size_t size) {
    constexpr std::string_view kText = "this is not a certificate. ";
    wire::Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(kText[i % kText.size()]);
    return bytes;
}

using host::Issuer;

AuthorityPlan root_plan(Issuer issuer) {
    switch (issuer) {
        case Issuer::expired_ca: return expired(kRoot);
        case Issuer::weak_ca: return weak(kRoot);
        case Issuer::unknown_ca: return kStranger;
        case Issuer::self:
        case Issuer::ca:
        case Issuer::intermediate:
        case Issuer::expired_intermediate:
        case Issuer::missing_intermediate: break;
    }
    return kRoot;
}

bool has_intermediate(Issuer issuer) {
    return issuer == Issuer::intermediate || issuer == Issuer::expired_intermediate ||
           issuer == Issuer::missing_intermediate;
}

// The chain above the leaf, nearest first; empty for a self-signed one.
std::vector<Authority> authorities(const Workshop& shop) {
    std::vector<Authority> chain;
    if (shop.recipe.issuer == Issuer::self) return chain;
    chain.push_back(make_authority(shop, root_plan(shop.recipe.issuer)));
    if (has_intermediate(shop.recipe.issuer)) {
        const bool over = shop.recipe.issuer == Issuer::expired_intermediate;
        chain.insert(chain.begin(),
                     make_authority(shop, over ? expired(kIntermediate) : kIntermediate, &chain.front()));
    }
    return chain;
}

// A longer length field makes the rest longer in turn, so the padding is measured, corrected and used.
wire::Bytes padded_leaf(const Workshop& shop, const SecretKey& key, const Authority* authority,
                        std::size_t wanted) {
    wire::Bytes plain = der(make_leaf(shop, key, authority, 0).get());
    constexpr std::size_t kExtensionHeader = 24;
    if (plain.size() + kExtensionHeader >= wanted) return plain;
    const std::size_t guess = wanted - plain.size() - kExtensionHeader;
    const std::size_t off = der(make_leaf(shop, key, authority, guess).get()).size();
    const std::size_t padding = guess + wanted > off ? guess + wanted - off : guess;
    return der(make_leaf(shop, key, authority, padding).get());
}

}  // namespace

Minted mint(const host::CertificateRecipe& recipe, std::string_view name,
            std::chrono::system_clock::time_point now, unsigned generation, const KeyMaker& keys) {
    ERR_clear_error();
    const Workshop shop{recipe, name, std::chrono::system_clock::to_time_t(now), generation, keys};
    const SecretKey key = shop.key({.kind = recipe.key, .bits = recipe.bits, .generation = generation});
    const auto above = authorities(shop);
    const bool sends_above = recipe.issuer != host::Issuer::missing_intermediate;

    Minted minted{.chain_der = {}, .key = key, .fingerprint_sha256 = {}, .anchor_der = {}};
    std::size_t size_above = 0;
    if (sends_above)
        for (const auto& authority : above) {
            minted.chain_der.push_back(der(authority.certificate.get()));
            size_above += minted.chain_der.back().size();
        }
    auto leaf = padded_leaf(shop, key, above.empty() ? nullptr : &above.front(),
                            recipe.pad_to > size_above ? recipe.pad_to - size_above : 0);
    if (recipe.spoiled == host::Spoiled::garbage_der) leaf = garbage(leaf.size());
    if (recipe.spoiled == host::Spoiled::bad_signature)
        leaf.back() ^= 1;  // the last byte is signatureValue's
    if (recipe.spoiled == host::Spoiled::wrong_key)
        minted.key = shop.key({.kind = recipe.key,
                               .bits = std::min(recipe.bits, 2048U),  // a second RSA 4096 would buy nothing
                               .owner = KeyWanted::Owner::authority});

    const bool is_certificate = recipe.spoiled != host::Spoiled::garbage_der;
    if (is_certificate) minted.fingerprint_sha256 = fingerprint(leaf);
    if (!above.empty())
        minted.anchor_der = der(above.back().certificate.get());
    else if (is_certificate)
        minted.anchor_der = leaf;
    const bool by_authority = recipe.issuer != Issuer::self && recipe.issuer != Issuer::unknown_ca;
    minted.authority_der =
        by_authority ? minted.anchor_der : der(make_authority(shop, kRoot).certificate.get());
    minted.chain_der.insert(minted.chain_der.begin(), std::move(leaf));
    minted.stand_in_der = stand_in_for(minted.key.get());
    return minted;
}

std::string to_pem(wire::BytesView certificate_der) {
    if (certificate_der.empty()) return {};
    const Bio out(BIO_new(BIO_s_mem()));
    need(out && PEM_write_bio(out.get(), PEM_STRING_X509, "", certificate_der.data(),
                              static_cast<long>(certificate_der.size())) > 0,
         "certificate: cannot write its PEM");
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace badrdp::link
