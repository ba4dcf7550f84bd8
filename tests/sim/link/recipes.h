// Certificate recipes that differ from the usual one in one word, for tests.
#pragma once

#include "sim/host/certificate.h"

namespace badrdp::link {

host::CertificateRecipe with(auto change) {
    host::CertificateRecipe recipe;
    change(recipe);
    return recipe;
}

inline host::CertificateRecipe spoiled(host::Spoiled how, host::KeyKind key = host::KeyKind::rsa) {
    return with([=](auto& r) {
        r.spoiled = how;
        r.key = key;
    });
}

inline host::CertificateRecipe issued_by(host::Issuer issuer, host::KeyKind key = host::KeyKind::rsa) {
    return with([=](auto& r) {
        r.issuer = issuer;
        r.key = key;
    });
}

inline host::CertificateRecipe digested(const char* digest, host::KeyKind key = host::KeyKind::rsa) {
    return with([=](auto& r) {
        r.digest = digest;
        r.key = key;
    });
}

inline host::CertificateRecipe of_bits(unsigned bits) {
    return with([=](auto& r) { r.bits = bits; });
}

}  // namespace badrdp::link
