// What must hold of a network between two peers, whatever they send and whatever stands in the way.
#pragma once

#include <algorithm>

#include "sim/path/forge.h"
#include "sim/path/path.h"
#include "tests/fuzz/oracle.h"

namespace badrdp::fuzz {

// A play from bytes: how many impairments, four bytes each, and then frames. Where the bytes end, zeros
// follow.
class PathScript {
public:
    explicit PathScript(BytesView input) : input_(input) {}

    bool over() const { return input_.empty(); }

    std::vector<path::Impairment> impairments() {
        std::vector<path::Impairment> all(byte() % 5);
        for (auto& impairment : all) {
            impairment.deed = deed();
            const auto how = byte();
            impairment.direction = static_cast<path::Direction>(how % 3);
            if (how & 0x10) impairment.after = wire::Step::active;
            if (how & 0x20) impairment.lasts = std::chrono::milliseconds(50);
            if (how & 0x40) impairment.port = 3389;
        }
        return all;
    }

    struct Frame {
        wire::Role from{};
        std::chrono::milliseconds after{0};
        bool step = false;  // the conversation becomes active in front of it
        Bytes bytes;
    };

    Frame frame() {
        const auto how = byte();
        Frame frame{.from = how & 1 ? wire::Role::server : wire::Role::client,
                    .after = std::chrono::milliseconds(how >> 4),
                    .step = (how & 2) != 0,
                    .bytes = {}};
        const auto v6 = (how & 4) != 0, raw = (how & 8) != 0;
        const std::size_t length = byte();
        const auto bytes = input_.first(std::min(length, input_.size()));
        input_ = input_.subspan(bytes.size());
        frame.bytes = raw ? Bytes(bytes.begin(), bytes.end()) : segment(frame.from, v6, bytes);
        return frame;
    }

private:
    std::uint8_t byte() {
        if (input_.empty()) return 0;
        const auto first = input_.front();
        input_ = input_.subspan(1);
        return first;
    }

    path::Deed deed() {
        using std::chrono::milliseconds;
        const auto kind = byte(), a = byte(), b = byte();
        const double share = a / 255.0;
        switch (kind % 11) {
            case 0: return path::Mtu{a, static_cast<path::Icmp>(b % 3)};
            case 1: return path::Drop{static_cast<path::Traffic>(a % 6)};
            case 2: return path::Reject{static_cast<path::Traffic>(a % 6), static_cast<path::Refusal>(b % 5)};
            case 3: return path::Reset{static_cast<path::Toward>(a % 3), Bytes(b % 3, a)};
            case 4: return path::Delay{milliseconds(a), milliseconds(b)};
            case 5: return path::Rate{1000u * a, 16u * b};
            case 6: return path::Lose{share, b / 16.0};
            case 7: return path::Reorder{share, milliseconds(b)};
            case 8: return path::Duplicate{share};
            case 9: return path::Corrupt{share};
            default: return path::Forget{milliseconds(a)};
        }
    }

    // A true segment, of which the first three bytes say what is wrong with it: where, and what is there.
    static Bytes segment(wire::Role from, bool v6, BytesView bytes) {
        path::Address a = path::ipv4(198, 18, 0, 2), b = path::ipv4(198, 18, 0, 1);
        if (v6) a = {0x20, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
        if (v6) b = {0x20, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        path::Segment segment{.source = {a, 40000}, .destination = {b, 3389}};
        if (from == wire::Role::server) std::swap(segment.source, segment.destination);
        segment.flags = bytes.size() > 3 ? bytes[3] : path::tcp_flag::syn;
        segment.sequence = bytes.size() > 4 ? bytes[4] : 0;
        if (bytes.size() > 5) segment.payload = bytes.subspan(5);
        auto frame = path::to_frame(segment);
        if (bytes.size() > 2 && bytes[0] != 0) frame[bytes[1] % frame.size()] = bytes[2];
        return frame;
    }

    BytesView input_;
};

inline bool is_forged(const path::Delivery& delivery) { return delivery.comment.starts_with("forged: "); }

inline bool has_good_checksums(BytesView frame) {
    const auto read = path::read_ip(frame);
    if (!read || !*read) return false;
    const auto& ip = **read;
    const bool v4 = path::is_ipv4(ip.source);
    if (v4 && path::checksum({frame.subspan(path::kEthernet, ip.payload_at - path::kEthernet)}) != 0)
        return false;
    if (ip.protocol == path::ip_protocol::icmp) return path::checksum({ip.payload}) == 0;
    return path::checksum_between(ip.source, ip.destination, ip.protocol, ip.payload) == 0;
}

inline bool same(const path::Fate& a, const path::Fate& b) {
    const auto equal = [](const path::Delivery& x, const path::Delivery& y) {
        return x.at == y.at && x.to == y.to && x.frame == y.frame && x.comment == y.comment;
    };
    return a.untouched == b.untouched && a.comment == b.comment && a.bites == b.bites &&
           std::ranges::equal(a.deliveries, b.deliveries, equal);
}

// Plays the input through two paths of one seed.
template <class Target>
class PathPlay {
public:
    explicit PathPlay(BytesView input)
        : script_(input),
          impairments_(script_.impairments()),
          path_(impairments_, 1),
          again_(impairments_, 1) {}

    Complaint run() {
        while (!script_.over()) {
            const auto frame = script_.frame();
            now_ += frame.after;
            if (frame.step) {
                const auto fate = path_.reached(wire::Step::active, now_);
                if (!same(fate, again_.reached(wire::Step::active, now_))) return kOther;
                if (auto complaint = judge(fate, nullptr)) return complaint;
            }
            const auto fate = path_.pass(frame.from, frame.bytes, now_);
            if (!same(fate, again_.pass(frame.from, frame.bytes, now_))) return kOther;
            if (auto complaint = judge(fate, &frame)) return complaint;
        }
        return bites_ == path_.bites() ? Complaint{} : "counts other bites than it tells of";
    }

private:
    static constexpr auto kOther = "meets another fate the second time";

    template <class Deed>
    auto count() const {
        return std::ranges::count_if(impairments_,
                                     [](const auto& o) { return std::holds_alternative<Deed>(o.deed); });
    }

    Complaint judge(const path::Fate& fate, const PathScript::Frame* sent) {
        if (fate.untouched && (!fate.deliveries.empty() || !fate.comment.empty() || !fate.bites.empty()))
            return "is untouched, and is not";
        if (sent && !fate.untouched && fate.comment.empty()) return "does not say what was done";
        for (const auto index : fate.bites) {
            if (index >= bites_.size()) return "an impairment bites that is not there";
            ++bites_[index];
        }
        std::ptrdiff_t carried = 0;
        for (const auto& delivery : fate.deliveries) {
            if (delivery.at < now_) return "arrives before it was sent";
            if (is_forged(delivery)) {
                if (!has_good_checksums(delivery.frame)) return "forges what is broken";
                continue;
            }
            if (!sent) return "carries what nobody sent";
            if (auto complaint = judge_carried(delivery, *sent)) return complaint;
            ++carried;
        }
        if (carried > std::ptrdiff_t{1} << count<path::Duplicate>()) return "multiplies frames";
        return std::nullopt;
    }

    Complaint judge_carried(const path::Delivery& delivery, const PathScript::Frame& sent) {
        if (delivery.to != wire::other(sent.from)) return "carries a frame back";
        if (delivery.frame.size() != sent.bytes.size()) return "changes the length of a frame";
        if (delivery.frame != sent.bytes && count<path::Corrupt>() == 0) return "changes a frame";
        if (count<path::Reorder>() != 0) return std::nullopt;
        auto& last = last_[static_cast<std::size_t>(delivery.to)];
        if (delivery.at < last) return "overtakes";
        last = delivery.at;
        return std::nullopt;
    }

    PathScript script_;
    std::vector<path::Impairment> impairments_;
    Target path_;
    Target again_;
    path::Time now_{0};
    std::array<path::Time, 2> last_{};
    std::vector<std::size_t> bites_ = std::vector<std::size_t>(impairments_.size());
};

template <class Target>
Complaint about_path(BytesView input) {
    return PathPlay<Target>(input).run();
}

}  // namespace badrdp::fuzz
