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

}  // namespace

// The last entry is what the outermost layer made of it, the first one is the cause: "ASN1 lib: wrong tag".
std::string openssl_error() {
    const auto cause = ERR_peek_error();
    const auto effect = ERR_peek_last_error();
    ERR_clear_error();
    if (cause == 0) return "OpenSSL gives no reason";
    if (cause == effect) return reason(cause);
    return reason(effect) + ": " + reason(cause);
}

void throw_openssl(std::string_view what) {
    throw std::runtime_error(fmt::format("{}: {}", what, openssl_error()));
}

}  // namespace badrdp::link
