// What the host behind the fake server does on the wire, as plain data.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/host/certificate.h"
#include "sim/peer/choices.h"

namespace badrdp::host {

// What the listening socket does, before any byte of RDP.
enum class Listening : std::uint8_t {
    normal,
    closed,        // nothing listens: RST to the SYN
    backlog_full,  // listens, never accepts, and its queue is full: Linux drops the SYN
    mute,          // accepts and never says a word: a stuck service
};

// OpenSSL's words. Versions are 0x0301 (TLS 1.0) to 0x0304 (TLS 1.3).
struct Tls {
    std::uint16_t min_version = 0x0303;
    std::uint16_t max_version = 0x0304;
    std::string ciphers;       // OpenSSL cipher list for TLS 1.2 and older; empty: the default
    std::string ciphersuites;  // for TLS 1.3; empty: the default
    std::string groups{};      // of key exchange, the preferred one first; empty: Windows'
    int security_level = -1;   // lowered only where a scenario asks; -1: the default

    friend bool operator==(const Tls&, const Tls&) = default;
};

// What a client meets that has got its TCP connection.
struct Service {
    peer::ServerChoices server;
    Tls tls;
    CertificateRecipe certificate;

    friend bool operator==(const Service&, const Service&) = default;
};

struct Host {
    std::string name =
        "badrdp-host";  // computer name: CN of its certificate when the client connects by name
    Listening listening = Listening::normal;
    peer::ServerChoices server;
    Tls tls;
    CertificateRecipe certificate;
    // The first TCP connection of a case meets the first of these, and so on; later ones meet the last.
    // Empty: every connection meets the same, which is what stands above.
    std::vector<Service> connections;

    friend bool operator==(const Host&, const Host&) = default;
};

// What the n-th TCP connection of a case meets; they count from 1.
inline Service met_by(const Host& host, unsigned connection) {
    if (host.connections.empty()) return {host.server, host.tls, host.certificate};
    return host.connections[std::clamp<std::size_t>(connection, 1, host.connections.size()) - 1];
}

}  // namespace badrdp::host
