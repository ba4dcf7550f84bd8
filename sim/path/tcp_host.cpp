#include "sim/path/tcp_host.h"

#include <algorithm>
#include <iterator>

namespace badrdp::path {

TcpSettings TcpHost::fresh_settings() {
    auto settings = settings_;
    settings.first_sequence = rng_();
    return settings;
}

Tcp& TcpHost::keep(const Key& key, std::unique_ptr<Tcp> tcp) {
    auto& kept = connections_[key];
    if (kept) std::erase(in_order_, kept.get());
    kept = std::move(tcp);
    return *in_order_.emplace_back(kept.get());
}

Tcp* TcpHost::find(std::uint16_t port, const Endpoint& peer) const {
    const auto found = connections_.find({port, peer});
    return found == connections_.end() ? nullptr : found->second.get();
}

Tcp& TcpHost::connect(std::uint16_t from, const Endpoint& to, Time now) {
    return keep({from, to}, std::make_unique<Tcp>(Endpoint{address_, from}, to, fresh_settings(), now));
}

Tcp* TcpHost::receive(wire::BytesView frame, Time now) {
    const auto ip = read_ip(frame);
    if (!ip || !*ip || (*ip)->fragment || (*ip)->destination != address_) return nullptr;
    if (is_ipv4(address_) && checksum({frame.subspan(kEthernet, (*ip)->payload_at - kEthernet)}) != 0)
        return nullptr;
    if ((*ip)->protocol == ip_protocol::tcp) {
        const auto segment = read_segment(**ip);
        const bool whole =
            segment && checksum_between((*ip)->source, address_, ip_protocol::tcp, (*ip)->payload) == 0;
        return whole ? hear(*segment, now) : nullptr;
    }
    const auto word = read_icmp_error(**ip);
    if (!word || word->protocol != ip_protocol::tcp || word->source.address != address_) return nullptr;
    auto* known = find(word->source.port, word->destination);
    if (known) known->receive(*word, now);
    return known;
}

Tcp* TcpHost::hear(const Segment& segment, Time now) {
    if (auto* known = find(segment.destination.port, segment.source)) {
        known->receive(segment, now);
        return known;
    }
    if (segment.has(tcp_flag::rst)) return nullptr;
    const bool knocks = segment.has(tcp_flag::syn) && !segment.has(tcp_flag::ack);
    const bool here = segment.destination.port == port_;
    if (knocks && here && door_ == Door::full) return nullptr;
    if (knocks && here && door_ == Door::open)
        return &keep({segment.destination.port, segment.source},
                     std::make_unique<Tcp>(segment, fresh_settings(), now));
    const bool acks = segment.has(tcp_flag::ack);
    const auto length = static_cast<std::uint32_t>(segment.payload.size()) +
                        (segment.has(tcp_flag::syn) ? 1 : 0) + (segment.has(tcp_flag::fin) ? 1 : 0);
    frames_.push_back(
        to_frame({.source = segment.destination,
                  .destination = segment.source,
                  .sequence = acks ? segment.acknowledgement : 0,
                  .acknowledgement = acks ? 0 : segment.sequence + length,
                  .flags = acks ? tcp_flag::rst : static_cast<std::uint8_t>(tcp_flag::rst | tcp_flag::ack),
                  .window = 0,
                  .payload = {}}));
    return nullptr;
}

std::vector<wire::Bytes> TcpHost::take_frames() {
    auto all = std::exchange(frames_, {});
    for (auto* tcp : in_order_) std::ranges::move(tcp->take_frames(), std::back_inserter(all));
    return all;
}

void TcpHost::tick(Time now) {
    for (auto* tcp : in_order_) tcp->tick(now);
}

std::optional<Time> TcpHost::wake() const {
    std::optional<Time> first;
    for (const auto* tcp : in_order_)
        if (const auto wake = tcp->wake(); wake && (!first || *wake < *first)) first = wake;
    return first;
}

}  // namespace badrdp::path
