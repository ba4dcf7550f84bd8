// Packets -> reassembled streams -> steps -> observations: what the network saw, against every other witness.
// Bytes inside TLS stay closed to it; a fake peer's transcript tells those steps.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "capture/certificate_facts.h"
#include "capture/packet.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::capture {

using std::chrono::nanoseconds;

enum class EndHow : std::uint8_t { open, fin, rst };

// One thing that happened, in the order of the packets.
struct Event {
    nanoseconds at{0};
    std::uint16_t connection = 0;  // 1 is the first TCP connection
    wire::Role from = wire::Role::client;
    wire::Step step = wire::Step::none;  // set when the event is a step
    std::string what;        // one line: "SYN", "x224_request", "alert fatal 40", "FIN", "gap of 1200 bytes"
    std::string detail;      // one line, may be empty: "requestedProtocols 0x3, cookie u"
    std::size_t packet = 0;  // index of the packet that completed it
};

struct TlsAlert {
    wire::Role from = wire::Role::client;
    std::uint8_t level = 0;  // 0: encrypted, so neither level nor description can be told
    std::uint8_t description = 0;
};

struct ClientHelloFacts {
    std::uint16_t legacy_version = 0;
    std::vector<std::uint16_t> versions;  // supported_versions, or just legacy_version; GREASE left out
    std::vector<std::uint16_t> ciphers;
    std::string server_name;
    std::size_t size = 0;  // of the message, without its head
};

// One TLS record of application data behind the handshake: its content stays closed.
struct InsideRecord {
    wire::Role from = wire::Role::client;
    std::uint16_t length = 0;  // of the record's fragment, encrypted
};

// What was read inside TLS, where its keys are there.
struct OpenedFacts {
    bool any = false;                               // a record of application data was opened
    bool broken = false;                            // one was not, and so none behind it
    std::optional<std::uint32_t> credssp_client{};  // the version in the latest TSRequest of each end
    std::optional<std::uint32_t> credssp_server{};
    std::optional<std::uint32_t> credssp_error{};     // errorCode
    std::optional<std::uint32_t> early_user_auth{};   // authorizationResult
    std::optional<std::uint8_t> connect_result{};     // of MCS Connect Response
    std::optional<std::uint32_t> license_error{};     // dwErrorCode of the host's error alert
    std::optional<std::uint32_t> error_info{};        // of Set Error Info, if not 0
    std::optional<std::uint8_t> ultimatum_of_host{};  // reason of Disconnect Provider Ultimatum
    std::optional<std::uint8_t> ultimatum_of_client{};
    bool redirected = false;
};

struct Connection {
    static constexpr std::size_t kMostInside = 64;

    std::uint16_t client_port = 0;
    nanoseconds began{0};
    nanoseconds ended{0};                                // the first FIN or RST
    bool accepted = false;                               // SYN-ACK seen
    bool refused = false;                                // RST to the SYN
    unsigned syns = 0;                                   // how often the client sent its SYN
    bool rdp_request = false;                            // an X.224 Connection Request was seen
    std::optional<wire::Protocols> requested_protocols;  // nothing: no rdpNegReq in the request
    std::optional<wire::Protocols> selected_protocol;    // of RDP_NEG_RSP
    std::optional<std::uint32_t> failure_code;           // of RDP_NEG_FAILURE
    std::uint8_t request_flags = 0;                      // of rdpNegReq
    std::uint8_t response_flags = 0;                     // of RDP_NEG_RSP
    std::string cookie;
    std::string routing_token;  // without CR LF; empty: there was none
    std::optional<ClientHelloFacts> client_hello;
    std::optional<std::uint16_t> tls_version;  // what the server chose
    std::optional<std::uint16_t> tls_cipher;
    std::optional<CertificateFacts> certificate;  // of the host; TLS 1.2 and older show it
    bool certificate_unreadable = false;          // it was shown, and is none
    std::vector<TlsAlert> alerts;
    std::vector<InsideRecord> inside;      // the first of them
    std::uint64_t inside_from_client = 0;  // bytes of all of them
    std::uint64_t inside_from_server = 0;
    OpenedFacts opened;
    wire::Step deepest = wire::Step::none;
    wire::Role ended_by = wire::Role::client;  // who sent the first FIN or RST; see `how`
    EndHow how = EndHow::open;                 // open: neither was seen
    bool closed = false;                       // FIN both ways, or RST
    std::uint64_t bytes_from_client = 0;
    std::uint64_t bytes_from_server = 0;
    unsigned retransmissions = 0;  // segments with data that was sent before, either way
    unsigned gaps = 0;             // holes in a stream that were never filled
};

// A segment with data that one end had sent before.
struct Again {
    nanoseconds at{0};
    std::uint16_t connection = 0;
    wire::Role from = wire::Role::client;
    std::size_t packet = 0;
};

struct Timeline {
    std::vector<Connection> connections;
    std::vector<Event> events;
    std::vector<Again> again;  // the first of each connection, in the order of the packets

    bool all_closed() const;  // every connection has ended (FIN both ways, or RST)
    wire::Step deepest() const;
};

// Reads packets as they come, for who must know a step while it happens. Packets of TCP conversations with
// the server at `server_port` count; others are passed over. What travels encrypted is inferred from the
// outside of its records; tls_in_clear.h says how.
class TimelineReader {
public:
    explicit TimelineReader(std::uint16_t server_port);
    ~TimelineReader();
    TimelineReader(TimelineReader&&) noexcept;
    TimelineReader& operator=(TimelineReader&&) noexcept;

    void read(const Packet& packet);        // the next one; they are counted from 0
    std::span<const Event> events() const;  // so far; holes in a stream are told only by finish()
    bool all_closed() const;                // as of now: every connection has ended (FIN both ways, or RST)
    Timeline finish();                      // of all that was read; the reader is then empty

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The same for packets that are all there.
Timeline read_timeline(std::span<const Packet> packets, std::uint16_t server_port);

// The index of the packet in which the server (from == server) or client sent the byte at `offset` of its
// stream on the connection with this client port, or the RST or FIN that follows if there is no such byte.
std::optional<std::size_t> packet_with(std::span<const Packet> packets, std::uint16_t server_port,
                                       std::uint16_t client_port, wire::Role from, std::uint64_t offset);

}  // namespace badrdp::capture
