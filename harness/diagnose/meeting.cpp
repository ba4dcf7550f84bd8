#include "harness/diagnose/meeting.h"

#include <algorithm>
#include <limits>

namespace badrdp::harness::diagnosis {
namespace {

namespace flag = path::tcp_flag;
using wire::Role;

constexpr std::size_t kMostAsked = 64;   // lost segments of which it is asked what passed behind them
constexpr std::uint32_t kTelling = 100;  // bytes; a message of that length has something random in it

const SideSegment* syn_of(const Side& side, Role from) {
    const auto found = std::ranges::find_if(
        side.segments, [&](const SideSegment& one) { return one.from == from && one.has(flag::syn); });
    return found == side.segments.end() ? nullptr : &*found;
}

// The first long message of an end.
const SideSegment* telling(const Side& side, Role from) {
    const auto found = std::ranges::find_if(
        side.segments, [&](const SideSegment& one) { return one.from == from && one.length >= kTelling; });
    return found == side.segments.end() ? nullptr : &*found;
}

bool same_ends(const Side& a, const Side& b) {
    return a.talk->client.at == b.talk->client.at && a.talk->server.at == b.talk->server.at;
}

// How much b's numbers of this end are ahead of a's.
std::uint32_t shift_of(const Side& a, const Side& b, Role from) {
    const auto *in_a = syn_of(a, from), *in_b = syn_of(b, from);
    if (in_a && in_b) return in_b->sequence - in_a->sequence;
    const auto *one = telling(a, from), *other = telling(b, from);
    const bool same = one && other && one->print == other->print && one->length == other->length;
    return same && !same_ends(a, b) ? other->sequence - one->sequence : 0;
}

// What makes segments of two sides the same, in the numbers of the client's side. SYN, FIN and RST are looked
// for apart from data: a network card may join segments or part them.
struct Key {
    Role from = Role::client;
    std::uint32_t sequence = 0, length = 0;
    std::uint8_t mark = 0;
    std::uint64_t print = 0;

    friend auto operator<=>(const Key&, const Key&) = default;
};

struct Copies {
    std::vector<const SideSegment*> client, host;

    std::vector<const SideSegment*>& at(bool on_host) { return on_host ? host : client; }
};

using Paired = std::map<Key, Copies>;

Paired pair_up(const Side& client, const Side& host) {
    Paired out;
    const std::array shifts{shift_of(client, host, Role::client), shift_of(client, host, Role::server)};
    for (const bool on_host : {false, true})
        for (const auto& one : (on_host ? host : client).segments) {
            const auto shift = on_host ? shifts[one.from == Role::client ? 0 : 1] : 0;
            if (one.length > 0)
                out[{one.from, one.sequence - shift, one.length, 0, one.print}].at(on_host).push_back(&one);
            for (const auto mark : {flag::syn, flag::fin, flag::rst})
                if (one.has(mark)) out[{one.from, one.end() - shift, 0, mark, 0}].at(on_host).push_back(&one);
        }
    return out;
}

// The bytes of one end that a side saw, however they were cut into segments.
class SeenBytes {
public:
    SeenBytes(const Side& side, Role from, std::uint32_t shift) {
        for (const auto& one : side.segments) {
            if (one.from != from || one.length == 0) continue;
            if (parts_.empty()) anchor_ = one.sequence - shift;
            const auto begin = place(one.sequence - shift);
            parts_.emplace_back(begin, begin + one.length);
        }
        std::ranges::sort(parts_);
        std::vector<Part> joined;
        for (const auto& part : parts_)
            if (!joined.empty() && part.first <= joined.back().second)
                joined.back().second = std::max(joined.back().second, part.second);
            else
                joined.push_back(part);
        parts_ = std::move(joined);
    }

    bool hold(std::uint32_t begin, std::uint32_t length) const {
        const auto next = std::ranges::upper_bound(parts_, place(begin), {}, &Part::first);
        return next != parts_.begin() && std::prev(next)->second >= place(begin) + length;
    }

    bool go_on_behind(std::uint32_t end) const {
        return !parts_.empty() && parts_.back().second > place(end);
    }

private:
    using Part = std::pair<std::int64_t, std::int64_t>;

    // Sequence numbers wrap around [RFC 9293 3.4].
    std::int64_t place(std::uint32_t sequence) const { return static_cast<std::int32_t>(sequence - anchor_); }

    std::uint32_t anchor_ = 0;
    std::vector<Part> parts_;
};

double to_seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

// What each end's segments say of how much b's clock is ahead of a's: at most, if a is nearer to that end.
struct Gaps {
    double least[2] = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    double most[2] = {-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    unsigned count[2] = {0, 0};
};

// Of copies nobody knows which became which: only what is there once on each side counts.
Gaps gaps_of(const Paired& paired) {
    Gaps out;
    for (const auto& [key, copies] : paired) {
        if (copies.client.size() != 1 || copies.host.size() != 1) continue;
        const auto gap = to_seconds(copies.host[0]->when.at - copies.client[0]->when.at);
        const auto end = key.from == Role::client ? 0 : 1;
        out.least[end] = std::min(out.least[end], gap);
        out.most[end] = std::max(out.most[end], gap);
        ++out.count[end];
    }
    return out;
}

// Whether this file was being written when that happened, by its own clock.
bool covers(const Side& side, double at) {
    constexpr double kMoment = 0.01;  // seconds; what falls together with the last frame is not later than it
    return at >= to_seconds(side.first.at) - kMoment && at <= to_seconds(side.last.at) + kMoment;
}

// What left in one direction, and what became of it.
class Direction {
public:
    // `shift`: how much the host's side's numbers of this end are ahead of the client's side's.
    Direction(const Side& sender, const Side& reader, Role from, std::uint32_t shift, double ahead)
        : sender_(sender),
          reader_(reader),
          from_(from),
          to_reader_(from == Role::client ? shift : 0),
          ahead_(ahead),
          sent_(sender, from, from == Role::client ? 0 : shift),
          arrived_(reader, from, from == Role::client ? shift : 0) {}

    bool others_pass(const SideSegment& behind) const {
        return std::ranges::any_of(reader_.segments, [&](const SideSegment& one) {
            return one.from == from_ && to_seconds(one.when.at) > to_seconds(behind.when.at) + ahead_;
        });
    }

    bool is_lost(const Key& key, const SideSegment& one) const {
        if (!covers(reader_, to_seconds(one.when.at) + ahead_)) return false;
        if (key.length == 0) return true;
        // What the reader acknowledges it has, and its file lacks.
        const auto& reader = reader_.talk->end(wire::other(from_));
        const auto end = key.sequence + key.length + to_reader_;
        const bool has = reader.acknowledges && static_cast<std::int32_t>(reader.acknowledged - end) >= 0;
        return !has && !arrived_.hold(key.sequence, key.length);
    }

    // Bytes that the sender's file merely lacks are followed by others of the same end.
    bool is_forged(const Key& key, const SideSegment& one) const {
        if (!covers(sender_, to_seconds(one.when.at) - ahead_) || sender_.talk->missed) return false;
        return key.length == 0 ||
               (!sent_.hold(key.sequence, key.length) && !sent_.go_on_behind(key.sequence + key.length));
    }

private:
    const Side &sender_, &reader_;
    Role from_;
    std::uint32_t to_reader_;
    double ahead_;
    SeenBytes sent_, arrived_;
};

}  // namespace

std::vector<std::uint64_t> tokens_of(const Side& side) {
    std::vector<std::uint64_t> out;
    const auto *first = syn_of(side, Role::client), *answer = syn_of(side, Role::server);
    if (first) out.push_back(first->sequence);
    if (answer) out.push_back(std::uint64_t{1} << 32 | answer->sequence);
    for (const auto from : {Role::client, Role::server})
        if (const auto* one = telling(side, from)) out.push_back(one->print);
    out.push_back(std::uint64_t{2} << 32 |
                  static_cast<std::uint32_t>(side.talk->client.at.port << 16 | side.talk->server.at.port));
    return out;
}

bool is_one_conversation(const Side& a, const Side& b) {
    const auto *first = syn_of(a, Role::client), *second = syn_of(b, Role::client);
    const auto *answer = syn_of(a, Role::server), *other = syn_of(b, Role::server);
    if (answer && other && answer->sequence != other->sequence && same_ends(a, b)) return false;
    if (first && second && first->sequence == second->sequence) return true;
    if ((!first || !second) && same_ends(a, b)) return true;  // one of the files begins in the middle
    return std::ranges::any_of(std::array{Role::client, Role::server}, [&](Role from) {
        const auto *one = telling(a, from), *two = telling(b, from);
        return one && two && one->print == two->print && one->length == two->length;
    });
}

std::optional<Role> nearer(const Side& a, const Side& b) {
    const auto paired = pair_up(a, b);
    const auto gaps = gaps_of(paired);
    if (gaps.count[0] > 0 && gaps.count[1] > 0) {
        const double as_client = gaps.least[0] - gaps.most[1];  // how wide the bounds are if a is
        const double as_host = gaps.least[1] - gaps.most[0];
        if (as_client != as_host) return as_client > as_host ? Role::client : Role::server;
    }
    int hops = 0, left = 0;
    for (const auto& [key, copies] : paired) {
        const int towards = key.from == Role::client ? 1 : -1;
        if (!copies.client.empty() && !copies.host.empty())
            hops += towards * (copies.client[0]->hops - copies.host[0]->hops);
        if (key.length > 0 || key.mark == flag::syn)
            left += towards * (static_cast<int>(copies.client.size()) - static_cast<int>(copies.host.size()));
    }
    const int vote = hops != 0 ? hops : left;
    return vote == 0 ? std::nullopt : std::optional(vote > 0 ? Role::client : Role::server);
}

Meeting meet(const Side& client, const Side& host) {
    Meeting out;
    out.renamed = !same_ends(client, host);
    const auto shift = shift_of(client, host, Role::client);
    const auto back = shift_of(client, host, Role::server);
    out.renumbered = shift != 0 || back != 0;
    const auto paired = pair_up(client, host);
    const auto gaps = gaps_of(paired);
    if (gaps.count[0] > 0 && gaps.count[1] > 0) out.clock = ClockBounds{gaps.most[1], gaps.least[0]};

    const double ahead = out.clock ? out.clock->middle() : 0;
    const Direction to_host(client, host, Role::client, shift, ahead);
    const Direction to_client(host, client, Role::server, back, -ahead);
    for (const auto& [key, copies] : paired) {
        const bool by_client = key.from == Role::client;
        const auto& direction = by_client ? to_host : to_client;
        const auto& sent = by_client ? copies.client : copies.host;
        const auto& arrived = by_client ? copies.host : copies.client;
        if (sent.empty()) {
            if (direction.is_forged(key, *arrived.front()))
                out.forged.push_back({key.from, arrived.front()->when, key.length, arrived.front()->flags});
            continue;
        }
        if (!arrived.empty()) {
            ++out.common;
            auto& biggest = by_client ? out.biggest_passed_to_server : out.biggest_passed_to_client;
            biggest = std::max(biggest, key.length);
        }
        const bool fewer = arrived.size() < sent.size();
        if (fewer && (!arrived.empty() || direction.is_lost(key, *sent.front())))
            out.lost.push_back({key.from, sent.front()->when, key.length, sent.front()->flags,
                                static_cast<unsigned>(sent.size()), static_cast<unsigned>(arrived.size()),
                                out.lost.size() < kMostAsked && direction.others_pass(*sent.front())});
    }
    std::ranges::sort(out.forged, {}, [](const ForgedSegment& one) { return one.when.at; });
    std::ranges::sort(out.lost, {}, [](const LostSegment& one) { return one.first.at; });
    return out;
}

}  // namespace badrdp::harness::diagnosis
