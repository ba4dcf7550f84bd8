// A TLS alert of any description, encrypted like everything else on the connection. OpenSSL has no call for
// it: it says the alerts that it finds fitting, and these are the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/link/openssl.h"
#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::link {

// What one direction of a connection is encrypted with.
struct WriteState {
    wire::Role role = wire::Role::server;
    wire::Bytes traffic_secret;  // TLS 1.3: <role>_application_traffic_secret_0 [RFC 8446 7.1]
    std::uint64_t records = 0;   // encrypted so far: the sequence number of the next one
};

// The record; nothing for a cipher that is no AEAD, as old versions have.
// Throws std::runtime_error when OpenSSL fails.
std::optional<wire::Bytes> sealed_alert(const SSL* ssl, const WriteState& state, std::uint8_t level,
                                        std::uint8_t description);

// Takes the secret from a line of an NSS key log, if it is the one.
void take_secret(WriteState& state, std::string_view key_log_line);

}  // namespace badrdp::link
