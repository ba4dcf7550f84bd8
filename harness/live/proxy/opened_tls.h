// TLS of both sides of a proxy that opens it: towards the client with a certificate of its own, towards the
// server as a client that trusts anybody.
#pragma once

#include <optional>
#include <vector>

#include "capture/rdp_inside.h"
#include "sim/link/tls.h"

namespace badrdp::harness {

class OpenedTls {
public:
    // `shown` is the server's context, `asks` the client's; `facts` what was negotiated.
    OpenedTls(const link::TlsContext& shown, const link::TlsContext& asks, std::string_view server_name,
              const capture::Connection& facts);

    // The next bytes of this end, sealed.
    void feed(wire::Role from, wire::BytesView bytes) { of(from).feed(bytes); }
    link::Tls& of(wire::Role end) { return end == wire::Role::client ? client_ : server_; }

    // What this end has to be told on behalf of TLS, and which step that is, if any.
    struct Output {
        wire::Bytes bytes;
        wire::Step step = wire::Step::none;
    };
    Output take_output(wire::Role to);

    // What this end has said inside, and which steps that is. `notes` are lines for whoever watches.
    struct Inside {
        wire::Bytes bytes;
        std::vector<wire::Step> steps{};
        std::vector<std::string> notes{};
    };
    Inside take_inside(wire::Role from);

private:
    link::Tls client_;
    link::Tls server_;
    capture::Connection facts_;
    capture::RdpInside inside_;
    bool flight_said_ = false;
    bool hello_said_ = false;
    bool finished_said_ = false;
};

}  // namespace badrdp::harness
