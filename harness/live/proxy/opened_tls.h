// TLS of both sides of a proxy that opens it: towards the client with a certificate of its own, towards the
// server as a client that trusts anybody.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "capture/rdp_inside.h"
#include "harness/live/proxy/steps_on_the_way.h"
#include "harness/live/proxy/termination.h"
#include "sim/link/tls.h"

namespace badrdp::harness {

class OpenedTls {
public:
    // `plan` outlives it; `facts` is what was negotiated.
    OpenedTls(const Terminated& plan, unsigned connection, const capture::Connection& facts);

    // The next bytes of this end, sealed.
    void feed(wire::Role from, wire::BytesView bytes);
    link::Tls& of(wire::Role end) { return end == wire::Role::client ? client_ : server_; }
    // The certificate that the client is shown, once that is decided; told once.
    std::optional<std::string> take_choice() { return std::exchange(choice_, std::nullopt); }

    // What this end has to be told on behalf of TLS, and which step that is, if any.
    struct Output {
        wire::Bytes bytes;
        wire::Step step = wire::Step::none;
    };
    Output take_output(wire::Role to);

    // What this end has said inside, each message on its own if it is a step. One that is not there in full
    // waits if the caller wants them `whole`, as long as more can come. `notes` are lines for whoever
    // watches.
    struct Inside {
        std::vector<Passage> passages{};
        std::vector<std::string> notes{};
    };
    Inside take_inside(wire::Role from, bool whole);
    // What waits, once no more comes.
    wire::Bytes take_waiting(wire::Role from);

private:
    static constexpr std::size_t kLongestHello = 1u << 16;

    struct Begun {
        wire::Bytes bytes;       // of a message that is not there in full
        std::size_t passed = 0;  // of these
    };
    void choose(const Shown& shown);

    const Terminated& plan_;
    unsigned connection_;
    link::Tls client_;
    link::Tls server_;
    capture::Connection facts_;
    capture::RdpInside inside_;
    Begun begun_[2]{};
    std::optional<wire::Bytes> hello_;  // as far as it has come, until the certificate is chosen by it
    std::optional<std::string> choice_{};
    bool flight_said_ = false;
    bool hello_said_ = false;
    bool finished_said_ = false;
};

}  // namespace badrdp::harness
