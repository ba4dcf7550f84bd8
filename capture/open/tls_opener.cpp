#include "capture/open/tls_opener.h"

#include <utility>

namespace badrdp::capture {

using wire::Role;

std::optional<TlsOpener> TlsOpener::of(const KeyLog& keys, const TlsRandom& client,
                                       const wire::ServerHello& server) {
    const bool tls13 = server.selected_version.has_value();
    const auto* suite = suite_of(server.version(), server.cipher_suite);
    if (!suite) return std::nullopt;
    TlsOpener out(*suite, tls13);
    if (!tls13) {
        const auto* master = keys.find(TlsSecret::master, client);
        if (!master) return std::nullopt;
        for (const auto role : {Role::client, Role::server}) {
            auto found = record_keys(*suite, *master, client, server.random, role);
            if (!found) return std::nullopt;
            out.side(role).opener.emplace(*suite, std::move(*found), tls13, server.encrypt_then_mac);
        }
        return out;
    }
    const auto* client_secret = keys.find(TlsSecret::client_handshake, client);
    const auto* server_secret = keys.find(TlsSecret::server_handshake, client);
    const auto* client_traffic = keys.find(TlsSecret::client_traffic, client);
    const auto* server_traffic = keys.find(TlsSecret::server_traffic, client);
    if (!client_secret || !server_secret) return std::nullopt;
    // A connection that dies in the handshake has no others.
    if (client_traffic) out.client_.traffic = *client_traffic;
    if (server_traffic) out.server_.traffic = *server_traffic;
    out.use(out.client_, *client_secret);
    out.use(out.server_, *server_secret);
    return out;
}

// Keys of a second ChangeCipherSpec are in no log: those of the first open nothing behind it.
void TlsOpener::on_change_cipher_spec(Role from) {
    if (tls13_) return;
    auto& sender = side(from);
    if (std::exchange(sender.changed, true)) sender.opener.reset();
}

void TlsOpener::use(Side& side, wire::Bytes secret) {
    side.opener.reset();
    if (auto keys = record_keys(*suite_, secret)) side.opener.emplace(*suite_, std::move(*keys), true, false);
    side.secret = std::move(secret);
}

std::optional<wire::TlsRecord> TlsOpener::open(Role from, const wire::TlsRecord& sealed) {
    auto& sender = side(from);
    if (!sender.opener) return std::nullopt;
    auto out = sender.opener->open(sealed);
    if (!out) sender.opener.reset();
    if (out && tls13_ && out->header.type == wire::tls_type::handshake)
        follow_handshake(sender, out->fragment);
    return out;
}

// Behind a message that changes keys nothing may follow in its record [RFC 8446 5.1].
void TlsOpener::follow_handshake(Side& side, wire::BytesView fragment) {
    side.handshakes.feed(fragment);
    while (const auto message = side.handshakes.next()) {
        std::optional<wire::Bytes> secret;
        if (message->header.type == wire::handshake_type::finished && !side.traffic.empty())
            secret = std::exchange(side.traffic, {});
        if (message->header.type == wire::handshake_type::key_update)
            secret = next_secret(*suite_, side.secret);
        if (!secret) continue;
        use(side, std::move(*secret));
        if (side.handshakes.buffered() > 0) side.opener.reset();
        return;
    }
}

}  // namespace badrdp::capture
