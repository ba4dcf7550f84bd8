// What one case came to, in the same words for every client: the input of judging, and of every report.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/os/sandbox/process_end.h"
#include "sim/auth/account.h"
#include "sim/wire/nla/mechanism.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::harness {

// What the client did.
enum class Outcome : std::uint8_t {
    active,         // the session is up
    authenticated,  // its account was accepted
    done,           // it came as far as it ever goes, and left: its adapter says where that is
    refused,        // it said no
    disconnected,   // the other end ended it, and the client accepted that
    timed_out,      // it gave up waiting
    hung,           // it outlasted our patience
    looped,         // it connected again and again, past the cap
    bloated,        // it passed its memory or output limit
    crashed,        // it died of a signal that nobody sent it
};

// What the client told its user the trouble was.
enum class Reason : std::uint8_t {
    nothing,      // it said nothing
    vague,        // it said something that names no cause
    certificate,  // the certificate is not to be trusted
    tls,          // the TLS handshake failed
    security,     // the two ends share no security protocol
    network,      // the connection failed, was lost or was reset
    timeout,      // the other end did not answer in time
    name,         // the name could not be resolved
    credentials,  // the account was not accepted
    protocol,     // the other end does not speak the protocol
    server,       // the server said why it ended the session
};

enum class TimeClass : std::uint8_t { at_once, seconds, own_timeout, never };

// How a TCP connection came to its end, and who spoke the last word of it.
enum class TcpEnd : std::uint8_t {
    unknown,     // nobody has looked
    unanswered,  // nobody answered the SYN
    refused,     // RST to the SYN
    open,        // it had none
    client_fin,
    client_rst,
    server_fin,
    server_rst,
    killed,  // by us: the client's kernel closed it when we ended the client
};

// Whether a client shows in its Connection Request where a redirection has sent it [MS-RDPBCGR 2.2.1.1].
enum class Brought : std::uint8_t {
    nothing,
    cookie,       // its user's name
    token,        // that of the redirection
    other_token,  // another one
};

struct ConnectionFacts {
    std::optional<wire::Protocols>
        requested_protocols;  // nothing: a request without rdpNegReq, or no request
    bool rdp_request = false;
    Brought brought = Brought::nothing;
    wire::Step deepest = wire::Step::none;
    std::vector<wire::Step> steps{};  // as in Facts, of this connection
    TcpEnd ending = TcpEnd::unknown;

    std::optional<wire::Role> ended_by() const;
};

// Something that was to go wrong, in the words of its scenario, and how often it did.
struct Acted {
    std::string text;
    std::size_t times = 0;

    friend bool operator==(const Acted&, const Acted&) = default;
};

struct Facts {
    Outcome outcome = Outcome::hung;
    Limit limit = Limit::none;
    Reason reason = Reason::nothing;
    std::string said;  // the line of the client's output that gave the reason
    wire::Step deepest = wire::Step::none;
    std::vector<wire::Step> steps;  // every step that either witness saw, each once, in order of the enum
    std::vector<ConnectionFacts> connections;
    std::optional<int> exit;    // exit status, when it ended by itself
    std::optional<int> signal;  // the signal that killed it, when nobody of ours sent it
    std::chrono::milliseconds took{0};
    // From its start to its first connection, which no host can make longer; 0: it made none.
    std::chrono::milliseconds lead{0};
    std::vector<Acted> acted;  // each fault of the scenario, each impairment, and its middlebox
    // What it offered inside NLA, the preferred one first; nothing: it never came to that.
    std::vector<wire::Mechanism> offers{};
    std::optional<wire::Mechanism> proves_by{};         // the last that it showed a proof of inside NLA
    auth::LeftBehind left = auth::LeftBehind::nothing;  // of its account at the host
    bool bit = true;  // all of them acted at least once (or the host itself is the fault)
};

// Whether it has what it came for.
constexpr bool got_through(Outcome outcome) {
    return outcome == Outcome::active || outcome == Outcome::authenticated || outcome == Outcome::done;
}

TimeClass time_class(const Facts& facts);

// How much longer the machine let the client take than one that is quick and has nothing else to do. What a
// program takes to start tells: three times what it needed for that beyond half a second, since it works
// about as much again until its end. On a quick machine it is 0.
std::chrono::milliseconds machine_delay(const Facts& facts);

// All the classes that the client itself can have meant: near the edge between two of them, both; and those
// without what the machine did to it.
std::vector<TimeClass> time_classes(const Facts& facts);

// The words of scenario files, baselines and reports. `*_named` are the inverse.
std::string_view name(Outcome);
std::string_view name(Reason);
std::string_view name(Brought);
std::string_view name(TimeClass);  // "at once", "seconds", "time-out of its own", "never"
std::string_view name(TcpEnd);     // "client fin", "server rst", "open"; nothing for unknown
std::optional<Outcome> outcome_named(std::string_view);
std::optional<Reason> reason_named(std::string_view);
std::optional<TimeClass> time_class_named(std::string_view);
std::optional<Brought> brought_named(std::string_view);
std::vector<std::string_view> outcome_names();
std::vector<std::string_view> reason_names();
std::vector<std::string_view> time_class_names();
std::vector<std::string_view> brought_names();

// The names of steps, outcomes, reasons or time classes.
template <class E>
std::vector<std::string> names(const std::vector<E>& values) {
    std::vector<std::string> out;
    out.reserve(values.size());
    for (const auto value : values) out.emplace_back(name(value));
    return out;
}

}  // namespace badrdp::harness
