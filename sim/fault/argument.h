// What a description of a fault is made of: where its verb can act, and what kinds of arguments there are.
//
// A deed's visit() calls one of these for each argument, in the order in which a person would say them:
//   need   it must be said
//   usual  it may be left out, and is told all the same
//   may    it may be left out, and is told only where it is not the usual
//   either one of two keys: an absolute value, or a difference
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace badrdp::fault {

using std::chrono::milliseconds;

// At one of our own steps: in place of what it would have said, right before it or right after it.
enum class Moment : std::uint8_t { instead, before, after };

constexpr std::string_view name(Moment moment) {
    switch (moment) {
        case Moment::instead: return "instead";
        case Moment::before: return "before";
        case Moment::after: break;
    }
    return "after";
}

enum class Aims : std::uint8_t {
    at_any_step,
    at_what_it_says,        // a step of the peer that is bent
    at_a_field,             // of a PDU that it says: "x224_confirm.tpkt.length"
    at_a_pdu,               // that it says: what TLS says for it is none
    with_a_message,         // the verb names a message, and another key the step
    where_an_alert_may_be,  // behind the negotiation
};

// What bends a PDU is a peer's own doing; what bends the stream of bytes may be a device's on the way.
enum class Stage : std::uint8_t { pdu, stream };

struct Verb {
    std::string_view name;
    Aims aims = Aims::at_any_step;
    Stage stage = Stage::pdu;
};

struct Size {
    std::size_t least = 0;
};
struct Number {
    std::uint64_t least;
    std::uint64_t most;
};
struct AlertCode {};  // a number of 8 bits, or the name of a TLS alert [RFC 8446 6]
struct Moments {
    Moment usual;
    Moment other;
};

}  // namespace badrdp::fault
