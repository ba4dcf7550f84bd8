// One harmless connection to a host: the negotiation, TLS, and NLA up to the CHALLENGE, and then it leaves.
// Nobody logs on, and no password is said.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/failure_code.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::harness::probe {

using Seconds = std::chrono::duration<double>;

struct Target {
    std::string host;
    std::uint16_t port = 3389;
};

struct VisitOrder {
    wire::Protocols requests{};  // [MS-RDPBCGR 2.2.1.1.1]
    bool tls = true;             // goes on where the host selects a protocol with TLS,
    bool nla = true;             // and behind it with NLA, if that is what it selected
    std::uint16_t lowest_tls = 0x0301, highest_tls = 0x0304;
    std::string groups{};               // of key exchange, in OpenSSL's words; empty: as Windows has them
    std::size_t hello_filler = 0;       // bytes of an extension that nobody knows, in the ClientHello
    std::uint16_t largest_segment = 0;  // TCP's, in bytes; 0: as the path has it
    std::chrono::milliseconds patience{5000};  // for each step
};

// How far it came, and what stopped it.
enum class Stop : std::uint8_t {
    left,         // nothing: we left, having seen what there was
    name,         // it cannot be resolved
    refused,      // RST to the SYN
    no_answer,    // to the SYN
    unreachable,  // says a router
    silent,       // after what we said last
    closed,       // the host closed
    reset,        // the host reset
    not_rdp,      // an answer that is no Connection Confirm, or no TLS
    tls,          // the handshake failed
    interrupted,  // by the user
};

std::string_view name(Stop stop);

struct Challenge {
    std::string netbios_name{}, netbios_domain{}, dns_name{}, dns_domain{};  // ASCII; else as '?'
    std::string build{};                                                     // "10.0.20348"; empty: not said
    std::uint32_t credssp_version = 0;
};

struct Visit {
    Stop stop = Stop::left;
    std::string why{};    // one line
    std::string after{};  // what had passed last: "connect", "request", "client_hello", "credssp_negotiate"
    std::string address{};
    unsigned segment = 0;  // TCP's largest, as both ends and the path agreed; 0: not known
    std::optional<wire::Protocols> selected{};
    std::optional<wire::FailureCode> failure{};
    bool confirmed = false;  // an answer came
    std::string tls_version{}, cipher{};
    wire::Bytes certificate{};  // DER of the first one
    std::optional<Challenge> challenge{};
    std::optional<Seconds> connect{}, confirm{}, tls{}, nla{};  // how long each step took
};

// `interrupted` is asked whenever something is waited for, at least every 100 ms. Touches no host but this
// one (and the resolver that the system asks for its name).
Visit visit(const Target& target, const VisitOrder& order, const std::function<bool()>& interrupted);

}  // namespace badrdp::harness::probe
