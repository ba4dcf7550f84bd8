#include "harness/play/net/own_record.h"

#include <algorithm>
#include <utility>

#include "sim/path/frame.h"

namespace badrdp::harness {

using wire::Role;
namespace tcp_flag = path::tcp_flag;

namespace {

// About as on `lo`, whose MTU is the largest that there is.
constexpr std::size_t kMss = 65'000;
// A client that comes again from its old port begins elsewhere, or its SYN would look like the first one.
constexpr std::uint32_t kApart = 10'000'000;

}  // namespace

capture::Interface OwnRecord::interface() { return {.name = "the host's own view, no capture"}; }

void OwnRecord::take(const link::SocketEvent& event) {
    using What = link::SocketEvent::What;
    switch (event.what) {
        case What::opened:
            say(event, Role::client, tcp_flag::syn);
            say(event, Role::server, tcp_flag::syn | tcp_flag::ack);
            return say(event, Role::client, tcp_flag::ack);
        case What::data:
            for (auto rest = event.bytes; !rest.empty(); rest = rest.subspan(std::min(kMss, rest.size())))
                say(event, event.from, tcp_flag::psh | tcp_flag::ack,
                    rest.first(std::min(kMss, rest.size())));
            return;
        case What::fin: return say(event, event.from, tcp_flag::fin | tcp_flag::ack);
        case What::rst: return say(event, event.from, tcp_flag::rst | tcp_flag::ack);
    }
}

void OwnRecord::say(const link::SocketEvent& event, Role from, std::uint8_t flags, wire::BytesView payload) {
    const auto localhost = path::ipv4(127, 0, 0, 1);
    const path::Endpoint client{localhost, event.peer_port}, server{localhost, port_};
    const auto begin = event.connection * kApart;
    auto& talk = talks_.try_emplace(event.connection, Talk{begin, begin + kApart / 2}).first->second;
    auto& own = from == Role::client ? talk.client : talk.server;
    const auto others = from == Role::client ? talk.server : talk.client;
    const path::Segment segment{.source = from == Role::client ? client : server,
                                .destination = from == Role::client ? server : client,
                                .sequence = own,
                                .acknowledgement = (flags & tcp_flag::ack) != 0 ? others : 0,
                                .flags = flags,
                                .payload = payload};
    own += static_cast<std::uint32_t>(payload.size()) +
           ((flags & (tcp_flag::syn | tcp_flag::fin)) != 0 ? 1u : 0u);
    auto frame = path::to_frame(segment);
    if (lost_ > 0 || packets_.size() >= limits_.packets || frame.size() > limits_.bytes - bytes_) {
        ++lost_;
        return;
    }
    bytes_ += frame.size();
    packets_.push_back(
        {.at = std::chrono::duration_cast<std::chrono::nanoseconds>(event.at.time_since_epoch()),
         .wire_length = static_cast<std::uint32_t>(frame.size()),
         .bytes = std::move(frame)});
}

}  // namespace badrdp::harness
