#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/file/units.h"
#include "harness/data/scenario/connections.h"
#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/key_writer.h"
#include "harness/data/scenario/print.h"
#include "harness/data/scenario/scenario_keys.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/data/scenario/words.h"
#include "harness/data/scenario/write_session.h"
#include "sim/host/model.h"
#include "sim/peer/decide.h"

namespace badrdp::harness {
namespace {

using Notes = std::vector<std::string>;

std::string word_or_number(std::span<const Word> words, std::uint32_t value) {
    const auto word = name_of(words, value);
    return word.empty() ? fmt::format("{}", value) : fmt::format("{} ({})", word, value);
}

std::string listening_note(host::Listening listening) {
    switch (listening) {
        case host::Listening::closed: return "nothing listens: a SYN is answered with RST";
        case host::Listening::backlog_full: return "its queue of connections is full: a SYN is not answered";
        case host::Listening::mute: return "accepts connections and never says a word";
        case host::Listening::normal: break;
    }
    return {};
}

void describe_choices(Notes& out, const peer::ServerChoices& server) {
    if (!server.negotiates)
        return out.push_back(
            "answers with the 11-byte Confirm of XP and Server 2003, without negotiation data");
    if (server.failure)
        return out.push_back(
            fmt::format("refuses every request with RDP_NEG_FAILURE {}",
                        word_or_number(failure_words(), std::to_underlying(*server.failure))));
    if (server.select)
        return out.push_back(
            fmt::format("selects {}, whatever was requested",
                        word_or_number(protocol_words(), std::to_underlying(*server.select))));
    std::vector<std::string_view> accepts;
    for (const auto& word : protocol_words())
        if (word.value == 0 ? server.accepts_rdp : has_any(server.accepts, peer::Protocols(word.value)))
            accepts.push_back(word.name);
    out.push_back(fmt::format("accepts {}", fmt::join(accepts, ", ")));
    using peer::Preconnecting;
    const bool begins_with_nla = peer::protocol_at_once(server.accepts) == peer::Protocols::hybrid;
    if (server.direct)
        out.push_back(fmt::format("begins with {}, before any negotiation", begins_with_nla ? "NLA" : "TLS"));
    if (server.preconnection == Preconnecting::wanted)
        out.emplace_back("wants a preconnection PDU that names its machine, before everything else");
    if (server.preconnection == Preconnecting::unknown)
        out.emplace_back("wants a preconnection PDU, and knows no machine that one could name");
    if (server.hello_within.count() > 0)
        out.push_back(fmt::format("closes when no ClientHello has come {} after {}",
                                  duration_text(server.hello_within),
                                  server.direct ? "it was due" : "its Confirm"));
    if (server.refuses_restricted_admin)
        out.emplace_back(
            "offers Restricted Admin and Remote Credential Guard, and ends the session of whoever uses them");
    if (server.wants_token) out.emplace_back("serves only who brings the routing token of a redirection");
}

std::string tls_note(const wire::KeyAndValue& line, const host::Tls& tls) {
    const auto version = [](std::uint16_t v) { return name_of(version_words(), std::uint32_t{v}); };
    if (line.key == "versions" && tls.min_version == tls.max_version)
        return fmt::format("speaks only TLS {}", version(tls.min_version));
    if (line.key == "versions")
        return fmt::format("speaks TLS {} to {}", version(tls.min_version), version(tls.max_version));
    if (line.key == "ciphers") return "ciphers " + line.value;
    if (line.key == "ciphersuites") return "cipher suites " + line.value;
    if (line.key == "groups") return "groups " + line.value;
    return fmt::format("tls.{} = {}", line.key, toml_value(line));
}

void describe_tls(Notes& out, const host::Tls& tls) {
    const auto lines = differences(tls, host::Tls(), [](auto& v, const auto& all) { visit_tls(v, all); });
    for (const auto& line : lines) out.push_back(tls_note(line, tls));
}

std::string from_now(std::chrono::seconds when) {
    if (when.count() < 0) return duration_text(-when) + " ago";
    return "in " + duration_text(when);
}

// What differs from an honest host's certificate, key by key.
std::string certificate_note(const wire::KeyAndValue& line, const host::CertificateRecipe& recipe) {
    const auto& [key, value, quoted] = line;
    if (key == "key") return "its key is " + value;
    if (key == "bits") return fmt::format("its key is RSA of {} bits", value);
    if (key == "digest") return "its certificate is signed with " + value;
    if (key == "common_name") return "its certificate is for " + value;
    if (key == "alternative_name") return "its certificate's subjectAltName: " + value;
    if (key == "subject_alt_name") return "its certificate has no subjectAltName";
    if (key == "not_before" && recipe.not_before.count() > 0)
        return "its certificate becomes valid " + from_now(recipe.not_before);
    if (key == "not_after" && recipe.not_after.count() < 0)
        return "its certificate expired " + from_now(recipe.not_after);
    if (key == "extended_key_usage")
        return recipe.extended_key_usage.empty()
                   ? "its certificate says nothing about its use"
                   : fmt::format("its certificate is for {}", fmt::join(recipe.extended_key_usage, ", "));
    if (key == "issuer") return "its certificate's issuer: " + value;
    if (key == "spoiled") return "its certificate is spoiled: " + value;
    if (key == "pad_to") return fmt::format("its certificates are padded to {} bytes", value);
    return fmt::format("certificate.{} = {}", key, toml_value(line));
}

void describe_certificate(Notes& out, const host::CertificateRecipe& recipe) {
    const auto lines = differences(recipe, host::CertificateRecipe(),
                                   [](auto& v, const auto& all) { visit_certificate(v, all); });
    // Of a certificate that is valid for six months, one end tells the other.
    const bool usual_span = recipe.not_after - recipe.not_before == kSixMonths;
    for (const auto& line : lines) {
        const bool implied = usual_span && (line.key == "not_before"
                                                ? recipe.not_after.count() < 0
                                                : line.key == "not_after" && recipe.not_before.count() > 0);
        if (applies(line.key, recipe) && !implied) out.push_back(certificate_note(line, recipe));
    }
}

Notes host_notes(const host::Host& host) {
    Notes out;
    if (auto note = listening_note(host.listening); !note.empty()) return {note};
    describe_choices(out, host.server);
    describe_tls(out, host.tls);
    describe_certificate(out, host.certificate);
    for (auto& note : session_notes(host.server)) out.push_back(std::move(note));
    return out;
}

// As an administrator would look it up.
Notes settings_notes(const host::Settings& settings) {
    Notes out;
    for (const auto& [key, value, quoted] : words_of(settings)) {
        if (key == "persona")
            out.push_back(fmt::format("{} as it was installed and updated, but for:", value));
        else
            out.push_back(fmt::format("{} = {}    ({})", key, value, setting_named(key)->where));
    }
    if (out.size() == 1)
        out.front() = fmt::format("{} as it was installed and updated", *setting_text(settings, "persona"));
    for (const auto& event : host::events_of(settings))
        out.push_back(fmt::format("event log: {}, {} {}: {} ({}; {})", event.log, event.source, event.id,
                                  event.text, event.when, event.basis));
    return out;
}

// A visitor of demands that tells them in one line.
class DemandTeller {
public:
    Notes parts;

    template <class E>
    void words(std::string_view key, OneOf one, const std::vector<E>& values) {
        Notes names;
        for (const auto value : values) names.emplace_back(name_of(one.words, value));
        if (!names.empty()) put(key, fmt::format("{}", fmt::join(names, key == "offers" ? " and " : " or ")));
    }
    template <class E>
    void word_or_number(std::string_view key, OneOf one, const std::optional<E>& value) {
        if (value) put(key, harness::word_or_number(one.words, std::to_underlying(*value)));
    }
    void between(std::string_view key, fault::Number, const std::optional<unsigned>& value) {
        if (value) put(key, std::to_string(*value));
    }
    void step(std::string_view key, const std::optional<wire::Step>& value) {
        if (value) put(key, std::string(wire::name(*value)));
    }
    void steps(std::string_view key, const std::vector<wire::Step>& values) {
        if (!values.empty()) put(key, fmt::format("{}", fmt::join(names(values), " nor ")));
    }
    void limit(std::string_view key, const std::optional<std::chrono::milliseconds>& value) {
        if (value) put(key, duration_text(*value));
    }
    void sentence(std::string_view, const std::string&) {}  // why: told apart

private:
    void put(std::string_view key, std::string value) {
        if (key == "unrequested") key = "having requested no";
        if (key == "outcome") key = "ends";
        if (key == "connection") key = "on its connection";
        if (key == "says") key = "names the cause:";
        if (key == "connections") return parts.push_back(fmt::format("at most {} TCP connections", value));
        parts.push_back(fmt::format("{} {}", key, value));
    }
};

std::string demand_note(const Demand& demand) {
    DemandTeller teller;
    visit_demand(teller, demand);
    return fmt::format("{}", fmt::join(teller.parts, "; "));
}

// A demand that is made of several option sets is told once.
Notes demand_notes(const Scenario& s) {
    Notes out;
    for (auto d = s.demands.begin(); d != s.demands.end(); ++d) {
        const auto same = [&](const Demand& other) {
            return other.line == d->line && other.file == d->file && other.why == d->why;
        };
        if (std::find_if(s.demands.begin(), d, same) != d) continue;
        Notes options;
        for (const auto& other : s.demands)
            if (same(other)) options.push_back(other.options);
        out.push_back(fmt::format("{}: {}", fmt::join(options, ", "), demand_note(*d)));
        out.push_back(fmt::format("  because {}", d->why));
    }
    return out;
}

Notes realm_notes(const Realm& realm) {
    Notes out{"host and client are in a Kerberos realm, which has a KDC"};
    if (realm.service == Realm::Service::unknown) out.emplace_back("the KDC does not know the host");
    if (realm.service == Realm::Service::other_key)
        out.emplace_back("the KDC's key of the host is not the host's own");
    if (realm.found == Realm::Found::by_dns) out.emplace_back("the client finds the KDC by its SRV records");
    if (realm.keys == Realm::Keys::rc4) out.emplace_back("the KDC's keys are of RC4 alone");
    if (realm.other_realm) out.emplace_back("the client is told another realm, which has none");
    if (realm.clock.count() != 0)
        out.push_back(fmt::format("the KDC's clock is {} {}", duration_text(std::chrono::abs(realm.clock)),
                                  realm.clock.count() > 0 ? "ahead" : "behind"));
    if (realm.ticket_life.count() != 0)
        out.push_back(fmt::format("tickets are good for {}", duration_text(realm.ticket_life)));
    if (realm.largest_datagram != 0)
        out.push_back(fmt::format("the KDC answers by UDP in {} bytes at most", realm.largest_datagram));
    return out;
}

void put_list(std::string& out, std::string_view title, const Notes& notes) {
    if (notes.empty()) return;
    out += fmt::format("\n{}\n", title);
    for (const auto& note : notes) out += fmt::format("  {}\n", note);
}

}  // namespace

std::string describe(const Scenario& s) {
    auto out = fmt::format("{}\n{}\n{}\n", s.id(), s.title, s.why);
    if (!s.spec.empty()) out += fmt::format("specification: {}\n", s.spec);
    if (!s.symptom.empty()) out += fmt::format("users see: {}\n", fmt::join(s.symptom, ", "));
    if (!s.approximate.empty()) out += fmt::format("approximate: {}\n", s.approximate);

    if (!s.cause.empty()) out += fmt::format("cause: {}\n", s.cause);
    if (!s.tags.empty()) out += fmt::format("tags: {}\n", fmt::join(s.tags, ", "));
    if (s.settings) put_list(out, "on the host, an administrator finds", settings_notes(*s.settings));

    auto host = s.host.connections.empty() ? host_notes(s.host) : Notes{};
    if (s.visits > 1)
        host.push_back(fmt::format("is visited {} times, and has a new certificate each time", s.visits));
    if (s.by_name) host.emplace_back("is known to the client by name");
    if (s.trusted) host.emplace_back("has a certificate whose signer the client's machine trusts");
    if (s.patience)
        host.push_back(fmt::format("a client counts as hung after {}", duration_text(*s.patience)));
    put_list(out, "the host", host);

    for (std::size_t i = 0; i < s.host.connections.size(); ++i) {
        auto notes = host_notes(host_of_connection(s, i));
        for (const auto& fault : faults_of_connection(s, i)) notes.push_back(fault.text);
        put_list(out, "the host, at " + connection_title(s, i), notes);
    }

    Notes faults;
    for (const auto& fault : faults_of_all(s)) faults.push_back(fault.text);
    put_list(out, "faults", faults);

    Notes impairments;
    for (const auto& impairment : s.path) impairments.push_back(impairment.text);
    if (s.mtu) impairments.push_back(fmt::format("both ends' interfaces have an MTU of {} bytes", *s.mtu));
    if (s.names) impairments.push_back(fmt::format("a name server answers: {}", name(*s.names)));
    if (s.middlebox)
        impairments.emplace_back("a middlebox answers TLS itself, with a certificate of its own");
    put_list(out, "on the way", impairments);
    if (s.kdc) put_list(out, "the realm", realm_notes(*s.kdc));

    put_list(out, "demands", demand_notes(s));
    return out;
}

}  // namespace badrdp::harness
