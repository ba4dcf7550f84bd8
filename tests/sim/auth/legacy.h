// OpenSSL with the algorithms of NTLM and Standard RDP Security, for as long as the tests run.
#pragma once

#include <openssl/provider.h>

#include <stdexcept>

namespace badrdp::test {

// Both by hand: once a program has loaded one provider itself, OpenSSL loads no other by itself.
struct LegacyProvider {
    OSSL_PROVIDER* standard = OSSL_PROVIDER_load(nullptr, "default");
    OSSL_PROVIDER* legacy = OSSL_PROVIDER_load(nullptr, "legacy");

    LegacyProvider() {
        if (!standard || !legacy) throw std::runtime_error("OpenSSL's legacy provider cannot be loaded");
    }
    LegacyProvider(const LegacyProvider&) = delete;
    LegacyProvider& operator=(const LegacyProvider&) = delete;
    ~LegacyProvider() {
        OSSL_PROVIDER_unload(legacy);
        OSSL_PROVIDER_unload(standard);
    }
};

}  // namespace badrdp::test
