// The arguments of each verb of [[path]], its own key first, told once: a visitor that reads them, one that
// writes them and one that lists them see the same names. How the calls are meant: sim/fault/argument.h.
#pragma once

#include "harness/data/scenario/path_words.h"
#include "sim/fault/argument.h"

namespace badrdp::harness {

// Kinds of arguments that faults have not.
struct Share {};    // of all packets: "0.5%", or a whole number of percent
struct BitRate {};  // "10Mbit"

// A packet shorter than this cannot carry a TCP header over IPv6, and IPv4 promises 68 bytes [RFC 791 3.2].
inline constexpr fault::Number kMtu{68, 65535};

void visit_path(auto& v, auto& deed) {
    using namespace path;
    using D = std::remove_cvref_t<decltype(deed)>;
    if constexpr (std::is_same_v<D, Mtu>) {
        v.need("mtu", deed.bytes, kMtu);
        v.may("icmp", deed.icmp, OneOf{icmp_words(), "answer"});
    } else if constexpr (std::is_same_v<D, Drop>) {
        v.need("drop", deed.what, OneOf{traffic_words(), "traffic"});
    } else if constexpr (std::is_same_v<D, Reject>) {
        v.need("reject", deed.what, OneOf{traffic_words(), "traffic"});
        v.need("with", deed.with, OneOf{refusal_words(), "refusal"});
    } else if constexpr (std::is_same_v<D, Reset>) {
        v.need("reset", deed.toward, OneOf{toward_words(), "end of the path"});
        v.may("bytes", deed.bytes);
    } else if constexpr (std::is_same_v<D, Delay>) {
        v.need("delay", deed.by);
        v.may("jitter", deed.jitter);
    } else if constexpr (std::is_same_v<D, Rate>) {
        v.need("rate", deed.bits_per_second, BitRate{});
        v.usual("queue", deed.queue, fault::Size{});
    } else if constexpr (std::is_same_v<D, Lose>) {
        v.need("lose", deed.share, Share{});
        v.may("burst", deed.burst, fault::Number{1, 10'000});
    } else if constexpr (std::is_same_v<D, Reorder>) {
        v.need("reorder", deed.share, Share{});
        v.need("by", deed.by);
    } else if constexpr (std::is_same_v<D, Duplicate>) {
        v.need("duplicate", deed.share, Share{});
    } else if constexpr (std::is_same_v<D, Corrupt>) {
        v.need("corrupt", deed.share, Share{});
    } else {
        v.need("forget", deed.idle);
    }
}

// Calls `f` with one of each deed, in the order of the variant.
template <class F, std::size_t... I>
void for_each_impairment(F f, std::index_sequence<I...>) {
    (f(std::variant_alternative_t<I, path::Deed>()), ...);
}
void for_each_impairment(auto f) {
    for_each_impairment(f, std::make_index_sequence<std::variant_size_v<path::Deed>>());
}

// What goes with any of them.
void visit_impairment(auto& v, auto& impairment) {
    v.may("direction", impairment.direction, OneOf{direction_words(), "direction"});
    v.may("port", impairment.port, fault::Number{1, 65535});
    v.may("after", impairment.after);
    v.may("lasts", impairment.lasts);
}

}  // namespace badrdp::harness
