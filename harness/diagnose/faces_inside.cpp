// Conversations that die behind the TLS handshake, or behind the settings of Standard RDP Security: told from
// who speaks how often and how much, since what they say is closed.
#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/reading.h"
#include "sim/wire/io/joined_text.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/x224/negotiation.h"

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;
using wire::Step;

// What one end says until the other one speaks.
struct Turn {
    Role from = Role::client;
    unsigned records = 0;
    std::size_t bytes = 0;
    std::uint64_t frame = 0;  // where it ends
};

// A TSRequest with nothing but an errorCode is shorter than this with all that TLS puts around it; one with a
// challenge or a proof is longer.
constexpr std::size_t kErrorOnly = 64;
constexpr std::size_t kLeastTicket = 150;

constexpr std::size_t kUsualTurns = 8;

// The tickets of TLS 1.3 come behind the handshake and are no part of the talk: the first records of the
// server, all of one length.
std::vector<Turn> turns_of(const Reading& reading) {
    const auto& facts = reading.talk.facts;
    std::vector<Turn> out;
    out.reserve(kUsualTurns);
    std::size_t ticket = 0;
    bool tickets = facts.tls_version == kTls13;
    for (std::size_t i = 0; i < facts.inside.size() && i < reading.talk.inside.size(); ++i) {
        const auto& record = facts.inside[i];
        if (tickets && record.from == Role::server) {
            if (ticket == 0 && record.length >= kLeastTicket && i + 1 < facts.inside.size() &&
                std::ranges::any_of(facts.inside.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                    facts.inside.end(), [&](const auto& later) {
                                        return later.from == Role::server && later.length == record.length;
                                    }))
                ticket = record.length;
            if (record.length == ticket) continue;
            tickets = false;
        }
        if (out.empty() || out.back().from != record.from) out.push_back({.from = record.from});
        auto& turn = out.back();
        ++turn.records;
        turn.bytes += record.length;
        turn.frame = reading.talk.inside[i].frame;
    }
    return out;
}

bool is_nla(const Reading& reading) {
    const auto selected = reading.talk.facts.selected_protocol.value_or(wire::Protocols::rdp);
    return selected == wire::Protocols::hybrid || selected == wire::Protocols::hybrid_ex;
}

std::string how_text(const Ending& ended) {
    return wire::joined_text({name(ended.how), " in the name of the ", ended.by});
}

// NLA, by how many times the client has spoken [MS-CSSP 3.1.5].
struct Nla {
    std::size_t client_turns = 0;
    const Turn* answer = nullptr;  // the host's, to the client's last word
};

Nla nla_of(const std::vector<Turn>& turns) {
    Nla out;
    for (const auto& turn : turns) out.client_turns += turn.from == Role::client ? 1 : 0;
    if (!turns.empty() && turns.back().from == Role::server) out.answer = &turns.back();
    return out;
}

void host_refuses_first(const Ending& ended, const Nla& nla, Draft draft) {
    draft.out().says = "The host ends NLA when it has read the client's first message, before any challenge.";
    auto& old = draft.suspect("C09", nla.answer ? Certainty::likely : Certainty::possible,
                              {"credssp/updated-clients-only", "credssp/host-not-updated"});
    old.evidence.push_back(
        {nla.answer ? nla.answer->frame : ended.frame,
         nla.answer ? fmt::format("an answer of {} bytes: an errorCode, no challenge", nla.answer->bytes)
                    : how_text(ended)});
    old.rules_out = {{"C22", ended.frame, "no account was named yet"},
                     {"C23", ended.frame, "no account was named yet"}};
    draft.out().cannot.push_back("the errorCode is inside TLS: without keys its number cannot be told");
}

void host_refuses_account(const Reading& reading, const Ending& ended, const Nla& nla, Draft draft) {
    draft.out().says =
        "The host ends NLA when it has read the client's proof: it refuses the account, or the proof.";
    const Evidence said{
        nla.answer ? nla.answer->frame : ended.frame,
        nla.answer ? fmt::format("an answer of {} bytes: an errorCode", nla.answer->bytes) : how_text(ended)};
    draft.suspect("C23", Certainty::possible, {"accounts/refused"}).evidence.push_back(said);
    draft.suspect("C22", Certainty::possible, {"accounts/duplicate-sid"}).evidence.push_back(said);
    // The proof is bound to the key that the client saw in TLS [MS-CSSP 3.1.5]: the host refuses another's.
    draft.suspect("C12", Certainty::possible, {"path/middlebox-answers-tls"}).evidence.push_back(said);
    constexpr auto kNoPassword =
        wire::RdpNegReq::kRestrictedAdmin | wire::RdpNegReq::kRedirectedAuthentication;
    if ((reading.talk.facts.request_flags & kNoPassword) != 0)
        draft.suspect("C31", Certainty::possible, {"accounts/restricted-admin-refused"})
            .evidence.push_back(
                {reading.frame_of(Step::x224_request),
                 "the client asks to leave no password, for which the host may want an administrator"});
    draft.all_alike();
    for (auto& suspect : draft.out().causes)
        suspect.rules_out.push_back({"C09", said.frame, "both ends went beyond the exchange of versions"});
    draft.out().cannot.push_back("the errorCode is inside TLS: a wrong password looks the same without keys");
}

void host_refuses_logon(const Ending& ended, const Nla& nla, Draft draft) {
    draft.out().says = "The host takes the credentials, and then refuses.";
    auto& refused = draft.suspect("C23", nla.answer ? Certainty::likely : Certainty::possible,
                                  {"accounts/not-in-the-group", "accounts/no-early-authorization"});
    refused.evidence.push_back(
        {nla.answer ? nla.answer->frame : ended.frame,
         nla.answer ? fmt::format("{} bytes behind the credentials: an Early User Authorization Result",
                                  nla.answer->bytes)
                    : how_text(ended)});
    refused.rules_out.push_back({"C09", ended.frame, "credentials were sent"});
}

// Whether NLA is where it died.
bool face_of_nla(const Reading& reading, const Ending& ended, const std::vector<Turn>& turns, Draft draft) {
    const auto nla = nla_of(turns);
    if (nla.client_turns == 0 || nla.client_turns > 3) return false;
    const bool small = nla.answer && nla.answer->bytes <= kErrorOnly;
    const bool leaves = ended.how != EndedHow::silence && ended.how != EndedHow::rst;
    const bool by_host = leaves && ended.by == "server";
    // Behind an answer that refuses, both leave, and either may be the quicker one.
    const bool refused = (small && leaves) || (!nla.answer && by_host);
    if (nla.client_turns == 1 && refused) return host_refuses_first(ended, nla, draft), true;
    if (nla.client_turns == 2 && refused) return host_refuses_account(reading, ended, nla, draft), true;
    const bool last_word_small = !turns.empty() && turns.back().records == 1;
    if (nla.client_turns == 3 && refused && (small || last_word_small))
        return host_refuses_logon(ended, nla, draft), true;
    if (ended.by == "client" && nla.client_turns <= 2 && nla.answer) {
        draft.out().says = "The client leaves in the middle of NLA, before it sends credentials.";
        auto& old =
            draft.suspect("C09", Certainty::possible, {"credssp/old-host", "credssp/host-not-updated"});
        old.evidence.push_back({nla.answer->frame, "the host's message, behind which the client leaves"});
        old.rules_out.push_back({"C23", ended.frame, "it is the client that ends this"});
        draft.suspect("C12", Certainty::possible, {"path/middlebox-answers-tls"})
            .evidence.push_back({nla.answer->frame,
                                 "a client leaves so too if the host's proof is not of the key that it saw"});
        draft.all_alike();
        draft.out().cannot.push_back(
            "what the host said is inside TLS; the client's log may say what it misliked");
        return true;
    }
    return false;
}

// RDS AAD Auth was agreed on, and TLS is up [MS-RDPBCGR 5.4.5.4]: the host's nonce, the client's assertion,
// the host's result.
bool face_of_entra(const Reading& reading, const Ending& ended, Draft draft) {
    if (reading.talk.facts.selected_protocol != wire::Protocols::rdsaad ||
        reading.talk.facts.deepest > Step::aad_result)
        return false;
    draft.out().says = "RDS AAD Auth is agreed on, and the connection ends before a session is shown.";
    draft.suspect("C34", Certainty::likely, {"accounts/entra-refused", "accounts/entra-nonce-malformed"})
        .evidence = {{reading.frame_of(Step::x224_confirm), "selectedProtocol 0x10 (RDSAAD)"},
                     {ended.frame, how_text(ended)}};
    draft.out().cannot.push_back("the nonce and the result are inside TLS: without keys they cannot be told");
    return true;
}

void cut_off_inside(const Reading& reading, const Ending& ended, Draft draft) {
    const auto forged = reading.forged();
    const Evidence end =
        forged ? *forged : Evidence{ended.frame, how_text(ended) + ", without a word that explains it"};
    const auto certainty = forged ? Certainty::likely : Certainty::possible;
    const bool rst = ended.how == EndedHow::rst;
    if (rst)
        draft.suspect("C12", certainty, {"path/reset-after-step", "licensing/reset-after-client-info"})
            .evidence.push_back(end);
    draft.suspect("C24", certainty, {"path/gateway-drops-client", "settings/close-after-connect-initial"})
        .evidence.push_back(end);
    if (!rst) draft.suspect("C12", certainty, {"path/reset-after-step"}).evidence.push_back(end);
    draft.all_alike();
}

// The host's last words are as long as those with which it says why it ends a connection.
void turned_away(const Reading& reading, Draft draft) {
    const auto frame = reading.sizes.turned_away;
    draft.out().says = "The host turns the client away before a session, and says why inside TLS.";
    auto& refused = draft.suspect("C23", Certainty::possible,
                                  {"accounts/not-in-the-group", "session/error-info-before-active"});
    refused.evidence.push_back({frame, "the host's last words are as long as a Set Error Info"});
    refused.rules_out = {{"C12", frame, "the host says why it ends this"},
                         {"C24", frame, "the host says why it ends this"}};
    draft.out().cannot.push_back(
        "the code of that Set Error Info is inside TLS: without keys it cannot be told");
}

void host_ends(const Reading& reading, const Ending& ended, const std::vector<Turn>& turns, Draft draft) {
    const auto spoken = static_cast<std::size_t>(std::ranges::count(turns, Role::client, &Turn::from));
    const std::size_t settings =
        is_nla(reading) ? 3 : 1;  // with the client's settings it has spoken so often
    draft.out().says = wire::joined_text({"The host, or somebody in its name, ends the connection with ",
                                          name(ended.how), " before a session is shown."});
    const bool in_clear = reading.talk.facts.deepest > Step::tls_finished;  // or opened
    const bool joined = in_clear ? reading.passed(Step::channel_join_confirm) : spoken > settings + 1;
    if (ended.how != EndedHow::rst && joined) {
        auto& refused = draft.suspect("C23", Certainty::possible,
                                      {"accounts/not-in-the-group", "session/error-info-before-active"});
        refused.evidence.push_back(
            {ended.frame, "FIN of the host once channels are joined: with Set Error Info, or without"});
        draft.suspect("C35", Certainty::possible, {"licensing/refused"})
            .evidence.push_back(
                {ended.frame, "so it may end behind a licence that it refuses, or has none of"});
    }
    cut_off_inside(reading, ended, draft);
}

}  // namespace

bool face_of_inside(const Reading& reading, Draft draft) {
    const auto ended = reading.ending();
    const auto& facts = reading.talk.facts;
    if (facts.deepest < Step::tls_finished || ended.how == EndedHow::open) return false;
    const auto turns = turns_of(reading);
    if (reading.up) {
        draft.out().says = "The session is up, and is cut off.";
        cut_off_inside(reading, ended, draft);
        return true;
    }
    if (ended.how != EndedHow::rst && face_of_entra(reading, ended, draft)) return true;
    const bool opened = facts.opened.any && !facts.opened.broken;  // then it is told, not guessed
    if (is_nla(reading) && !opened && face_of_nla(reading, ended, turns, draft)) return true;
    if (ended.how == EndedHow::silence) {
        draft.out().says = "The host falls silent before a session is shown.";
        draft.suspect("C14", Certainty::possible, {"service/stuck-after-request"})
            .evidence.push_back({ended.frame, "the last that was heard, and nothing behind it"});
        draft.suspect("C18", Certainty::possible, {"path/latency"})
            .evidence.push_back({ended.frame, "the answer may have come after the client left"});
        draft.suspect("C10", Certainty::possible, {"path/mtu-black-hole-after-handshake"})
            .evidence.push_back(
                {ended.frame, "what should follow may be the first that fills whole segments"});
        draft.all_alike();
        return true;
    }
    if (!opened && reading.sizes.turned_away && ended.how != EndedHow::rst)
        return turned_away(reading, draft), true;
    if (ended.by == "server") return host_ends(reading, ended, turns, draft), true;
    draft.out().says = "The client leaves by itself before a session is shown.";
    draft.out().cannot.push_back(opened ? "the client does not say what it misliked: its own log would"
                                        : "what the client misliked is inside TLS: its own log, or the keys "
                                          "of this connection, would say");
    return true;
}

}  // namespace badrdp::harness::diagnosis
