// Who is sent on by a Server Redirection PDU [MS-RDPBCGR 2.2.13], as far as it can be seen from outside: he
// comes back to the host with a routing token, or asking for RDSTLS, which nobody asks for unasked [5.4.5.3].
#include <fmt/format.h>

#include "harness/diagnose/reading.h"
#include "sim/wire/io/mask.h"

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;
using wire::Step;
using Attempt = capture::AttemptBook::Attempt;

constexpr double kSoon = 10;  // seconds from the end of one connection to the beginning of the next

bool was_sent(wire::Protocols asked, bool token) {
    return token || wire::has_any(asked, wire::Protocols::rdstls);
}

wire::Protocols asked_by(const Reading& reading) {
    return reading.talk.facts.requested_protocols.value_or(wire::Protocols::rdp);
}

// The connection that the redirection which came in this one led to; null: there is none.
const Attempt* led_to(const Reading& reading) {
    const auto& talk = reading.talk;
    for (const auto& next : reading.survey.attempts.of(talk))
        if (next.first.frame > talk.client.last.frame && was_sent(next.asked, next.token) &&
            reading.seconds_between(talk.client.last, next.first) < kSoon)
            return &next;
    return nullptr;
}

// How often this client was sent here before.
std::size_t times_sent(const Reading& reading) {
    std::size_t out = 0;
    for (const auto& before : reading.survey.attempts.of(reading.talk))
        if (before.first.frame < reading.talk.client.first.frame && was_sent(before.asked, before.token))
            ++out;
    return out;
}

}  // namespace

std::string sent_on(const Reading& reading) {
    const auto ended = reading.ending();
    const bool let_in = reading.passed(Step::tls_finished) || reading.passed(Step::mcs_connect_response);
    if (!let_in || ended.by != "client" || ended.how != EndedHow::fin) return {};
    const auto* next = led_to(reading);
    if (!next) return {};
    return fmt::format("The host sends the client on, which comes back {} in frame {}.",
                       next->token ? "with a routing token" : "asking for RDSTLS", next->first.frame);
}

bool face_of_redirection(const Reading& reading, Draft draft) {
    if (!wire::has_any(asked_by(reading), wire::Protocols::rdstls)) return false;
    const auto request = reading.frame_of(Step::x224_request);
    const auto ended = reading.ending();
    const bool let_in = reading.passed(Step::tls_finished);
    const bool hung_up = !reading.passed(Step::x224_confirm) && ended.by == "server";
    if (!let_in && !hung_up) return false;
    draft.out().says =
        hung_up ? "The client was sent here by a redirection, and the host hangs up on its request."
                : "The client was sent here by a redirection, and gets no session.";
    auto& suspect = draft.suspect("C26", Certainty::likely,
                                  {hung_up ? "redirection/token-lost" : "redirection/rdstls-silent"});
    suspect.evidence.push_back({request, "a request for RDSTLS: the client comes from a redirection"});
    if (hung_up && reading.talk.facts.routing_token.empty())
        suspect.evidence.push_back({request, "and no routing token in it"});
    if (const auto times = times_sent(reading); times > 0)
        suspect.evidence.push_back(
            {request,
             fmt::format("it was sent here before: {} of its earlier connections ask for that too", times)});
    suspect.evidence.push_back({ended.frame, hung_up ? "the host ends the connection without an answer"
                                                     : "where it ends, behind the TLS handshake"});
    return true;
}

}  // namespace badrdp::harness::diagnosis
