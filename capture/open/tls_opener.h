// Opens the records of one TLS connection that others captured, in both directions, with secrets of a key
// log. It follows the keys as they change: ChangeCipherSpec in TLS 1.2, Finished and KeyUpdate in TLS 1.3
// [RFC 5246 7.1, RFC 8446 4.6.3].
#pragma once

#include <optional>

#include "capture/open/record_opener.h"
#include "sim/wire/tls/tls_handshake.h"

namespace badrdp::capture {

class TlsOpener {
public:
    // Nothing: the log has no secret of this connection, or its suite is not opened here.
    static std::optional<TlsOpener> of(const KeyLog& keys, const TlsRandom& client,
                                       const wire::ServerHello& server);

    // TLS 1.2: this end changes its cipher.
    void on_change_cipher_spec(wire::Role from);

    // The next encrypted record of this end. Nothing: the keys do not open it; nor will they open what
    // follows.
    std::optional<wire::TlsRecord> open(wire::Role from, const wire::TlsRecord& sealed);

private:
    struct Side {
        std::optional<RecordOpener> opener;
        bool changed = false;  // TLS 1.2: sent ChangeCipherSpec
        wire::Bytes secret;    // TLS 1.3: that of `opener`
        wire::Bytes traffic;   // TLS 1.3: the one behind Finished
        wire::HandshakeReader handshakes;
    };

    TlsOpener(const CipherSuite& suite, bool tls13) : suite_(&suite), tls13_(tls13) {}

    Side& side(wire::Role role) { return role == wire::Role::client ? client_ : server_; }
    void use(Side& side, wire::Bytes secret);
    void follow_handshake(Side& side, wire::BytesView fragment);

    const CipherSuite* suite_;
    bool tls13_;
    Side client_;
    Side server_;
};

}  // namespace badrdp::capture
