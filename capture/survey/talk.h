// One TCP conversation of a capture that nobody prepared: its story as a timeline has it, and what else the
// packets around it say.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "capture/timeline.h"
#include "sim/path/frame.h"
#include "sim/path/icmp_error.h"

namespace badrdp::capture {

// A frame of the file, counted from 1; 0: it never came.
struct Seen {
    nanoseconds at{0};
    std::uint64_t frame = 0;

    explicit operator bool() const { return frame != 0; }
};

// What the bytes say that a conversation is.
enum class Speech : std::uint8_t {
    none,     // no byte was seen, or too few to tell
    rdp,      // an X.224 Connection Request, or a preconnection PDU
    tls,      // a ClientHello as the first byte
    gateway,  // HTTP towards a Remote Desktop gateway
    http,
    ssh,
    other,
};

std::string_view name(Speech speech);

// A segment with payload that the other end has not acknowledged.
struct Unanswered {
    std::uint32_t sequence = 0;
    std::uint32_t length = 0;
    unsigned times = 1;
    Seen first{};
    Seen last{};
};

// One end of a conversation, as far as the capture saw it speak.
struct TalkEnd {
    path::Endpoint at{};
    std::uint64_t frames = 0;
    Seen first{}, last{};
    Seen syn{}, fin{}, rst{};
    Seen last_syn{};  // sent again
    Seen first_data{}, last_data{}, last_repeat{};
    std::uint8_t syn_hops = 0;  // time to live of its SYN
    std::uint8_t rst_hops = 0;
    std::uint8_t hops = 0;           // of its latest segment with payload
    unsigned repeats = 0;            // segments with payload that was sent before
    std::uint32_t next = 0;          // behind the last byte that it sent; if `frames` is not 0
    std::uint32_t acknowledged = 0;  // how far it has the other's bytes; if `acknowledges`
    bool acknowledges = false;
    bool speaks_after_rst = false;     // so the RST was hardly its own
    std::uint32_t biggest_passed = 0;  // payload of one segment that the other end acknowledged
    std::vector<Unanswered> unanswered{};
    std::string first_bytes{};  // up to 64
};

// A router's or the host's refusal that quotes this conversation.
struct IcmpSeen {
    Seen when{};
    path::Address from{};
    path::IcmpError::Kind kind{};
    std::uint8_t code = 0;
    std::size_t mtu = 0;
};

struct Talk {
    TalkEnd client, server;
    bool whole = false;  // begins with a SYN that the capture saw
    Speech speech = Speech::none;
    Connection facts;
    std::vector<Event> events;  // `packet` is the frame's number, less 1
    std::vector<Seen> inside;   // beside facts.inside: where each record ended
    std::vector<IcmpSeen> icmp;
    unsigned doubles = 0;  // frames that the capture holds twice
    unsigned cut = 0;      // frames that the capture cut
    Seen missed;           // an end acknowledges bytes here that the capture never saw
    Seen let_go{};         // it went on behind this frame, and there was no room to follow it

    Seen last() const { return client.last.frame > server.last.frame ? client.last : server.last; }
    TalkEnd& end(wire::Role role) { return role == wire::Role::client ? client : server; }
    const TalkEnd& end(wire::Role role) const { return role == wire::Role::client ? client : server; }
};

// The number of the first frame that either end sent.
std::uint64_t first_frame(const Talk& talk);

// "198.18.0.1:3389", "[2001:db8::1]:3389".
std::string to_text(const path::Endpoint& endpoint);
std::string to_text(const path::Address& address);

}  // namespace badrdp::capture
