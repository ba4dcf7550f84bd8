// Faults: named deviations of an otherwise correct peer, as values outside it. Each says at which step it
// acts. A step that this peer speaks is bent on its way out; at a step that the other end speaks, the
// fault acts when it has arrived, before anything is answered.
//
// Each deed is described here once: its verb, where it can act, and what else a scenario says of it. The
// reader of files, the writer, the one-line text and the schema are visitors of these descriptions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "sim/fault/argument.h"
#include "sim/fault/payload.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::fault {

using wire::Bytes;
using wire::Step;

// On a PDU, before TLS (or on the bytes of a TLS flight, which has no PDU of ours).
struct SetField {
    std::string field{};
    std::uint64_t value = 0;
    bool relative = false;  // adds it to what an honest peer says; less than nothing wraps around

    static constexpr Verb kVerb{"set", Aims::at_a_field};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.either("to", "by", self.value, self.relative);
    }
    friend bool operator==(const SetField&, const SetField&) = default;
};
struct Truncate {
    std::size_t keep = 0;

    static constexpr Verb kVerb{"truncate", Aims::at_what_it_says};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("keep", self.keep, Size{});
    }
    friend bool operator==(const Truncate&, const Truncate&) = default;
};
struct Append {
    Payload with{};

    static constexpr Verb kVerb{"append", Aims::at_what_it_says};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("with", self.with);
    }
    friend bool operator==(const Append&, const Append&) = default;
};
struct Repeat {
    unsigned times = 2;

    static constexpr Verb kVerb{"repeat", Aims::at_what_it_says};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.usual("times", self.times, Number{2, 1000});
    }
    friend bool operator==(const Repeat&, const Repeat&) = default;
};
// An answer in another protocol, or garbage.
struct Replace {
    Payload with{};

    static constexpr Verb kVerb{"replace", Aims::at_what_it_says};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("with", self.with);
    }
    friend bool operator==(const Replace&, const Replace&) = default;
};
// One message is left out; its sender goes on as if it had been sent.
struct Omit {
    static constexpr Verb kVerb{"omit", Aims::at_a_pdu};
    template <class Visitor, class Self>
    static void visit(Visitor&, Self&) {}
    friend bool operator==(const Omit&, const Omit&) = default;
};
// One more message that a host knows, before or after what it says at this step, or when the client's step
// has arrived. An answer to it never reaches the peer, which has not asked.
struct Say {
    Step message = Step::none;
    Moment moment = Moment::after;

    static constexpr Verb kVerb{"say", Aims::with_a_message};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.may("when", self.moment, Moments{Moment::before, Moment::after});
    }
    friend bool operator==(const Say&, const Say&) = default;
};

// On the stream, after TLS: what a device on the way can do as well.
struct Split {
    std::size_t at = 1;
    milliseconds pause{0};

    static constexpr Verb kVerb{"split", Aims::at_what_it_says, Stage::stream};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("at", self.at, Size{.least = 1});
        v.may("pause", self.pause);
    }
    friend bool operator==(const Split&, const Split&) = default;
};
struct Drip {
    std::size_t bytes = 1;
    milliseconds every{0};

    static constexpr Verb kVerb{"drip", Aims::at_what_it_says, Stage::stream};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.usual("bytes", self.bytes, Number{1, 65536});
        v.need("every", self.every);
    }
    friend bool operator==(const Drip&, const Drip&) = default;
};
struct Delay {
    milliseconds by{0};

    static constexpr Verb kVerb{"delay", Aims::at_any_step, Stage::stream};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("by", self.by);
    }
    friend bool operator==(const Delay&, const Delay&) = default;
};
// The rest of it, and all that follows, never arrives.
struct Swallow {
    std::size_t after = 0;

    static constexpr Verb kVerb{"swallow", Aims::at_what_it_says, Stage::stream};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("after", self.after, Size{});
    }
    friend bool operator==(const Swallow&, const Swallow&) = default;
};
// In clear, then FIN; inside TLS once that is up.
struct Alert {
    std::uint8_t level = 2;
    std::uint8_t description = 0;

    static constexpr Verb kVerb{"alert", Aims::where_an_alert_may_be, Stage::stream};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.need("description", self.description, AlertCode{});
        v.may("level", self.level, Number{0, 255});
    }
    friend bool operator==(const Alert&, const Alert&) = default;
};

// The four ways to end what this peer says: what `Way` is called, and when.
template <class Way>
struct Ending {
    Moment moment = Moment::instead;

    static constexpr Verb kVerb{Way::kName, Aims::at_any_step, Stage::stream};
    template <class Visitor, class Self>
    static void visit(Visitor& v, Self& self) {
        v.may("when", self.moment, Moments{Moment::instead, Moment::after});
    }
    friend bool operator==(const Ending&, const Ending&) = default;
};
struct ByReset {
    static constexpr std::string_view kName = "reset";
};
struct ByClose {
    static constexpr std::string_view kName = "close";
};
struct ByHalfClose {
    static constexpr std::string_view kName = "half_close";
};
struct BySilence {
    static constexpr std::string_view kName = "silence";
};
using Reset = Ending<ByReset>;
using Close = Ending<ByClose>;
using HalfClose = Ending<ByHalfClose>;  // FIN, and keeps reading
using Silence = Ending<BySilence>;      // says nothing more, keeps the connection

// Where a message is said: the key beside `say`.
inline constexpr std::string_view kPlaceOfAMessage = "at";

using Deed = std::variant<SetField, Truncate, Append, Repeat, Replace, Omit, Say, Split, Drip, Delay, Swallow,
                          Alert, Reset, Close, HalfClose, Silence>;

struct Fault {
    Step step = Step::none;
    Deed deed{};
    unsigned connections = 0;  // bends only so many TCP connections of a case; 0: all
    std::string text{};        // for reports: "reset server_flight"; see described()
    unsigned first = 1;        // the first TCP connection that it bends
    friend bool operator==(const Fault&, const Fault&) = default;
};

// Whether the fault acts on this TCP connection of a case; connections count from 1.
inline bool bends(const Fault& fault, unsigned connection) {
    return connection >= fault.first &&
           (fault.connections == 0 || connection - fault.first < fault.connections);
}

inline Fault at(Step step, Deed deed) { return {step, std::move(deed)}; }

inline const Verb& verb(const Deed& deed) {
    return std::visit([](const auto& d) -> const Verb& { return d.kVerb; }, deed);
}

// Calls `f` with one of each deed, in the order of the variant.
template <class F, std::size_t... I>
void for_each_deed(F f, std::index_sequence<I...>) {
    (f(std::variant_alternative_t<I, Deed>()), ...);
}
template <class F>
void for_each_deed(F f) {
    for_each_deed(f, std::make_index_sequence<std::variant_size_v<Deed>>());
}

}  // namespace badrdp::fault
