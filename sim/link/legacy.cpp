#include "sim/link/legacy.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include <stdexcept>

namespace badrdp::link {

std::string openssl_version() { return std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING); }

std::string why_no_legacy_provider() {
    ERR_clear_error();
    // In a library context of its own: loading one by hand in the default context would keep OpenSSL from
    // loading `default` when it is first needed.
    OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
    OSSL_PROVIDER* legacy = context ? OSSL_PROVIDER_load(context, "legacy") : nullptr;
    std::string why;
    if (!legacy) {
        const char* reason = ERR_reason_error_string(ERR_get_error());
        why = reason ? reason : "unknown error";
    }
    ERR_clear_error();
    if (legacy) OSSL_PROVIDER_unload(legacy);
    OSSL_LIB_CTX_free(context);
    return why;
}

namespace {

// Whoever loads one by hand has to load `default` as well.
struct Providers {
    OSSL_PROVIDER* usual = OSSL_PROVIDER_load(nullptr, "default");
    OSSL_PROVIDER* legacy = OSSL_PROVIDER_load(nullptr, "legacy");

    Providers() = default;
    Providers(const Providers&) = delete;
    Providers& operator=(const Providers&) = delete;
    ~Providers() {
        if (legacy) OSSL_PROVIDER_unload(legacy);
        if (usual) OSSL_PROVIDER_unload(usual);
    }
};

}  // namespace

void load_legacy_provider() {
    static const Providers providers;
    if (providers.usual && providers.legacy) return;
    throw std::runtime_error(
        "NLA, Standard RDP Security and licences need MD4 and RC4, which OpenSSL keeps in its legacy "
        "provider, and that cannot be loaded (" +
        why_no_legacy_provider() + "); Debian has it as legacy.so in the package libssl3");
}

}  // namespace badrdp::link
