#include "sim/link/tls_certificate.h"

#include <openssl/err.h>

#include <algorithm>

#include "sim/wire/io/reader.h"

namespace badrdp::link {

namespace {

// Where a stand-in certificate keeps the bytes that go over the wire in its place.
int wire_bytes_index() {
    static const int index = X509_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

}  // namespace

wire::Bytes der(const X509* certificate) {
    unsigned char* encoded = nullptr;
    const int size = i2d_X509(certificate, &encoded);
    need(size > 0, "certificate: cannot be encoded");
    wire::Bytes bytes(encoded, encoded + size);
    OPENSSL_free(encoded);
    return bytes;
}

wire::Bytes stand_in_for(EVP_PKEY* key) {
    X509Cert certificate(X509_new());
    const EVP_MD* digest = EVP_PKEY_is_a(key, "ED25519") ? nullptr : EVP_sha256();
    need(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
             ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1) == 1 &&
             X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) != nullptr &&
             X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600) != nullptr &&
             X509_set_pubkey(certificate.get(), key) == 1 && X509_sign(certificate.get(), key, digest) > 0,
         "certificate: the server's key cannot be used");
    return der(certificate.get());
}

X509Cert stand_in(wire::BytesView stand_in_der, const wire::Bytes& on_the_wire) {
    const unsigned char* at = stand_in_der.data();
    X509Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(stand_in_der.size())));
    need(certificate != nullptr, "certificate: the server's key cannot be used");
    // ex_data takes no const pointers; nothing writes through this one.
    need(X509_set_ex_data(certificate.get(), wire_bytes_index(), const_cast<wire::Bytes*>(&on_the_wire)) == 1,
         "certificate: no memory");
    return certificate;
}

namespace {

ChainCheck& check_of(X509_STORE_CTX* store) {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return static_cast<Observed*>(SSL_get_app_data(ssl))->check;
}

int note_complaint(int ok, X509_STORE_CTX* store) {
    auto& complaints = check_of(store).complaints;
    const int error = X509_STORE_CTX_get_error(store);
    if (ok != 1 && std::ranges::find(complaints, error) == complaints.end()) complaints.push_back(error);
    X509_STORE_CTX_set_error(store, X509_V_OK);  // or OpenSSL repeats it in place of its next one
    return 1;
}

}  // namespace

int check_chain(X509_STORE_CTX* store, void*) {
    auto& check = check_of(store);
    X509_STORE_CTX_set_verify_cb(store, note_complaint);
    // 112 bits: what a certificate must be like is no matter of the versions of TLS that are spoken.
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(store), 2);
    if (X509_verify_cert(store) <= 0 && check.complaints.empty())
        check.complaints.push_back(X509_V_ERR_UNSPECIFIED);
    check.done = true;
    X509_STORE_CTX_set_error(store, check.complaints.empty() ? X509_V_OK : check.complaints.front());
    return check.complaints.empty() ? 1 : 0;
}

int accept_chain(X509_STORE_CTX* store, void*) {
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

std::vector<wire::Bytes> certificates_in(wire::BytesView message, bool tls13) {
    wire::Reader in(message);
    in.u8("handshake.msg_type");
    in.u24be("handshake.length");
    if (tls13) in.bytes("certificate.context", in.u8("certificate.context_length"));
    auto list = in.sub("certificate.list", in.u24be("certificate.list_length"));
    std::vector<wire::Bytes> chain;
    while (list.remaining() > 0) {
        const auto der = list.bytes("certificate.der", list.u24be("certificate.der_length"));
        if (tls13) list.bytes("certificate.extensions", list.u16be("certificate.extensions_length"));
        if (!list.malformed()) chain.emplace_back(der.begin(), der.end());
    }
    return chain;
}

wire::Bytes subject_public_key(const X509* certificate) {
    const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(certificate);
    const unsigned char* data = ASN1_STRING_get0_data(key);
    return {data, data + ASN1_STRING_length(key)};
}

wire::Bytes subject_public_key(wire::BytesView der) {
    const unsigned char* at = der.data();
    const X509Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return certificate ? subject_public_key(certificate.get()) : wire::Bytes();
}

}  // namespace badrdp::link

// libssl writes a Certificate message with i2d_X509, one call for each certificate, and has no other way in:
// it must hold X509 objects, and those can encode nothing that is not close to a certificate. A server that
// shows garbage, a flipped bit or somebody else's certificate therefore takes this place: the dynamic linker
// lets a program's own i2d_X509 go before the library's. For a certificate with no bytes of its own it does
// what the library's does. Substituting further out would not do: TLS 1.3 encrypts the message and both
// versions hash it, while from here the handshake is right in everything but the certificate. (Linked against
// a static libssl, the name is defined twice and the linker says so; and every connection compares what went
// out with what was minted.)
extern "C" __attribute__((visibility("default"))) int i2d_X509(const X509* certificate, unsigned char** out) {
    using namespace badrdp;
    const void* own = certificate ? X509_get_ex_data(certificate, link::wire_bytes_index()) : nullptr;
    const auto* bytes = static_cast<const wire::Bytes*>(own);
    if (bytes == nullptr)
        return ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(certificate), out, ASN1_ITEM_rptr(X509));
    const auto size = static_cast<int>(bytes->size());
    if (out == nullptr) return size;
    const bool allocate = *out == nullptr;
    if (allocate) *out = static_cast<unsigned char*>(OPENSSL_malloc(bytes->size() + 1));
    if (*out == nullptr) return -1;
    auto* const end = std::ranges::copy(*bytes, *out).out;
    if (!allocate) *out = end;
    return size;
}
