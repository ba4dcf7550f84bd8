#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/file/units.h"
#include "harness/data/scenario/connections.h"
#include "harness/data/scenario/print.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/data/scenario/words.h"
#include "harness/data/scenario/write_session.h"
#include "sim/host/model.h"

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
        return out.push_back(fmt::format("refuses every request with RDP_NEG_FAILURE {}",
                                         word_or_number(failure_words(), *server.failure)));
    if (server.select)
        return out.push_back(fmt::format("selects {}, whatever was requested",
                                         word_or_number(protocol_words(), *server.select)));
    std::vector<std::string_view> accepts;
    for (const auto& word : protocol_words())
        if (word.value == 0 ? server.accepts_rdp : (server.accepts & word.value) != 0)
            accepts.push_back(word.name);
    out.push_back(fmt::format("accepts {}", fmt::join(accepts, ", ")));
}

void describe_tls(Notes& out, const host::Tls& tls) {
    const host::Tls usual;
    const auto version = [](std::uint16_t v) { return name_of(version_words(), std::uint32_t{v}); };
    if (tls.min_version == tls.max_version)
        out.push_back(fmt::format("speaks only TLS {}", version(tls.min_version)));
    else if (tls.min_version != usual.min_version || tls.max_version != usual.max_version)
        out.push_back(fmt::format("speaks TLS {} to {}", version(tls.min_version), version(tls.max_version)));
    if (!tls.ciphers.empty()) out.push_back(fmt::format("ciphers {}", tls.ciphers));
    if (!tls.ciphersuites.empty()) out.push_back(fmt::format("cipher suites {}", tls.ciphersuites));
}

std::string from_now(std::chrono::seconds when) {
    if (when.count() < 0) return duration_text(-when) + " ago";
    return "in " + duration_text(when);
}

void describe_certificate(Notes& out, const host::CertificateRecipe& recipe) {
    const host::CertificateRecipe usual;
    if (recipe.key != usual.key)
        out.push_back(fmt::format("its key is {}", name_of(key_words(), recipe.key)));
    else if (recipe.bits != usual.bits)
        out.push_back(fmt::format("its key is RSA of {} bits", recipe.bits));
    if (recipe.digest != usual.digest)
        out.push_back(fmt::format("its certificate is signed with {}", recipe.digest));
    if (!recipe.common_name.empty())
        out.push_back(fmt::format("its certificate is for {}", recipe.common_name));
    if (!recipe.subject_alt_name) out.emplace_back("its certificate has no subjectAltName");
    if (recipe.not_before.count() > 0)
        out.push_back(fmt::format("its certificate becomes valid {}", from_now(recipe.not_before)));
    if (recipe.not_after.count() < 0)
        out.push_back(fmt::format("its certificate expired {}", from_now(recipe.not_after)));
    if (recipe.extended_key_usage != usual.extended_key_usage)
        out.push_back(
            recipe.extended_key_usage.empty()
                ? "its certificate says nothing about its use"
                : fmt::format("its certificate is for {}", fmt::join(recipe.extended_key_usage, ", ")));
    if (recipe.issuer != usual.issuer)
        out.push_back(fmt::format("its certificate's issuer: {}", name_of(issuer_words(), recipe.issuer)));
    if (recipe.spoiled != usual.spoiled)
        out.push_back(
            fmt::format("its certificate is spoiled: {}", name_of(spoiled_words(), recipe.spoiled)));
    if (recipe.pad_to > 0)
        out.push_back(fmt::format("its certificates are padded to {} bytes", recipe.pad_to));
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

Notes names(const auto& items) {
    Notes out;
    for (const auto& item : items) out.emplace_back(name(item));
    return out;
}

std::string demand_note(const Demand& d) {
    Notes parts;
    if (!d.outcome.empty()) parts.push_back(fmt::format("ends {}", fmt::join(names(d.outcome), " or ")));
    if (d.connection) parts.push_back(fmt::format("on its connection {}", *d.connection));
    if (d.reaches) parts.push_back(fmt::format("reaches {}", wire::name(*d.reaches)));
    if (!d.never.empty()) parts.push_back(fmt::format("never {}", fmt::join(names(d.never), " nor ")));
    if (d.within) parts.push_back(fmt::format("within {}", duration_text(*d.within)));
    if (!d.says.empty())
        parts.push_back(fmt::format("names the cause: {}", fmt::join(names(d.says), " or ")));
    if (d.connections) parts.push_back(fmt::format("at most {} TCP connections", *d.connections));
    return fmt::format("{}", fmt::join(parts, "; "));
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

    put_list(out, "demands", demand_notes(s));
    return out;
}

}  // namespace badrdp::harness
