// The TLS handshake messages that travel in clear and say what was offered and what was chosen
// [RFC 8446 4, RFC 5246 7.4]. Read only: it is OpenSSL that writes them.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "sim/wire/io/backlog.h"
#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

namespace handshake_type {
inline constexpr std::uint8_t client_hello = 1;
inline constexpr std::uint8_t server_hello = 2;
inline constexpr std::uint8_t certificate = 11;
inline constexpr std::uint8_t server_hello_done = 14;
inline constexpr std::uint8_t finished = 20;
inline constexpr std::uint8_t key_update = 24;
}  // namespace handshake_type

struct HandshakeHeader {
    static constexpr std::size_t kSize = 1 + 3;  // type, length

    std::uint8_t type = 0;
    std::uint32_t length = 0;  // 24 bits: of what follows this header

    static Expected<HandshakeHeader> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const HandshakeHeader&, const HandshakeHeader&) = default;
};

struct HandshakeMessage {
    HandshakeHeader header;
    Bytes body;

    friend bool operator==(const HandshakeMessage&, const HandshakeMessage&) = default;
};

// Joins the fragments of handshake records into whole messages, with the manners of a Framer. After
// ChangeCipherSpec the fragments are encrypted, and must not be fed.
class HandshakeReader {
public:
    void feed(BytesView fragment);
    std::optional<HandshakeMessage> next();
    const std::optional<Malformed>& malformed() const { return malformed_; }
    std::size_t buffered() const { return unparsed_.size(); }

private:
    Backlog unparsed_;
    std::optional<Malformed> malformed_;
};

// Values that clients throw in so that servers learn to pass over what they do not know [RFC 8701].
constexpr bool is_grease(std::uint16_t value) {
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

struct ClientHello {
    std::uint16_t client_version = 0;
    std::array<std::uint8_t, 32> random{};
    Bytes session_id;
    std::vector<std::uint16_t> cipher_suites;       // without GREASE
    std::vector<std::uint16_t> supported_versions;  // without GREASE; empty: there is no such extension
    std::string server_name;

    // Of the body of one handshake message.
    static Expected<ClientHello> read(Reader& in);

    // What it really offers: TLS 1.3 says 1.2 in client_version.
    std::vector<std::uint16_t> versions() const;

    friend bool operator==(const ClientHello&, const ClientHello&) = default;
};

struct ServerHello {
    std::uint16_t server_version = 0;
    std::array<std::uint8_t, 32> random{};
    Bytes session_id;
    std::uint16_t cipher_suite = 0;
    std::optional<std::uint16_t> selected_version;  // of the extension supported_versions
    bool encrypt_then_mac = false;                  // of the extension of that name [RFC 7366 2]

    static Expected<ServerHello> read(Reader& in);

    std::uint16_t version() const { return selected_version.value_or(server_version); }
    bool is_hello_retry_request() const;  // it only looks like a ServerHello [RFC 8446 4.1.3]

    friend bool operator==(const ServerHello&, const ServerHello&) = default;
};

}  // namespace badrdp::wire
