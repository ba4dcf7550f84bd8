#include "harness/play/net/step_watch.h"

#include "sim/path/frame.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::harness {

using link::NoteKind;
using wire::Role;
using wire::Step;

void StepWatch::on_packet(const capture::Packet& packet) {
    live_.read(packet);
    ++read_;
    if (packet.interface != capture::kMet) return;
    const auto events = live_.events();
    for (; seen_ < events.size(); ++seen_)
        if (events[seen_].step != Step::none) reached_(events[seen_].step);
    if (!soon_.empty() && carries_from_server(packet))
        for (; !soon_.empty(); soon_.pop_front()) reached_(soon_.front());
}

// What the client says has passed when the host notes it; what the host says is on its way with the next
// segment of its that carries anything.
void StepWatch::on_note(const link::Note& note) {
    if (note.kind != NoteKind::step) return;
    if (note.step == Step::client_hello) under_tls_.insert(note.connection);
    if (note.step == Step::x224_request && !under_tls_.contains(note.connection))
        negotiated_.insert(note.connection);
    const auto shell =
        wire::shell_of(negotiated_.contains(note.connection), under_tls_.contains(note.connection));
    if (wire::shows_in_packets(note.step, shell)) return;
    if (note.from == Role::server)
        soon_.push_back(note.step);
    else
        reached_(note.step);
}

capture::Timeline StepWatch::finish(std::span<const capture::Packet> all) {
    for (; read_ < all.size(); ++read_) live_.read(all[read_]);
    return live_.finish();
}

bool StepWatch::carries_from_server(const capture::Packet& packet) const {
    const auto segment = path::read_frame(packet.bytes);
    return segment && *segment && (*segment)->source.port == port_ && !(*segment)->payload.empty();
}

}  // namespace badrdp::harness
