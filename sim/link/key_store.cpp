#include "sim/link/key_store.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <map>
#include <mutex>

#include "sim/link/openssl.h"

namespace badrdp::link {

SecretKey fresh_key(const KeyWanted& wanted) {
    EVP_PKEY* key = nullptr;
    switch (wanted.kind) {
        case host::KeyKind::rsa: key = EVP_RSA_gen(wanted.bits); break;
        case host::KeyKind::ec: key = EVP_EC_gen("P-256"); break;
        case host::KeyKind::ed25519: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"); break;
    }
    if (key == nullptr)
        throw_openssl(wanted.kind == host::KeyKind::rsa
                          ? fmt::format("certificate.bits: no RSA key of {} bits", wanted.bits)
                          : std::string("certificate.key: no such key"));
    return SecretKey(key);
}

namespace {

class KeyStore {
public:
    // OpenSSL's own clean-up at exit must come after that of the keys, so it has to be set up before them.
    KeyStore() { OPENSSL_init_crypto(0, nullptr); }

    // Under the lock all the while: two threads that want the same key must not both pay for it.
    SecretKey get(const KeyWanted& wanted) {
        const std::lock_guard lock(mutex_);
        if (const auto known = keys_.find(wanted); known != keys_.end()) return known->second;
        return keys_.emplace(wanted, fresh_key(wanted)).first->second;
    }

private:
    std::mutex mutex_;
    std::map<KeyWanted, SecretKey> keys_;
};

}  // namespace

SecretKey stored_key(KeyWanted wanted) {
    static KeyStore store;
    if (wanted.kind != host::KeyKind::rsa) wanted.bits = 0;
    return store.get(wanted);
}

}  // namespace badrdp::link
