#include "sim/link/legacy.h"

#include <openssl/err.h>
#include <openssl/provider.h>

namespace badrdp::link {

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

}  // namespace badrdp::link
