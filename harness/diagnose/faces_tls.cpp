// Conversations that die in the TLS handshake, as far as it can be seen from outside.
#include <fmt/format.h>

#include "harness/diagnose/reading.h"
#include "sim/wire/tls/tls_text.h"

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;
using wire::Step;

namespace alert {
constexpr std::uint8_t handshake_failure = 40;
constexpr std::uint8_t bad_certificate = 42;
constexpr std::uint8_t certificate_expired = 45;
constexpr std::uint8_t unknown_ca = 48;
constexpr std::uint8_t protocol_version = 70;
constexpr std::uint8_t insufficient_security = 71;
constexpr std::uint8_t internal_error = 80;
}  // namespace alert

constexpr std::uint16_t kTls12 = 0x0303;

const capture::TlsAlert* last_alert(const Reading& reading, Role from) {
    const capture::TlsAlert* out = nullptr;
    for (const auto& one : reading.talk.facts.alerts)
        if (one.from == from) out = &one;
    return out;
}

const Scenarios kKeyScenarios{"tls/machine-keys", "tls/key-unreadable-reset"};
const Scenarios kVersionScenarios{"tls/every-version-turned-off", "tls/old-version"};
const Scenarios kCipherScenarios{"tls/no-shared-cipher", "tls/cipher-policy"};

// The host agrees to TLS and hangs up on the ClientHello: five troubles of a host, and two of the path.
void ended_on_hello(const Reading& reading, const Ending& ended, Draft draft) {
    const bool rst = ended.how == EndedHow::rst;
    const auto hello = reading.frame_of(Step::client_hello);
    const std::string how = rst ? "RST" : "FIN";
    draft.out().says = fmt::format("The host agrees to TLS, and the ClientHello is answered with {}.", how);
    const Evidence agreed{reading.frame_of(Step::x224_confirm), "the host agrees to TLS"};
    const Evidence end{ended.frame,
                       fmt::format("{} in the host's name, behind the ClientHello of frame {}", how, hello)};
    const Scenarios reset{"path/reset-on-client-hello", "path/firewall-resets-hello",
                          "tls/reset-after-client-hello"};
    if (const auto forged = reading.forged()) {
        auto& middlebox = draft.suspect("C12", Certainty::likely, reset);
        middlebox.evidence = {*forged, end};
        for (const auto* host : {"C02", "C03", "C08"})
            middlebox.rules_out.push_back({host, forged->frame, "it was not the host that ended this"});
        if (!reading.splits_hello()) return;
        draft.out().causes.front().certainty = Certainty::possible;
        draft.suspect("C25", Certainty::possible, {"path/split-hello-reset"})
            .evidence.push_back({hello, "the ClientHello takes more than one segment"});
        draft.all_alike();
        return;
    }
    const auto put = [&](std::string_view cause, Scenarios scenarios) {
        auto& suspect = draft.suspect(cause, Certainty::possible, scenarios);
        if (agreed.frame != 0) suspect.evidence.push_back(agreed);
        suspect.evidence.push_back(end);
        suspect.rules_out = {
            {"C10", ended.frame, "the host or somebody in its name speaks: nothing vanishes"},
            {"C14", reading.frame_of(Step::x224_confirm), "the service answers"}};
    };
    if (rst) put("C12", reset);
    if (rst && reading.splits_hello()) put("C25", {"path/split-hello-reset"});
    put("C03", kKeyScenarios);
    put("C02", {"tls/certificate-gone"});
    put("C08", {"tls/cipher-policy"});
    put("C07", {"tls/every-version-turned-off"});
    put("C24", {"path/gateway-drops-client"});
    if (!rst) put("C12", {"path/firewall-resets-hello"});
    draft.all_alike();
}

void host_alerts(const Reading& reading, const capture::TlsAlert& said, Draft draft) {
    const auto& facts = reading.talk.facts;
    const auto* event = reading.said("alert", Role::server);
    const auto frame = event ? event->packet + 1 : 0;
    const auto text =
        fmt::format("the host's alert {}: {}", said.description, wire::alert_text(said.description));
    const std::vector<RuledOut> spoken{{"C12", frame, "a middlebox that resets says no alert"},
                                       {"C10", frame, "the host's answer arrives"}};
    draft.out().says = fmt::format("The host refuses the ClientHello with TLS alert {} ({}).",
                                   said.description, wire::alert_text(said.description));
    const auto put = [&](std::string_view cause, Certainty certainty, Scenarios scenarios) {
        auto& suspect = draft.suspect(cause, certainty, scenarios);
        suspect.evidence.push_back({frame, text});
        suspect.rules_out = spoken;
    };
    const bool old_client = facts.client_hello && !facts.client_hello->versions.empty() &&
                            facts.client_hello->versions.front() < kTls12;
    switch (said.description) {
        case alert::protocol_version: put("C07", Certainty::likely, kVersionScenarios); break;
        case alert::insufficient_security: put("C08", Certainty::likely, kCipherScenarios); break;
        case alert::handshake_failure:
            // Hosts say so of suites and of versions [RFC 5246 7.2.2].
            if (old_client) put("C07", Certainty::possible, kVersionScenarios);
            put("C08", Certainty::likely, kCipherScenarios);
            if (!old_client) put("C07", Certainty::possible, kVersionScenarios);
            draft.all_alike();
            break;
        case alert::internal_error:
            put("C03", Certainty::possible, {"tls/machine-keys", "tls/key-unreadable-alert"});
            put("C07", Certainty::possible, {"tls/every-version-turned-off"});
            put("C02", Certainty::possible, {"tls/certificate-gone"});
            draft.all_alike();
            break;
        default: draft.out().cannot.push_back("no cause of the catalogue is known for this alert");
    }
}

// The host's flight begins to arrive, and its rest never does.
void flight_breaks_off(const Reading& reading, Draft draft) {
    const auto frame = reading.talk.server.last_data.frame;
    draft.out().says = "The host's TLS flight breaks off, and nothing follows.";
    auto& hole = draft.suspect("C10", Certainty::possible, {"path/mtu-black-hole", "tls/mtu-black-hole"});
    hole.evidence.push_back(
        {frame, fmt::format("{} bytes of the host are all that came", reading.talk.facts.bytes_from_server)});
    hole.rules_out.push_back({"C03", frame, "the host has used its certificate"});
    draft.suspect("C14", Certainty::possible, {"service/stuck-after-request"})
        .evidence.push_back({frame, "a host that gets stuck here looks the same"});
    draft.all_alike();
}

void answered_hello_with_silence(const Reading& reading, Draft draft) {
    const auto hello = reading.frame_of(Step::client_hello);
    draft.out().says = "The ClientHello is acknowledged, and nothing follows.";
    auto& hole = draft.suspect("C10", Certainty::possible, {"path/mtu-black-hole", "tls/mtu-black-hole"});
    hole.evidence.push_back(
        {hello, "the host's next message is the first one that fills whole segments, and none arrives"});
    hole.rules_out.push_back({"C13", reading.talk.server.syn.frame, "the host is reached"});
    draft.suspect("C14", Certainty::possible, {"service/stuck-after-request"})
        .evidence.push_back({hello, "a service that gets stuck here looks the same"});
    draft.suspect("C18", Certainty::possible, {"tls/slow-host"})
        .evidence.push_back({hello, "so does one that answers later than the client waits"});
    draft.all_alike();
}

// "2025-01-31" of seconds since the Unix epoch.
std::string day_text(std::int64_t seconds) {
    const auto day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const std::chrono::year_month_day date(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// What the certificate, where it travels in clear, says of the clock of the capture.
std::optional<Evidence> out_of_date(const Reading& reading) {
    const auto& certificate = reading.talk.facts.certificate;
    if (!certificate) return std::nullopt;
    const auto now = std::chrono::floor<std::chrono::seconds>(reading.last.at).count();
    const auto frame = reading.frame_of(Step::server_flight);
    const auto day = day_text(now);
    if (now > certificate->not_after)
        return Evidence{frame,
                        fmt::format("the host's certificate ended on {}, and the capture was made on {}",
                                    day_text(certificate->not_after), day)};
    if (now < certificate->not_before)
        return Evidence{frame,
                        fmt::format("the host's certificate begins on {}, and the capture was made on {}",
                                    day_text(certificate->not_before), day)};
    if (now > certificate->chain_ends || now < certificate->chain_begins)
        return Evidence{
            frame, fmt::format("a certificate of the host's chain is valid from {} until {}, and the "
                               "capture was made on {}",
                               day_text(certificate->chain_begins), day_text(certificate->chain_ends), day)};
    return std::nullopt;
}

// The client has seen the host's certificate and leaves without a word inside.
void client_refuses(const Reading& reading, const Ending& ended, Draft draft) {
    const auto& facts = reading.talk.facts;
    const auto flight = reading.frame_of(Step::server_flight);
    const auto* said = last_alert(reading, Role::client);
    const auto description = said ? said->description : std::uint8_t{0};
    const Evidence leaves{ended.frame, description != 0
                                           ? fmt::format("the client's alert {}: {}", description,
                                                         wire::alert_text(description))
                                           : std::string("the client leaves without a word inside TLS")};
    draft.out().says = "The client has seen the host's certificate, and leaves.";
    if (facts.tls_version && *facts.tls_version < kTls12) {
        auto& old = draft.suspect("C07", Certainty::likely, {"tls/old-version", "tls/host-of-tls-1.0"});
        old.evidence = {
            {flight, fmt::format("the host chooses {}", wire::tls_version_text(*facts.tls_version))}, leaves};
    }
    if (description == alert::handshake_failure || description == alert::protocol_version ||
        description == alert::internal_error)
        draft.suspect("C07", Certainty::possible, kVersionScenarios).evidence.push_back(leaves);
    const auto date = out_of_date(reading);
    const bool expired_said = description == alert::certificate_expired;
    if (date || expired_said) {
        auto& expired = draft.suspect("C01", date && expired_said ? Certainty::certain : Certainty::likely,
                                      {"certificate/expired", "certificate/not-yet-valid"});
        if (date) expired.evidence.push_back(*date);
        expired.evidence.push_back(leaves);
        if (date)
            expired.rules_out.push_back({"C02", date->frame, "the certificate is there, and can be read"});
        return;
    }
    if (facts.certificate) {
        draft.out().cannot.push_back(
            fmt::format("the certificate is within its dates (until {}){}; whether the client knows its "
                        "issuer, or the name that "
                        "the user typed, is in no packet",
                        day_text(facts.certificate->not_after),
                        facts.certificate->self_issued ? " and its own issuer" : ""));
        draft.suspect("C02", Certainty::possible, {"certificate/bad-signature", "certificate/garbage-der"})
            .evidence.push_back(leaves);
        draft.out().causes.back().rules_out.push_back({"C01", flight, "the certificate is within its dates"});
        draft.suspect("C12", Certainty::possible, {"path/middlebox-answers-tls"})
            .evidence.push_back({flight, "it may be that of something on the way, which answers TLS itself"});
        draft.all_alike();
        return;
    }
    if (facts.certificate_unreadable) {
        draft.suspect("C02", Certainty::likely, {"certificate/garbage-der"}).evidence = {
            {flight, "what the host shows as its certificate cannot be decoded"}, leaves};
        return;
    }
    draft.out().cannot.push_back("TLS 1.3 hides the certificate, and without keys its date cannot be told");
    draft.suspect("C01", Certainty::possible, {"certificate/expired"}).evidence.push_back(leaves);
    draft.suspect("C02", Certainty::possible, {"certificate/bad-signature"}).evidence.push_back(leaves);
    draft.suspect("C12", Certainty::possible, {"path/middlebox-answers-tls"})
        .evidence.push_back({flight, "it may be that of something on the way, which answers TLS itself"});
    if (facts.selected_protocol == wire::Protocols::rdsaad)
        draft.suspect("C34", Certainty::possible, {"accounts/entra-nonce-malformed"})
            .evidence.push_back({flight,
                                 "with RDS AAD Auth the host speaks first inside TLS: the client may "
                                 "leave because of its nonce"});
    draft.all_alike();
}

void reset_in_handshake(const Reading& reading, const Ending& ended, Draft draft) {
    draft.out().says = "The connection is ended in the middle of the TLS handshake.";
    const Evidence end{ended.frame, fmt::format("{} in the host's name, behind its own flight of frame {}",
                                                name(ended.how), reading.frame_of(Step::server_flight))};
    const auto forged = reading.forged();
    draft.suspect("C12", forged ? Certainty::likely : Certainty::possible, {"path/reset-after-step"})
        .evidence.push_back(forged ? *forged : end);
    if (!forged)
        draft.suspect("C24", Certainty::possible, {"path/gateway-drops-client"}).evidence.push_back(end);
    draft.all_alike();
    for (auto& suspect : draft.out().causes)
        suspect.rules_out.push_back(
            {"C03", reading.frame_of(Step::server_flight), "the host has used its certificate"});
}

}  // namespace

bool face_of_tls(const Reading& reading, Draft draft) {
    const auto& facts = reading.talk.facts;
    if (facts.deepest < Step::client_hello || facts.deepest > Step::tls_finished) return false;
    const auto ended = reading.ending();
    const bool says_inside = facts.inside_from_client > 0;
    if (facts.deepest == Step::client_hello) {
        if (const auto* said = last_alert(reading, Role::server); said && said->level == 2)
            return host_alerts(reading, *said, draft), true;
        if (ended.how == EndedHow::silence && !reading.talk.server.unanswered.size())
            return answered_hello_with_silence(reading, draft), true;
        const bool answered =
            reading.said("malformed", Role::server) || reading.said("cut off", Role::server);
        if (ended.by != "server" || answered || (ended.how != EndedHow::rst && ended.how != EndedHow::fin))
            return false;
        return ended_on_hello(reading, ended, draft), true;
    }
    if (facts.deepest == Step::server_flight && ended.how == EndedHow::silence)
        return flight_breaks_off(reading, draft), true;
    if (says_inside || ended.how == EndedHow::open || ended.how == EndedHow::silence) return false;
    if (ended.by == "client") return client_refuses(reading, ended, draft), true;
    reset_in_handshake(reading, ended, draft);
    return true;
}

}  // namespace badrdp::harness::diagnosis
