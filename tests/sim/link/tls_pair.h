// Two TLS ends that talk in memory, for tests.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <utility>

#include "sim/link/tls.h"

namespace badrdp::link {

inline std::ostream& operator<<(std::ostream& out, const Tls::Alert& alert) {
    return out << name(alert.from) << ": " << to_string(alert);
}

// Feeds `bytes` in pieces of at most `piece` bytes.
inline void feed_in_pieces(Tls& end, wire::BytesView bytes, std::size_t piece) {
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(piece, bytes.size())))
        end.feed(bytes.first(std::min(piece, bytes.size())));
}

// Passes on what both have to say until neither has anything left; gives back what the server said.
inline wire::Bytes talk(Tls& client, Tls& server, std::size_t piece = SIZE_MAX) {
    wire::Bytes from_server;
    for (;;) {
        const auto up = client.take_output();
        feed_in_pieces(server, up, piece);
        const auto down = server.take_output();
        feed_in_pieces(client, down, piece);
        from_server.insert(from_server.end(), down.begin(), down.end());
        if (up.empty() && down.empty()) return from_server;
    }
}

constexpr host::Tls only(std::uint16_t version) {
    host::Tls tls;
    tls.min_version = tls.max_version = version;
    return tls;
}

struct Pair {
    Tls server;
    Tls client;
    wire::Bytes from_server = {};
};

inline Pair shake_hands(const TlsContext& server, const TlsContext& client, std::string_view name,
                        std::size_t piece = SIZE_MAX) {
    Pair pair{Tls(server), Tls(client, name)};
    pair.client.start();
    pair.from_server = talk(pair.client, pair.server, piece);
    return pair;
}

}  // namespace badrdp::link
