#include "harness/live/proxy/path_on_stream.h"

#include <fmt/format.h>

#include <algorithm>

namespace badrdp::harness {

using link::TimePoint;
using path::Direction;
using path::Impairment;
using path::Toward;
using path::Traffic;
using wire::BytesView;
using wire::Role;
using wire::Step;

namespace {

// IPv4's header and TCP's with time stamps, as Linux sends them: what a packet has beside its bytes.
constexpr std::size_t kHeaders = 20 + 20 + 12;

bool goes(Direction direction, Role from) {
    return direction == Direction::both || (direction == Direction::to_server) == (from == Role::client);
}

bool is_of_streams(Traffic what) {
    return what == Traffic::all || what == Traffic::tcp || what == Traffic::data || what == Traffic::frames;
}

std::size_t index_of(Role from) { return from == Role::client ? 0 : 1; }

std::chrono::nanoseconds time_on_link(std::size_t bytes, std::uint64_t bits_per_second) {
    if (bits_per_second == 0) return {};
    const auto seconds = static_cast<double>(bytes) * 8 / static_cast<double>(bits_per_second);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

struct WhyNot {
    bool after_step;

    std::string operator()(const path::Lose&) const { return "TCP sends again what is lost"; }
    std::string operator()(const path::Reorder&) const { return "TCP puts in order what is not"; }
    std::string operator()(const path::Duplicate&) const { return "TCP throws away what comes twice"; }
    std::string operator()(const path::Corrupt&) const { return "TCP's checksum finds it"; }
    std::string operator()(const path::Drop& drop) const {
        return is_of_streams(drop.what) ? "" : "it aims at single packets";
    }
    std::string operator()(const path::Reject& reject) const {
        if (reject.with != path::Refusal::rst) return "it answers with ICMP";
        return is_of_streams(reject.what) && after_step ? "" : "the proxy has accepted the connection before";
    }
    std::string operator()(const path::Reset& reset) const {
        return after_step || !reset.bytes.empty() ? "" : "the proxy has accepted the connection before";
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

}  // namespace

std::string why_not_on_a_stream(const Impairment& impairment) {
    if (impairment.port != 0) return "it is about one port";
    if (impairment.after > Step::client_info) return fmt::format("{} cannot be told", name(impairment.after));
    return std::visit(WhyNot{impairment.after != Step::none}, impairment.deed);
}

PathOnStream::PathOnStream(std::span<const Impairment> impairments, std::uint32_t seed, TimePoint now)
    : random_(seed, 0), last_(now) {
    for (const auto& one : impairments) {
        all_.push_back({.what = &one});
        if (one.after <= Step::tcp_accept) all_.back().began = now;
    }
}

PathOnStream::Fate PathOnStream::pass(Role from, BytesView bytes, TimePoint now) {
    Fate fate{.due = now};
    from_ = from;
    for (auto& met : all_) {
        if (!met.began || !goes(met.what->direction, from)) continue;
        const bool is_over = met.what->lasts && now >= *met.began + *met.what->lasts;
        if (is_over) continue;
        std::visit([&](const auto& deed) { meet(met, deed, bytes, now, fate); }, met.what->deed);
    }
    last_ = now;
    auto& due = due_[index_of(from)];
    fate.due = due = std::max(due, fate.due);
    return fate;
}

PathOnStream::Fate PathOnStream::reached(Step step, TimePoint now) {
    Fate fate;
    for (auto& met : all_) {
        if (met.began || met.what->after != step) continue;
        met.began = now;
        const auto* reset = std::get_if<path::Reset>(&met.what->deed);
        if (!reset || !reset->bytes.empty()) continue;
        met.done = true;
        fate.reset = reset->toward;
        fate.why = met.what->text;
    }
    return fate;
}

void PathOnStream::meet(Met& met, const path::Mtu& mtu, BytesView bytes, TimePoint, Fate& fate) {
    if (mtu.icmp == path::Icmp::correct || bytes.size() + kHeaders <= mtu.bytes) return;
    fate.lost = true;
    fate.why = met.what->text;
}

// TCP tries again: what is dropped for a while arrives afterwards.
void PathOnStream::meet(Met& met, const path::Drop&, BytesView, TimePoint, Fate& fate) {
    if (met.what->lasts) {
        fate.due = std::max(fate.due,
                            *met.began + std::chrono::duration_cast<link::Clock::duration>(*met.what->lasts));
        return;
    }
    fate.lost = true;
    fate.why = met.what->text;
}

void PathOnStream::meet(Met&, const path::Delay& delay, BytesView, TimePoint, Fate& fate) {
    const auto more = random_.below(static_cast<std::uint64_t>(delay.jitter.count()) + 1);
    fate.due += std::chrono::duration_cast<link::Clock::duration>(
        delay.by + std::chrono::nanoseconds(static_cast<std::int64_t>(more)));
}

void PathOnStream::meet(Met& met, const path::Reset& reset, BytesView bytes, TimePoint, Fate& fate) {
    if (met.done || reset.bytes.empty()) return;
    if (std::ranges::search(bytes, reset.bytes).empty()) return;
    met.done = true;
    fate.reset = reset.toward;
    fate.why = met.what->text;
}

void PathOnStream::meet(Met& met, const path::Rate& rate, BytesView bytes, TimePoint now, Fate& fate) {
    auto& free = met.free[index_of(from_)];
    free = std::max(free, now) + std::chrono::duration_cast<link::Clock::duration>(
                                     time_on_link(bytes.size() + kHeaders, rate.bits_per_second));
    fate.due = std::max(fate.due, free);
}

void PathOnStream::meet(Met& met, const path::Reject&, BytesView, TimePoint, Fate& fate) {
    fate.reset = from_ == Role::client ? Toward::client : Toward::server;
    fate.why = met.what->text;
}

void PathOnStream::meet(Met& met, const path::Forget& forget, BytesView, TimePoint now, Fate& fate) {
    met.forgotten = met.forgotten || now - last_ > forget.idle;
    if (!met.forgotten) return;
    fate.lost = true;
    fate.why = met.what->text;
}

}  // namespace badrdp::harness
