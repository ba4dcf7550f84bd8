// Secrets of TLS connections as NSS writes them down and everybody reads them: one a line, what it is, the
// client's random, and the secret, both in hex [draft-ietf-tls-keylogfile]. A key log is hostile: it is
// bounded, and what no line of it is passed over.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "sim/wire/io/malformed.h"

namespace badrdp::capture {

using TlsRandom = std::array<std::uint8_t, 32>;

enum class TlsSecret : std::uint8_t {
    master,            // CLIENT_RANDOM: of TLS 1.2 and older
    client_handshake,  // the others: of TLS 1.3
    server_handshake,
    client_traffic,
    server_traffic,
};

class KeyLog {
public:
    static constexpr std::size_t kMost = 100'000;  // secrets; the rest is passed over
    static constexpr std::size_t kLongest = 64;    // bytes of a secret

    // Whole lines. What was there already stays.
    void add(std::string_view lines);

    // Null: it is not in there.
    const wire::Bytes* find(TlsSecret what, const TlsRandom& client) const;
    std::size_t size() const { return secrets_.size(); }

private:
    std::map<std::pair<TlsRandom, TlsSecret>, wire::Bytes> secrets_;
};

}  // namespace badrdp::capture
