#include "capture/survey/tickets.h"

namespace badrdp::capture {

using path::Endpoint;

TicketAsked* TicketBook::find(const Endpoint& client, const Endpoint& kdc, bool over_tcp) {
    const auto known = index_.find({client, kdc, over_tcp});
    return known == index_.end() ? nullptr : &asked_[known->second];
}

void TicketBook::ask(const Endpoint& client, const Endpoint& kdc, bool over_tcp, Seen when) {
    auto* known = find(client, kdc, over_tcp);
    if (!known) {
        if (asked_.size() == kMost) return;
        index_.emplace(std::tuple(client, kdc, over_tcp), asked_.size());
        known = &asked_.emplace_back(
            TicketAsked{.client = client, .kdc = kdc, .over_tcp = over_tcp, .asked = when});
    }
    ++known->times;
    known->asked_last = when;
}

void TicketBook::take_datagram(const Endpoint& from, const Endpoint& to, Seen when) {
    if (to.port == kKdcPort) return ask(from, to, false, when);
    auto* known = find(to, from, false);
    if (known && !known->answered) known->answered = when;
}

void TicketBook::take_segment(const path::Segment& segment, Seen when) {
    if (segment.destination.port == kKdcPort) {
        if (segment.has(path::tcp_flag::syn)) ask(segment.source, segment.destination, true, when);
        return;
    }
    auto* known = find(segment.destination, segment.source, true);
    if (!known || known->answered) return;
    if (!segment.payload.empty())
        known->answered = when;
    else if (segment.has(path::tcp_flag::rst) && !known->refused)
        known->refused = when;
}

void TicketBook::take_error(const Endpoint& from, const Endpoint& to, Seen when) {
    for (const bool over_tcp : {false, true})
        if (auto* known = find(from, to, over_tcp); known && !known->answered && !known->refused)
            known->refused = when;
}

}  // namespace badrdp::capture
