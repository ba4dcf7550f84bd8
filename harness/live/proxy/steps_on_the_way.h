// Cuts what the two ends of one connection say into messages as it passes, and names the steps that they are:
// in clear by what they say, inside TLS by their sizes and order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capture/rdp_in_clear.h"
#include "harness/live/proxy/inside_by_size.h"

namespace badrdp::harness {

// Bytes of one end that belong together: those of a step, or some of none.
struct Passage {
    wire::Bytes bytes;
    std::vector<wire::Step> steps{};  // several where one record holds several messages
    bool by_size = false;
    bool sealed = false;  // inside TLS
};

class StepsOnTheWay {
public:
    // The next bytes of this end. A message that is not there in full waits here if the caller wants them
    // `whole`; otherwise its beginning is passed on at once, and its step stands at the bytes that complete
    // it.
    std::vector<Passage> feed(wire::Role from, wire::BytesView bytes, bool whole);
    // What waits, once no more comes.
    wire::Bytes take_waiting(wire::Role from);

    // Nothing more can be told of either end; until then every byte has to come through here.
    bool over() const;
    // Of the negotiation, as far as it has passed.
    const capture::Connection& facts() const { return facts_; }

private:
    enum class Mode : std::uint8_t { tpkt, tls, opaque };
    struct Side {
        Mode mode = Mode::tpkt;
        wire::Bytes begun;       // of a message that is not there in full
        std::size_t passed = 0;  // of these
        bool hello = false;
        bool ciphered = false;  // sent ChangeCipherSpec (TLS 1.2 and older)
        bool finished = false;
    };

    bool told_out() const;
    static bool waits(const Side& side) { return side.begun.size() > side.passed; }
    Side& side(wire::Role role) { return role == wire::Role::client ? client_ : server_; }
    std::size_t next_message(Side& side, wire::BytesView bytes) const;
    std::vector<wire::Step> steps_of(wire::Role from, wire::BytesView message, bool& by_size);
    std::vector<wire::Step> steps_of_packet(wire::Role from, wire::BytesView packet);
    std::vector<wire::Step> steps_of_record(wire::Role from, wire::BytesView record, bool& by_size);
    std::vector<wire::Step> steps_of_handshake(wire::Role from, wire::BytesView fragment);
    std::vector<wire::Step> steps_of_data(wire::Role from, std::size_t sealed, bool& by_size);
    std::vector<wire::Step> finished();

    Side client_;
    Side server_;
    capture::RdpInClear in_clear_;
    capture::Connection facts_;
    std::uint16_t version_ = 0;  // of TLS, as the server chose
    std::uint16_t cipher_ = 0;
    std::optional<InsideBySize> inside_;
    std::size_t watched_ = 0;
};

}  // namespace badrdp::harness
