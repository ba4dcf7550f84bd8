#include "sim/path/act.h"

#include <algorithm>
#include <cmath>

#include "sim/path/forge.h"

namespace badrdp::path {
namespace {

using wire::Role;

constexpr std::uint16_t kDns = 53;
constexpr Time kNever = Time::max() / 2;

// A record of the handshake whose message is a ClientHello, and longer than what is here [RFC 8446 4, 5.1].
// The whole record's size; nothing: it is none of these.
std::optional<std::size_t> begins_split_hello(wire::BytesView payload) {
    constexpr std::size_t header = 5;
    constexpr std::uint8_t handshake = 22, client_hello = 1;
    if (payload.size() <= header || payload[0] != handshake || payload[header] != client_hello)
        return std::nullopt;
    const auto whole = header + (std::size_t{payload[3]} << 8 | payload[4]);
    return whole > payload.size() ? std::optional(whole) : std::nullopt;
}

// Whether the segment goes on with a ClientHello that one before it has begun.
bool is_rest_of_hello(const Segment& segment, Flow::Mark& mark) {
    if (const auto whole = begins_split_hello(segment.payload)) {
        mark.hello = segment.sequence;
        mark.hello_size = static_cast<std::uint32_t>(*whole);
        return false;
    }
    const auto offset = segment.sequence - mark.hello.value_or(segment.sequence);
    return offset > 0 && offset < mark.hello_size;
}

bool is_of(Traffic what, const Headers& seen) {
    if (what == Traffic::frames) return true;
    if (seen.kind != Kind::ip) return false;
    switch (what) {
        case Traffic::all:
        case Traffic::frames: return true;
        case Traffic::tcp: return seen.tcp.has_value();
        case Traffic::syn: return seen.opens();
        case Traffic::split_hello: return seen.tcp && begins_split_hello(seen.tcp->payload).has_value();
        case Traffic::hello_rest:  // one of them, if its connection says so
        case Traffic::data: return seen.tcp && !seen.tcp->payload.empty();
        case Traffic::udp: return seen.udp && seen.from_port != kDns && seen.to_port != kDns;
    }
    return false;
}

struct TrafficOf {
    Traffic operator()(const Drop& drop) const { return drop.what; }
    Traffic operator()(const Reject& reject) const { return reject.what; }
    Traffic operator()(const Reset&) const { return Traffic::tcp; }
    Traffic operator()(const Forget&) const { return Traffic::tcp; }
    template <class Other>
    Traffic operator()(const Other&) const {
        return Traffic::all;
    }
};

// Whether there is a frame that it would do something to.
struct Able {
    bool operator()(const Delay& delay) const { return delay.by.count() > 0 || delay.jitter.count() > 0; }
    bool operator()(const Rate& rate) const { return rate.bits_per_second > 0; }
    bool operator()(const Lose& lose) const { return lose.share > 0; }
    bool operator()(const Reorder& reorder) const { return reorder.share > 0 && reorder.by.count() > 0; }
    bool operator()(const Duplicate& duplicate) const { return duplicate.share > 0; }
    bool operator()(const Corrupt& corrupt) const { return corrupt.share > 0; }
    bool operator()(const Forget& forget) const { return forget.idle.count() > 0; }
    template <class Other>
    bool operator()(const Other&) const {
        return true;
    }
};

}  // namespace

void say(std::string& comment, std::string_view what) {
    if (what.empty()) return;
    if (!comment.empty()) comment += "; ";
    comment += what;
}

Time later(Time at, nanoseconds by) {
    if (by.count() <= 0) return at;
    return by >= kNever || at >= kNever - by ? kNever : at + by;
}

Acting::Acting(const Impairment& impairment, std::uint64_t seed, std::size_t index)
    : impairment_(&impairment),
      able_(std::visit(Able{}, impairment.deed)),
      sides_{Side{.chance = Rng(seed, 2 * index)}, Side{.chance = Rng(seed, 2 * index + 1)}} {}

bool Acting::needs_flows() const {
    return std::holds_alternative<Reset>(impairment_->deed) ||
           std::holds_alternative<Forget>(impairment_->deed) ||
           std::visit(TrafficOf{}, impairment_->deed) == Traffic::hello_rest;
}

bool Acting::active(Time now) const { return began_ && !over(now); }

bool Acting::over(Time now) const {
    return began_ && impairment_->lasts && now >= later(*began_, *impairment_->lasts);
}

bool Acting::meets(const Headers& seen, Role from) const {
    const auto against = from == Role::client ? Direction::to_client : Direction::to_server;
    if (impairment_->direction == against) return false;
    const auto port = impairment_->port;
    if (port != 0 && seen.from_port != port && seen.to_port != port) return false;
    return is_of(std::visit(TrafficOf{}, impairment_->deed), seen);
}

Done Acting::act(Copy& copy, Flow::Mark* mark, Time now) {
    if (const auto* reset = std::get_if<Reset>(&impairment_->deed)) return watch(*reset, copy, *mark);
    if (const auto* forget = std::get_if<Forget>(&impairment_->deed)) return watch(*forget, copy, *mark, now);
    if (std::visit(TrafficOf{}, impairment_->deed) == Traffic::hello_rest &&
        !is_rest_of_hello(*copy.seen->tcp, *mark))
        return {};
    auto& side = sides_[static_cast<std::size_t>(copy.from)];
    return std::visit(
        [&](const auto& deed) {
            if constexpr (requires { on(deed, copy, side); })
                return on(deed, copy, side);
            else
                return Done{};
        },
        impairment_->deed);
}

Done Acting::dropped(Copy& copy, std::string_view why) const {
    say(copy.comment, "dropped: " + text() + std::string(why));
    return {.bit = true, .dropped = true};
}

Done Acting::on(const Mtu& mtu, Copy& copy, Side&) {
    const auto& seen = *copy.seen;
    if (seen.ip.length <= mtu.bytes) return {};
    // A router would cut such a packet into pieces instead of complaining [RFC 791 2.3].
    if (seen.ip.may_be_cut) return dropped(copy, " (a router would cut it into fragments)");
    auto done = dropped(copy);
    if (mtu.icmp != Icmp::none && may_complain(seen, copy.frame))
        done.answer = too_big(seen, copy.frame, mtu.icmp == Icmp::lying ? seen.ip.length : mtu.bytes);
    return done;
}

Done Acting::on(const Drop&, Copy& copy, Side&) { return dropped(copy); }

Done Acting::on(const Reject& reject, Copy& copy, Side&) {
    const auto& seen = *copy.seen;
    auto done = dropped(copy);
    if (seen.kind != Kind::ip || !may_complain(seen, copy.frame)) return done;
    if (seen.tcp && seen.tcp->has(tcp_flag::rst)) return done;  // nobody answers a RST [RFC 9293 3.5.2]
    done.answer = reject.with == Refusal::rst && seen.tcp ? closed_port(seen, copy.frame)
                                                          : unreachable(seen, copy.frame, reject.with);
    return done;
}

Done Acting::on(const Delay& delay, Copy& copy, Side& side) {
    const auto jitter = std::max<std::int64_t>(delay.jitter.count(), 0);
    const auto more = static_cast<std::int64_t>(side.chance.below(static_cast<std::uint64_t>(jitter) + 1));
    side.last = std::max(side.last, later(later(copy.at, delay.by), nanoseconds(more)));
    const auto by = side.last - copy.at;
    if (by.count() <= 0) return {};
    copy.at = side.last;
    say(copy.comment, "delayed by " + to_text(by));
    return {.bit = true};
}

Done Acting::on(const Rate& rate, Copy& copy, Side& side) {
    for (; !side.line.empty() && side.line.front().first <= copy.at; side.line.pop_front())
        side.waiting -= side.line.front().second;
    const auto size = copy.frame.size();
    if (side.waiting > 0 && side.waiting + size > rate.queue) return dropped(copy, ", its queue is full");
    // A second has 10^9 ns; a frame, at most some 10^5 bits, so that the product fits.
    const auto takes =
        static_cast<std::int64_t>(8 * size * std::uint64_t{1'000'000'000} / rate.bits_per_second);
    side.last = later(std::max(side.last, copy.at), nanoseconds(takes));
    side.line.emplace_back(side.last, size);
    side.waiting += size;
    const auto by = side.last - copy.at;
    if (by.count() <= 0) return {};
    copy.at = side.last;
    say(copy.comment, "on the link for " + to_text(by));
    return {.bit = true};
}

Done Acting::on(const Lose& lose, Copy& copy, Side& side) {
    if (lose.burst <= 1 || lose.share >= 1) return side.chance.happens(lose.share) ? dropped(copy) : Done{};
    // Two states; of the bad one, the mean stay is the burst, and the share of the time is that of the loss
    // [Gilbert 1960, Elliott 1963]. A share too large for such bursts makes them longer: one good packet
    // between.
    const double odds = lose.share / (1 - lose.share);  // of bad to good
    const double to_bad = std::min(1.0, odds / lose.burst);
    const double to_good = std::min(1.0, to_bad / odds);
    const double turns = !side.started ? lose.share : side.bad ? 1 - to_good : to_bad;
    side.bad = side.chance.happens(turns);
    side.started = true;
    return side.bad ? dropped(copy) : Done{};
}

Done Acting::on(const Reorder& reorder, Copy& copy, Side& side) {
    if (!side.chance.happens(reorder.share)) return {};
    copy.held = later(Time(copy.held), reorder.by);
    say(copy.comment, "held back by " + to_text(reorder.by));
    return {.bit = true};
}

Done Acting::on(const Duplicate& duplicate, Copy& copy, Side& side) {
    if (!side.chance.happens(duplicate.share)) return {};
    say(copy.comment, "duplicated");
    return {.bit = true, .doubled = true};
}

Done Acting::on(const Corrupt& corrupt, Copy& copy, Side& side) {
    if (!side.chance.happens(corrupt.share)) return {};
    const auto& ip = copy.seen->ip;
    if (ip.payload.empty()) return {};
    const auto bit = static_cast<std::size_t>(side.chance.below(8 * ip.payload.size()));
    const auto at = ip.payload_at + bit / 8;
    if (copy.changed.empty()) copy.changed.assign(copy.frame.begin(), copy.frame.end());
    copy.changed[at] ^= static_cast<std::uint8_t>(1u << bit % 8);
    say(copy.comment, "corrupted: bit " + std::to_string(bit % 8) + " of byte " + std::to_string(at));
    return {.bit = true};
}

Done Acting::watch(const Reset& reset, const Copy& copy, const Flow::Mark& mark) const {
    if (mark.done) return {};
    const bool now = reset.bytes.empty() ? impairment_->after == wire::Step::none
                                         : !std::ranges::search(copy.seen->tcp->payload, reset.bytes).empty();
    return {.reset = now};
}

Done Acting::watch(const Forget& forget, Copy& copy, Flow::Mark& mark, Time now) const {
    // To a NAT, a SYN is a connection that it has not seen yet [RFC 5382 4].
    if (copy.seen->opens()) mark = {.passed = now};
    mark.done = mark.done || now >= later(std::max(mark.passed, *began_), forget.idle);
    if (mark.done) return dropped(copy);
    mark.passed = now;
    return {};
}

}  // namespace badrdp::path
