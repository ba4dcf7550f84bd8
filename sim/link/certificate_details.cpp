#include "sim/link/certificate_details.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "sim/link/openssl.h"

namespace badrdp::link {
namespace {

using ExtendedUsage = Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;

std::string name_text(const X509_NAME* subject_or_issuer) {
    const Bio out(BIO_new(BIO_s_mem()));
    if (!out || X509_NAME_print_ex(out.get(), subject_or_issuer, 0, XN_FLAG_RFC2253) < 0) return {};
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

std::string hex_digest(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha1(), digest.data(), &size) != 1) return {};
    std::string out;
    for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02X}", digest[i]);
    return out;
}

// What a peer wrote there may hold anything.
std::string plain_ascii(std::string_view text) {
    std::string out;
    for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
    return out;
}

std::vector<std::string> dns_names(const X509* certificate) {
    const GeneralNames names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> out;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type != GEN_DNS) continue;
        const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
        out.push_back(plain_ascii({text, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))}));
    }
    return out;
}

std::vector<std::string> usages_of(const X509* certificate) {
    const ExtendedUsage usages(
        static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    std::vector<std::string> out;
    for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i)
        if (const int id = OBJ_obj2nid(sk_ASN1_OBJECT_value(usages.get(), i)); id != NID_undef)
            out.emplace_back(OBJ_nid2sn(id));
    return out;
}

}  // namespace

std::optional<CertificateDetails> certificate_details(wire::BytesView der) {
    const auto* at = der.data();
    const X509Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!certificate) {
        openssl_error();
        return std::nullopt;
    }
    const auto* subject = X509_get_subject_name(certificate.get());
    const auto* issuer = X509_get_issuer_name(certificate.get());
    CertificateDetails out{.subject = name_text(subject),
                           .issuer = name_text(issuer),
                           .not_before = time_of(X509_get0_notBefore(certificate.get())),
                           .not_after = time_of(X509_get0_notAfter(certificate.get())),
                           .thumbprint = hex_digest(certificate.get()),
                           .key = {},
                           .bits = 0,
                           .digest = {},
                           .names = dns_names(certificate.get()),
                           .self_issued = X509_NAME_cmp(subject, issuer) == 0,
                           .usages = usages_of(certificate.get())};
    if (const auto* key = X509_get0_pubkey(certificate.get())) {
        out.key = EVP_PKEY_get0_type_name(key) ? EVP_PKEY_get0_type_name(key) : "";
        out.bits = static_cast<unsigned>(EVP_PKEY_get_bits(key));
    }
    int digest = NID_undef;
    if (X509_get_signature_info(certificate.get(), &digest, nullptr, nullptr, nullptr) == 1 &&
        digest != NID_undef)
        out.digest = OBJ_nid2sn(digest);
    openssl_error();  // of parts that could not be read: they are left out
    return out;
}

}  // namespace badrdp::link
