// Rng, time and a key for machines in tests: the same in every run.
#pragma once

#include <cstdint>
#include <random>

#include "sim/peer/action.h"
#include "tests/golden.h"

namespace badrdp::test {

// A key of 512 bits, made with `openssl genrsa 512` and written in little endian.
inline peer::RsaKey rsa_key();

inline peer::Environment environment(std::uint32_t seed = 1) {
    return {.random =
                [engine = std::mt19937(seed)](std::span<std::uint8_t> bytes) mutable {
                    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine());
                },
            .filetime = [] { return std::uint64_t{0x01dc5a00'00000000}; },
            .server_key = rsa_key(),
            .screen = {"badrdp", "a test"}};
}

inline peer::RsaKey rsa_key() {
    return {.modulus = from_hex("a9627f5e023c23a0827e73de23f394a76b89f077bddb596e33a6fe4cdf957c92"
                                "b1682302f347dd251a201727e8037d4bfad829941ae1422024bbcb872bff6be3"),
            .public_exponent = 65537,
            .private_exponent = from_hex("bd542a1ba09882020ae8e84cd8a193d420df907dd6f6ee73c24cc2eaac0260e6"
                                         "ef10a88e92d63a665c20f9eb17f863f942695a8dfb9a1cef0c5cf0ce65e7a805")};
}

}  // namespace badrdp::test
