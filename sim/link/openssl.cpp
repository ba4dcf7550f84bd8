#include "sim/link/openssl.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <stdexcept>

namespace badrdp::link {

namespace {

std::string reason(unsigned long code) {
    if (const char* text = ERR_reason_error_string(code)) return text;
    return fmt::format("OpenSSL error {:#x}", code);
}

// SSL_R_RECORD_LAYER_FAILURE, which OpenSSL 3.2 and later lay over whatever a record failed for.
constexpr int kRecordLayerFailure = 313;

}  // namespace

// The last entry is what the outermost layer made of it. Where that is only the name of an inner layer
// ("ASN1 lib"), the first entry, its cause, is worth a word. Elsewhere it is not: what a signature under the
// wrong key looks like is different each time.
std::string openssl_error() {
    const auto cause = ERR_peek_error();
    unsigned long effect = cause;
    while (const auto next = ERR_get_error())
        if (ERR_GET_LIB(next) != ERR_LIB_SSL || ERR_GET_REASON(next) != kRecordLayerFailure) effect = next;
    if (cause == 0) return "OpenSSL gives no reason";
    const bool names_a_layer = (ERR_GET_REASON(effect) & ERR_RFLAG_COMMON) != 0;
    if (cause == effect || !names_a_layer) return reason(effect);
    return reason(effect) + ": " + reason(cause);
}

void throw_openssl(std::string_view what) {
    throw std::runtime_error(fmt::format("{}: {}", what, openssl_error()));
}

}  // namespace badrdp::link
