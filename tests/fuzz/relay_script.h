// A play for the proxy's relay from bytes: what it is told to spoil, and then what both ends do.
#pragma once

#include <algorithm>

#include "harness/live/proxy/plan.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::fuzz {

// How many faults, three bytes each; how it stands between the two; then deeds of the ends. Where the bytes
// end, zeros follow.
class RelayScript {
public:
    static constexpr std::uint8_t kWitnessed = 1, kHolds = 2, kEdits = 4, kPath = 8,
                                  kOpened = 16;  // how it stands
    static constexpr std::uint8_t kLong = 0x80;  // of what is said: its length has two bytes

    explicit RelayScript(wire::BytesView input) : input_(input) {}

    bool over() const { return input_.empty(); }

    std::vector<fault::Fault> faults() {
        std::vector<fault::Fault> out(byte() % 4);
        for (auto& fault : out) fault = one_fault();
        return out;
    }

    std::uint8_t how() { return byte(); }

    std::vector<path::Impairment> path() {
        const auto kind = byte(), a = byte();
        const auto direction = static_cast<path::Direction>(a % 3);
        path::Deed deed = path::Delay{std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
        if (kind % 4 == 1) deed = path::Mtu{100u + a, path::Icmp::none};
        if (kind % 4 == 2) deed = path::Reset{static_cast<path::Toward>(a % 3), wire::Bytes(1 + a % 3, a)};
        if (kind % 4 == 3) deed = path::Reset{static_cast<path::Toward>(a % 3), {}};
        const bool at_a_step = kind % 4 == 3 || (kind & 0x80) != 0;
        return {{.deed = deed,
                 .direction = direction,
                 .after = at_a_step ? step(a) : wire::Step::none,
                 .text = "what lies between"}};
    }

    struct Deed {
        enum class What : std::uint8_t { say, say_much, hear, wait, close, go_on, count } what{};
        wire::Role who{};
        wire::BytesView bytes{};
        std::size_t count = 0;  // of bytes that are said or heard
    };

    Deed deed() {
        const auto how = byte();
        constexpr auto kWhats = static_cast<std::uint8_t>(Deed::What::count);
        Deed out{.what = static_cast<Deed::What>((how & ~kLong) / 2 % kWhats),
                 .who = how & 1 ? wire::Role::server : wire::Role::client};
        if (out.what == Deed::What::say) {
            std::size_t length = byte();
            if (how & kLong) length |= std::size_t{byte()} << 8;
            out.bytes = input_.first(std::min(length, input_.size()));
            input_ = input_.subspan(out.bytes.size());
        }
        if (out.what == Deed::What::say_much || out.what == Deed::What::hear)
            out.count = std::size_t{1024} * (1 + byte());
        return out;
    }

private:
    static constexpr auto kLast = static_cast<std::size_t>(wire::Step::channel_join_confirm);

    std::uint8_t byte() {
        if (input_.empty()) return 0;
        const auto first = input_.front();
        input_ = input_.subspan(1);
        return first;
    }

    static wire::Step step(std::uint8_t number) {
        constexpr auto first = static_cast<std::size_t>(wire::Step::x224_request);
        return static_cast<wire::Step>(first + number % (kLast + 1 - first));
    }

    fault::Fault one_fault() {
        const auto kind = byte();
        auto fault = fault::at(step(byte()), deed_of(kind, byte()));
        fault.text = "a fault";
        return fault;
    }

    static fault::Deed deed_of(std::uint8_t kind, std::uint8_t a) {
        using namespace fault;
        const auto moment = a & 1 ? Moment::after : Moment::instead;
        const std::chrono::milliseconds pause(a & 2);
        switch (kind % 14) {
            case 0: return SetField{"tpkt.length", a};
            case 1: return Truncate{a};
            case 2: return Append{{.bytes = Bytes(a, a)}};
            case 3: return Repeat{1u + a % 4};
            case 4: return Replace{{.bytes = Bytes(a, a)}};
            case 5: return Omit{};
            case 6: return Split{1u + a, pause};
            case 7: return Drip{64u + a, pause};
            case 8: return Swallow{a};
            case 9: return Alert{static_cast<std::uint8_t>(1 + a % 2), a};
            case 10: return fault::Reset{moment};
            case 11: return fault::Close{moment};
            case 12: return HalfClose{moment};
            default: return Silence{moment};
        }
    }

    wire::BytesView input_;
};

}  // namespace badrdp::fuzz
