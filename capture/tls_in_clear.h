// What TLS gives away without its keys: hellos, alerts, and, from the outside of records, how far the
// handshake came.
//
// Seen: ClientHello, ServerHello, alerts before encryption, the types and lengths of all records.
// Inferred, TLS 1.2 and older: after an end's ChangeCipherSpec its first handshake record is its Finished
// (RFC 5246 7.4.9: nothing may come between); the handshake is complete once the client's has been seen and
// the server has changed its cipher, whichever came first (a resumed session turns the order around).
// Inferred, TLS 1.3, where even the type is hidden: an encrypted alert is exactly two bytes, the inner type
// and the AEAD tag; any longer first record of the client that can hold a Finished is taken for it. A client
// with a certificate of its own would be taken to have finished one record too early; RDP clients have none.
//
// Opened, where a key log has the keys: what was hidden of the handshake, alerts, and what RDP says inside.
#pragma once

#include <memory>
#include <optional>

#include "capture/finding.h"
#include "capture/open/tls_opener.h"
#include "capture/passed.h"
#include "capture/rdp_inside.h"
#include "capture/timeline.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"

namespace badrdp::capture {

class TlsInClear {
public:
    // Without keys, null; they outlive this.
    explicit TlsInClear(const KeyLog* keys = nullptr) : keys_(keys) {}

    // The next bytes of this end's stream. Facts go into `facts`, what happened to the end of `found`.
    // `passed` has the steps of the whole connection.
    void feed(wire::Role from, wire::BytesView bytes, Passed& passed, Connection& facts, Findings& found);

    std::size_t buffered(wire::Role from) const { return side(from).records.buffered(); }
    // Bytes that wait for more, of both ends, and what opens them.
    std::size_t waiting() const;

private:
    struct Side {
        wire::TlsRecordReader records;
        wire::HandshakeReader handshakes;
        bool hello = false;     // sent one
        bool ciphered = false;  // sent ChangeCipherSpec (TLS 1.2 and older)
        bool finished = false;  // sent a handshake record after it
    };

    // There once the keys of this connection are.
    struct Inner {
        TlsOpener opener;
        RdpInside inside{};
    };

    Inner* inner();
    Side& side(wire::Role role) { return role == wire::Role::client ? client_ : server_; }
    const Side& side(wire::Role role) const { return role == wire::Role::client ? client_ : server_; }
    bool is_tls13() const { return version_ == 0x0304; }

    void on_record(wire::Role from, const wire::TlsRecordHeader& head, wire::BytesView fragment,
                   Passed& passed, Connection& facts, Findings& found);
    void on_alert(wire::Role from, wire::BytesView fragment, Connection& facts, Findings& found);
    static void on_plain_alert(wire::Role from, wire::BytesView fragment, Connection& facts, Findings& found);
    void on_handshake(wire::Role from, wire::BytesView fragment, Passed& passed, Connection& facts,
                      Findings& found);
    void on_message(wire::Role from, std::uint8_t type, wire::BytesView body, Passed& passed,
                    Connection& facts, Findings& found);
    void on_client_hello(wire::BytesView body, Passed& passed, Connection& facts, Findings& found);
    void on_server_hello(wire::BytesView body, Passed& passed, Connection& facts, Findings& found);
    void on_hidden(wire::Role from, std::size_t length, Connection& facts, Findings& found);
    bool is_hidden_alert(std::size_t length) const;
    static void on_inside(wire::Role from, std::size_t length, Connection& facts);
    void look_for_completion(Findings& found);
    std::optional<wire::TlsRecord> open(wire::Role from, const wire::TlsRecordHeader& head,
                                        wire::BytesView fragment, Connection& facts, Findings& found);
    void on_opened(wire::Role from, const wire::TlsRecord& record, Passed& passed, Connection& facts,
                   Findings& found);
    void on_certificate(wire::BytesView body, Connection& facts) const;

    Side client_;
    Side server_;
    std::optional<std::uint16_t> version_;  // as the server chose
    std::uint16_t cipher_ = 0;
    bool complete_ = false;
    const KeyLog* keys_;
    TlsRandom client_random_{};
    std::optional<wire::ServerHello> server_hello_;  // with keys alone, until they are looked up
    std::unique_ptr<Inner> inner_;
};

}  // namespace badrdp::capture
