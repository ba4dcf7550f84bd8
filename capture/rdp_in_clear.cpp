#include "capture/rdp_in_clear.h"

#include <fmt/format.h>

#include <utility>

#include "capture/negotiation.h"
#include "sim/path/ip.h"
#include "sim/wire/x224/classify.h"
#include "sim/wire/x224/preconnection.h"
#include "sim/wire/x224/tpkt.h"
#include "sim/wire/x224/x224.h"
#include "sim/wire/x224/x224_data.h"

namespace badrdp::capture {
namespace {

using wire::Role;
using wire::Step;

constexpr unsigned kDisconnectRequest = 0x80;  // [X.224 13.5]

// How long the packet at the front is, if it is whole and its head in order; else 0.
std::size_t whole_packet(wire::BytesView bytes) {
    if (bytes.size() < wire::Tpkt::kSize || bytes[0] != wire::Tpkt{}.version) return 0;
    const std::size_t length = path::u16(bytes, 2);
    return length < wire::Tpkt::kSize || length > bytes.size() ? 0 : length;
}

}  // namespace

void RdpInClear::feed(Role from, wire::BytesView bytes, Connection& facts, Findings& found) {
    auto& sender = side(from);
    if (sender.mode == Mode::tls) return tls_.feed(from, bytes, passed_, facts, found);
    if (sender.mode == Mode::opaque) return;
    // Whole packets are read where they lie, if none has begun before them.
    if (sender.packets.buffered() == 0)
        for (auto size = whole_packet(bytes); size > 0; size = whole_packet(bytes)) {
            on_packet(from, bytes.first(size), facts, found);
            bytes = bytes.subspan(size);
        }
    if (bytes.empty()) return;
    sender.packets.feed(bytes);
    if (from == Role::client && !sender.spoken && !preconnected(found)) return;
    while (const auto packet = sender.packets.next()) on_packet(from, *packet, facts, found);
    if (sender.packets.malformed()) return after_packets(from, facts, found);
    if (sender.packets.buffered() == 0) sender.packets = {};  // its memory
}

// Takes the preconnection PDU with which a client may begin. False: it is not whole, or nobody can tell yet
// whether it is one.
bool RdpInClear::preconnected(Findings& found) {
    auto& packets = client_.packets;
    if (has_taken(Role::client, Step::preconnection)) return true;
    const auto begins = wire::begins_preconnection(packets.waiting());
    if (begins == wire::Preconnects::no) return true;
    if (begins == wire::Preconnects::perhaps) return false;
    const auto packet = packets.next(wire::Framing::preconnection);
    if (!packet) return false;
    wire::Reader in(*packet);
    const auto pdu = wire::Preconnection::read(in);
    if (!pdu) found.push_back(malformed(Role::client, pdu.error()));
    take_step(Role::client, Step::preconnection, pdu ? printable(wire::preconnection_text(*pdu)) : "", found);
    return true;
}

std::size_t RdpInClear::unfinished(Role from) const {
    switch (side(from).mode) {
        case Mode::tpkt: return side(from).packets.buffered();
        case Mode::tls: return tls_.buffered(from);
        case Mode::opaque: return 0;
    }
    return 0;
}

// The stream has ceased to be TPKT: with TLS, as agreed or not; with fast-path, which begins in the middle of
// a connection and is encrypted; or with an error.
void RdpInClear::after_packets(Role from, Connection& facts, Findings& found) {
    auto& sender = side(from);
    const auto rest = sender.packets.take_rest();
    if (classify(rest, wire::Framing::tpkt) == wire::Looks::tls) {
        sender.mode = Mode::tls;
        return tls_.feed(from, rest, passed_, facts, found);
    }
    sender.mode = Mode::opaque;
    const bool fast_path = classify(rest, wire::Framing::tpkt_or_fast) == wire::Looks::fast_path &&
                           has_taken(Role::server, Step::mcs_connect_response);
    if (!fast_path) found.push_back(malformed(from, *sender.packets.malformed()));
}

void RdpInClear::on_packet(Role from, wire::BytesView packet, Connection& facts, Findings& found) {
    const auto code = wire::tpdu_code(packet);
    const bool first = !std::exchange(side(from).spoken, true);
    if (from == Role::client && (first || code == wire::X224Head::kRequest))
        return on_request(packet, facts, found);
    if (from == Role::server && (first || code == wire::X224Head::kConfirm))
        return on_confirm(packet, facts, found);
    if (code == kDisconnectRequest)
        return found.push_back(
            {.from = from, .step = Step::none, .what = "x224 disconnect request", .detail = {}});
    if (const auto step = wire::step_of_data(packet); step != Step::none) take_step(from, step, {}, found);
}

void RdpInClear::on_request(wire::BytesView packet, Connection& facts, Findings& found) {
    wire::Reader in(packet);
    const auto request = wire::ConnectionRequest::read(in);
    if (!request) {
        passed_.add(Step::x224_request);
        return found.push_back(malformed(Role::client, request.error()));
    }
    if (!take_step(Role::client, Step::x224_request, request_detail(*request), found)) return;
    facts.rdp_request = true;
    note_request(*request, facts);
}

void RdpInClear::on_confirm(wire::BytesView packet, Connection& facts, Findings& found) {
    wire::Reader in(packet);
    const auto confirm = wire::ConnectionConfirm::read(in);
    if (!confirm) return found.push_back(malformed(Role::server, confirm.error()));
    if (take_step(Role::server, Step::x224_confirm, confirm_detail(*confirm), found))
        note_confirm(*confirm, facts);
}

bool RdpInClear::has_taken(Role from, Step step) const {
    return side(from).steps[static_cast<std::size_t>(step)];
}

// A step is taken once, and in its place; whoever sends the packet again, or elsewhere, says something all
// the same. Whether it was taken.
bool RdpInClear::take_step(Role from, Step step, std::string detail, Findings& found) {
    const bool again = has_taken(from, step);
    const bool placed = passed_.believes(from, step);
    const bool taken = placed && !again;
    if (taken) side(from).steps.set(static_cast<std::size_t>(step));
    if (taken) passed_.add(step);
    found.push_back({.from = from,
                     .step = taken ? step : Step::none,
                     .what = taken   ? std::string(name(step))
                             : again ? fmt::format("another {}", name(step))
                                     : fmt::format("{} out of its place", name(step)),
                     .detail = std::move(detail)});
    return taken;
}

}  // namespace badrdp::capture
