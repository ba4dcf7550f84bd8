// What a capture shows beside each single conversation: the names that were looked up, the questions to a
// KDC, the datagrams of RDP's UDP transport, and what the whole file comes to.
#pragma once

#include <map>

#include "capture/survey/answered.h"
#include "capture/survey/attempts.h"
#include "capture/survey/names.h"
#include "capture/survey/talk.h"
#include "capture/survey/tickets.h"

namespace badrdp::capture {

// The opening of a UDP transport, as far as it can be told from outside [MS-RDPEUDP 3.1.5.1.1].
struct UdpTalk {
    path::Endpoint client{}, server{};
    unsigned syns = 0;
    Seen first_syn{}, last_syn{};
    Seen answer{};
};

struct Survey {
    // RDP, and what may have been meant as RDP, in the order of their first frames; empty where each is
    // handed on as it ends.
    std::vector<Talk> talks;
    std::uint64_t conversations = 0;  // that many of these, so far
    AnsweredBook answered;            // those of them that a host has answered, so far
    AttemptBook attempts;             // all of them, so far
    std::vector<NameAsked> names;     // at the end
    std::vector<UdpTalk> datagrams;
    TicketBook tickets;                                    // questions to a KDC, so far
    Seen first, last;                                      // frames of the capture, so far
    std::uint64_t others = 0;                              // TCP conversations of another kind
    std::uint64_t fragments = 0;                           // of IP packets that never became whole
    std::uint64_t not_understood = 0;                      // frames that contradict themselves
    std::map<std::uint16_t, std::uint64_t> unknown_links;  // frames by link type
};

}  // namespace badrdp::capture
