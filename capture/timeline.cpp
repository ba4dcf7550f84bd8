#include "capture/timeline.h"

#include <algorithm>
#include <utility>

#include "capture/conversations.h"
#include "capture/follower.h"

namespace badrdp::capture {

using wire::Role;
using wire::Step;

bool Timeline::all_closed() const { return std::ranges::all_of(connections, &Connection::closed); }

wire::Step Timeline::deepest() const {
    auto deepest = Step::none;
    for (const auto& connection : connections) deepest = std::max(deepest, connection.deepest);
    return deepest;
}

struct TimelineReader::State {
    explicit State(std::uint16_t server_port) : conversations(server_port) {}

    Conversations conversations;
    std::vector<Follower> followers;
    std::vector<Event> events;
    std::size_t packets = 0;
};

TimelineReader::TimelineReader(std::uint16_t server_port) : state_(std::make_unique<State>(server_port)) {}
TimelineReader::~TimelineReader() = default;
TimelineReader::TimelineReader(TimelineReader&&) noexcept = default;
TimelineReader& TimelineReader::operator=(TimelineReader&&) noexcept = default;

std::span<const Event> TimelineReader::events() const { return state_->events; }

void TimelineReader::read(const Packet& packet) {
    auto& [conversations, followers, events, packets] = *state_;
    const auto index = packets++;
    if (packet.interface != kMet) return;
    const auto segment = read_frame(packet.bytes);
    if (!segment || !*segment) return;
    const auto place = conversations.place(**segment);
    if (!place) return;
    if (place->first) {
        const auto& client = place->from == Role::client ? (*segment)->source : (*segment)->destination;
        followers.emplace_back(static_cast<std::uint16_t>(place->connection + 1), events);
        followers.back().facts.client_port = client.port;
        followers.back().facts.began = packet.at;
    }
    followers[place->connection].follow(**segment, place->from, {packet.at, index});
}

bool TimelineReader::all_closed() const {
    return std::ranges::all_of(state_->followers, [](const Follower& f) { return f.facts.closed; });
}

Timeline TimelineReader::finish() {
    Timeline timeline;
    for (auto& follower : state_->followers) {
        follower.finish();
        timeline.connections.push_back(std::move(follower.facts));
        timeline.again.insert(timeline.again.end(), follower.sent_again.begin(), follower.sent_again.end());
    }
    std::ranges::sort(timeline.again, {}, &Again::packet);
    timeline.events = in_order_of_packets(std::exchange(state_->events, {}));
    state_->followers.clear();
    return timeline;
}

Timeline read_timeline(std::span<const Packet> packets, std::uint16_t server_port) {
    TimelineReader reader(server_port);
    for (const auto& packet : packets) reader.read(packet);
    return reader.finish();
}

}  // namespace badrdp::capture
