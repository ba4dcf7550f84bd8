// Joins the fragments of IP packets, whichever comes first [RFC 791 3.2, RFC 8200 4.5]. Those who send them
// are hostile: what waits is bounded, and a packet whose fragments overlap is thrown away whole, as RFC 5722
// wants it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/path/ip.h"

namespace badrdp::capture {

class Fragments {
public:
    static constexpr std::size_t kMostWaiting = 64;  // packets; the oldest gives way
    static constexpr std::size_t kMostPieces = 256;  // of one packet
    static constexpr std::size_t kLongest = 65535;   // bytes of one packet
    static constexpr std::chrono::seconds kPatience{60};

    // One fragment, in its whole IP packet. The packet that it completes, if it does: good until the next
    // call.
    std::optional<path::Ip> add(const path::Ip& ip, wire::BytesView packet, std::chrono::nanoseconds at);

    std::uint64_t left_over() const { return left_over_; }  // fragments of which no packet came, so far

private:
    struct Piece {
        std::uint32_t id = 0;
        std::uint8_t protocol = 0;
        std::size_t offset = 0;
        bool last = false;
        wire::BytesView bytes{};
    };

    struct Waiting {
        path::Address source{}, destination{};
        std::uint32_t id = 0;
        std::uint8_t protocol = 0;
        std::chrono::nanoseconds since{0};
        std::optional<std::size_t> length;  // once the last piece is there
        std::size_t have = 0;
        bool broken = false;
        std::map<std::size_t, wire::Bytes> pieces;
    };

    static std::optional<Piece> piece_of(const path::Ip& ip, wire::BytesView packet);
    Waiting& waiting_for(const path::Ip& ip, const Piece& piece, std::chrono::nanoseconds at);
    static void put(Waiting& to, const Piece& piece);

    std::vector<Waiting> waiting_;
    wire::Bytes joined_;
    std::uint64_t left_over_ = 0;
};

}  // namespace badrdp::capture
