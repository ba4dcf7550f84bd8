#include "sim/path/obstacle.h"

#include <algorithm>

namespace badrdp::path {
namespace {

// With at most three digits behind the point, and none that says nothing.
std::string decimal(std::uint64_t thousandths) {
    auto text = std::to_string(thousandths / 1000);
    if (thousandths % 1000 == 0) return text;
    auto rest = std::to_string(1000 + thousandths % 1000).substr(1);
    rest.erase(rest.find_last_not_of('0') + 1);
    return text + "." + rest;
}

// In parts of a hundred.
std::string percent(double share) {
    return decimal(static_cast<std::uint64_t>(std::max(0.0, share) * 100'000 + 0.5)) + " %";
}

std::string_view name(Traffic what) {
    switch (what) {
        case Traffic::all: return "all";
        case Traffic::tcp: return "tcp";
        case Traffic::syn: return "syn";
        case Traffic::data: return "data";
        case Traffic::udp: return "udp";
        case Traffic::frames: return "frames";
    }
    return "?";
}

std::string_view name(Refusal with) {
    switch (with) {
        case Refusal::rst: return "rst";
        case Refusal::net_unreachable: return "net_unreachable";
        case Refusal::host_unreachable: return "host_unreachable";
        case Refusal::port_unreachable: return "port_unreachable";
        case Refusal::prohibited: return "prohibited";
    }
    return "?";
}

std::string_view name(Toward toward) {
    switch (toward) {
        case Toward::both: return "both";
        case Toward::client: return "client";
        case Toward::server: return "server";
    }
    return "?";
}

struct InWords {
    std::string operator()(const Mtu& mtu) const {
        const std::string_view icmp = mtu.icmp == Icmp::none      ? ""
                                      : mtu.icmp == Icmp::correct ? ", icmp correct"
                                                                  : ", icmp lying";
        return "mtu " + std::to_string(mtu.bytes) + std::string(icmp);
    }
    std::string operator()(const Drop& drop) const { return "drop " + std::string(name(drop.what)); }
    std::string operator()(const Reject& reject) const {
        return "reject " + std::string(name(reject.what)) + " with " + std::string(name(reject.with));
    }
    std::string operator()(const Reset& reset) const {
        return "reset toward " + std::string(name(reset.toward)) +
               (reset.bytes.empty() ? "" : " at " + std::to_string(reset.bytes.size()) + " bytes");
    }
    std::string operator()(const Delay& delay) const {
        return "delay " + to_text(delay.by) +
               (delay.jitter.count() > 0 ? ", jitter " + to_text(delay.jitter) : "");
    }
    std::string operator()(const Rate& rate) const {
        return "rate " + std::to_string(rate.bits_per_second) + " bit/s, queue " +
               std::to_string(rate.queue) + " bytes";
    }
    std::string operator()(const Lose& lose) const {
        const auto burst = static_cast<std::uint64_t>(std::max(0.0, lose.burst) * 1000 + 0.5);
        return "lose " + percent(lose.share) + (lose.burst > 1 ? " in bursts of " + decimal(burst) : "");
    }
    std::string operator()(const Reorder& reorder) const {
        return "reorder " + percent(reorder.share) + " by " + to_text(reorder.by);
    }
    std::string operator()(const Duplicate& duplicate) const {
        return "duplicate " + percent(duplicate.share);
    }
    std::string operator()(const Corrupt& corrupt) const { return "corrupt " + percent(corrupt.share); }
    std::string operator()(const Forget& forget) const { return "forget after " + to_text(forget.idle); }
};

}  // namespace

std::string to_text(nanoseconds time) {
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
    if (ns >= 1'000'000'000) return decimal(ns / 1'000'000) + " s";
    if (ns >= 1'000'000) return decimal(ns / 1'000) + " ms";
    if (ns >= 1'000) return decimal(ns) + " us";
    return std::to_string(ns) + " ns";
}

std::string to_text(const Obstacle& obstacle) {
    auto text = std::visit(InWords{}, obstacle.deed);
    if (obstacle.direction == Direction::to_server) text += ", to the server";
    if (obstacle.direction == Direction::to_client) text += ", to the client";
    if (obstacle.port != 0) text += ", port " + std::to_string(obstacle.port);
    if (obstacle.after != wire::Step::none) text += ", after " + std::string(wire::name(obstacle.after));
    if (obstacle.lasts) text += ", for " + to_text(*obstacle.lasts);
    return text;
}

}  // namespace badrdp::path
