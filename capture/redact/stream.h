// One direction of a TCP connection, without what says who speaks: what may stay of its bytes, or stands in
// their place. All that is not kept here is overwritten.
#pragma once

#include "capture/redact/pseudonyms.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::capture::redaction {

// Bytes of a stream by their offset.
class Kept {
public:
    static constexpr std::size_t kMost = 4u
                                         << 20;  // bytes of one direction; what comes behind is overwritten

    void add(std::uint64_t offset, wire::BytesView bytes);  // in any order
    void sort();                                            // before they are used
    // Puts what is kept into `bytes`, which lie at `offset` of the stream; the others are left alone.
    void lay_over(std::uint64_t offset, MutableBytes bytes) const;

private:
    struct Piece {
        std::uint64_t offset = 0;
        std::size_t at = 0, size = 0;  // in bytes_
    };

    std::vector<Piece> pieces_;
    wire::Bytes bytes_;
};

// What could not be looked into, and was overwritten; in bytes.
struct Blind {
    std::uint64_t application_data = 0;  // of TLS
    std::uint64_t encrypted_handshake = 0;
    std::uint64_t session_in_clear = 0;  // of RDP without TLS
    std::uint64_t other_protocols = 0;
    std::uint64_t behind_gaps = 0;  // that the capture has
};

class StreamRedactor {
public:
    // With `keep_encrypted` the records of the TLS handshake stay as they are even where they are encrypted.
    StreamRedactor(Pseudonyms& names, Blind& blind, bool keep_encrypted)
        : names_(&names), blind_(&blind), keep_encrypted_(keep_encrypted) {}

    // The next bytes, behind `gap` that the capture does not hold.
    void feed(std::uint64_t gap, wire::BytesView bytes);
    // Nothing more comes: what is not whole is treated as far as it is there.
    void finish();
    // What the other direction shows: it has chosen TLS 1.3; its handshake has come to its end.
    void other_chose_tls13() { tls13_ = true; }
    void other_is_done() { other_done_ = true; }
    bool chose_tls13() const { return said_hello_ && tls13_; }
    bool said_application_data() const { return said_data_; }

    const Kept& kept() const { return kept_; }

private:
    enum class Mode : std::uint8_t { start, tpkt, tls, http, over };

    // Each takes one piece off the front of what waits; false: it is not whole yet.
    bool step();
    bool begin();
    bool take_tpkt();
    bool take_record();
    bool take_http();
    bool take_preconnection();

    void keep(std::size_t count);  // the first bytes that wait, as they are now
    void drop(std::size_t count, std::uint64_t& why);
    void give_up(std::size_t kept, std::uint64_t& why);
    void keep_connection_packet(MutableBytes packet, std::uint8_t code);
    void on_handshake_record(std::size_t length);
    void finish_messages();
    void look_at_hello(wire::BytesView body);
    bool is_handshake_in_disguise() const;
    MutableBytes waiting() { return MutableBytes(waiting_).subspan(gone_); }

    Pseudonyms* names_;
    Blind* blind_;
    bool keep_encrypted_;
    Kept kept_;
    Mode mode_ = Mode::start;
    std::uint64_t offset_ = 0;  // of the first byte that waits
    wire::Bytes waiting_;
    std::size_t gone_ = 0;
    std::uint64_t* over_ = nullptr;  // why nothing more is kept
    bool ended_ = false;
    bool ciphered_ = false;
    bool tls13_ = false;
    bool said_hello_ = false;  // a ServerHello
    bool other_done_ = false;
    bool said_data_ = false;

    // Handshake messages, joined from the records they lie in.
    struct Place {
        std::uint64_t offset = 0;
        std::size_t size = 0;
    };
    wire::Bytes messages_;
    std::vector<Place> places_;
};

}  // namespace badrdp::capture::redaction
