// Decoders with a bug each, of the kinds that RDP programs have had: an oracle that is content with one of
// them is no oracle.
#pragma once

#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/x224/framer.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::fuzz::planted {

using wire::Bytes;
using wire::BytesView;
using wire::Expected;
using wire::Reader;
using wire::Writer;

// Reads a field and does not keep it.
struct ForgetsSource : wire::ConnectionRequest {
    static Expected<ForgetsSource> read(Reader& in) {
        auto request = ConnectionRequest::read(in);
        if (!request) return std::unexpected(request.error());
        request->x224.src_ref = 0;
        return ForgetsSource{*request};
    }
    friend bool operator==(const ForgetsSource&, const ForgetsSource&) = default;
};

// Fails open: what it cannot read is a Confirm without negotiation.
struct FailsOpen : wire::ConnectionConfirm {
    static Expected<FailsOpen> read(Reader& in) {
        return FailsOpen{ConnectionConfirm::read(in).value_or(ConnectionConfirm{})};
    }
    friend bool operator==(const FailsOpen&, const FailsOpen&) = default;
};

// Writes a field under a name that faults do not know.
struct Misnames : wire::RdpNegRsp {
    static Expected<Misnames> read(Reader& in) {
        const auto rsp = RdpNegRsp::read(in);
        if (!rsp) return std::unexpected(rsp.error());
        return Misnames{*rsp};
    }
    void write(Writer& out) const {
        RdpNegRsp::write(out);
        out.fields.back().name = "rdpNegRsp.requestedProtocols";
    }
    friend bool operator==(const Misnames&, const Misnames&) = default;
};

// Blames a byte behind the end.
struct BlamesNothing : wire::Tpkt {
    static Expected<BlamesNothing> read(Reader& in) {
        const auto tpkt = Tpkt::read(in);
        if (!tpkt) return std::unexpected(wire::Malformed{"tpkt.length", "wrong", 9999});
        return BlamesNothing{*tpkt};
    }
    friend bool operator==(const BlamesNothing&, const BlamesNothing&) = default;
};

// Takes what one read of a socket gave for whole packets.
template <class Cutter>
class ForgetsBetweenReads {
public:
    void feed(BytesView chunk) {
        cutter_ = {};
        cutter_.feed(chunk);
    }
    auto next() { return cutter_.next(); }
    const std::optional<wire::Malformed>& malformed() const { return cutter_.malformed(); }
    std::size_t buffered() const { return cutter_.buffered(); }

private:
    Cutter cutter_;
};

// Gives the same packet for ever: the endless loop of a length that is not consumed.
template <class Cutter>
class NeverMovesOn {
public:
    void feed(BytesView chunk) { cutter_.feed(chunk); }
    auto next() { return Cutter(cutter_).next(); }
    const std::optional<wire::Malformed>& malformed() const { return cutter_.malformed(); }
    std::size_t buffered() const { return cutter_.buffered(); }

private:
    Cutter cutter_;
};

// Keeps whatever it is sent.
class Hoards {
public:
    void feed(BytesView chunk) { bytes_.insert(bytes_.end(), chunk.begin(), chunk.end()); }
    std::optional<Bytes> next() { return std::nullopt; }
    const std::optional<wire::Malformed>& malformed() const { return malformed_; }
    std::size_t buffered() const { return bytes_.size(); }

private:
    Bytes bytes_;
    std::optional<wire::Malformed> malformed_;
};

// Stops before the extensions, and is content.
struct StopsEarly : wire::ClientHello {
    static Expected<StopsEarly> read(Reader& in) {
        StopsEarly hello;
        hello.client_version = in.u16be("clientHello.client_version");
        in.bytes("clientHello.random", 32);
        in.bytes("clientHello.session_id", in.u8("clientHello.session_id_length"));
        if (in.malformed()) return std::unexpected(*in.malformed());
        return hello;
    }
};

}  // namespace badrdp::fuzz::planted
