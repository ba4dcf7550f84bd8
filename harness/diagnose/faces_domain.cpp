// A domain that does not answer: questions to a KDC that nothing comes back to, between the Connection
// Confirm and the end of NLA.
#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/reading.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::TicketAsked;
using wire::Step;

// What somebody notices who looks at an empty window.
constexpr double kNoticed = 2;  // seconds

bool wants_nla(const Reading& reading) {
    return has_any(reading.talk.facts.selected_protocol.value_or(wire::Protocols::rdp), wire::kNla);
}

// What this client asked of a KDC while this conversation was open, and whether anything at all came back.
struct Domain {
    const TicketAsked* first = nullptr;  // question without an answer
    const TicketAsked* last = nullptr;
    unsigned questions = 0;  // without an answer, repetitions among them
    bool answers = false;    // of any KDC
};

Domain domain_of(const Reading& reading) {
    const auto began = reading.talk.client.first.frame, ended = reading.last.frame;
    Domain out;
    for (const auto& one : reading.survey.tickets.asked()) {
        if (one.client.address != reading.talk.client.at.address || one.asked.frame < began ||
            one.asked.frame > ended)
            continue;
        if (one.answered) {
            out.answers = true;
            continue;
        }
        if (!out.first) out.first = &one;
        out.last = &one;
        out.questions += one.times;
    }
    return out;
}

void add_evidence(const Domain& domain, Suspect& suspect) {
    suspect.evidence.push_back(
        {domain.first->asked.frame,
         fmt::format("a question to the KDC {}, over {}", capture::to_text(domain.first->kdc),
                     domain.first->over_tcp ? "TCP" : "UDP")});
    if (domain.first->refused)
        suspect.evidence.push_back({domain.first->refused.frame, "it is refused: nobody listens there"});
    if (domain.last->asked_last.frame != domain.first->asked.frame)
        suspect.evidence.push_back(
            {domain.last->asked_last.frame,
             fmt::format("the last of {} such packets; no byte of a KDC ever came", domain.questions)});
}

}  // namespace

bool face_of_domain(const Reading& reading, Draft draft) {
    const auto& facts = reading.talk.facts;
    // A client that speaks inside has found another way than a ticket.
    const bool says_nothing =
        facts.deepest == Step::tls_finished &&
        std::ranges::none_of(facts.inside, [](const auto& one) { return one.from == wire::Role::client; });
    const auto& ended = reading.ending();
    const bool host_ends = ended.by == "server" && ended.how != EndedHow::silence;
    if (!wants_nla(reading) || !says_nothing || host_ends) return false;
    const auto domain = domain_of(reading);
    if (domain.answers || !domain.first) return false;
    draft.out().says =
        "TLS is up, and the client says nothing of NLA: it asks a KDC for a ticket, and gets no answer.";
    auto& silent = draft.suspect("C27", Certainty::likely,
                                 {domain.first->refused ? "kerberos/kdc-refused" : "kerberos/kdc-silent"});
    add_evidence(domain, silent);
    silent.rules_out = {{"C28", domain.first->asked.frame, "no KDC has refused anything: none has answered"},
                        {"C14", ended.frame, "the client has not said what the host should answer"}};
    return true;
}

void face_of_slow_domain(const Reading& reading, Draft draft) {
    const auto domain = domain_of(reading);
    if (!wants_nla(reading) || domain.answers || !domain.first ||
        reading.seconds_between(domain.first->asked, domain.last->asked_last) < kNoticed)
        return;
    add_evidence(domain, draft.suspect("C27", Certainty::likely, {"kerberos/kdc-silent"}));
}

}  // namespace badrdp::harness::diagnosis
