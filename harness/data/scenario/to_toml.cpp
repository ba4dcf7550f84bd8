#include <fmt/format.h>

#include <limits>

#include "harness/data/file/toml_text.h"
#include "harness/data/file/units.h"
#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/connections.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/print.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/data/scenario/words.h"
#include "harness/data/scenario/write_session.h"
#include "sim/fault/words.h"

namespace badrdp::harness {
namespace {

template <class List, class Name>
std::string quoted_list(const List& list, Name name) {
    std::vector<std::string> words;
    for (const auto& item : list) words.push_back(toml_string(name(item)));
    return toml_list(words);
}

const auto kAsIs = [](const auto& word) { return std::string_view(word); };
const auto kName = [](const auto& item) { return name(item); };

// Lines of "key = value", each written only where there is something to say.
class Lines {
public:
    void table(std::string_view title) { text += fmt::format("\n{}\n", title); }
    void put(std::string_view key, std::string_view value) { text += fmt::format("{} = {}\n", key, value); }
    void put_text(std::string_view key, std::string_view value) {
        if (!value.empty()) put(key, toml_string(value));
    }
    void put_duration(std::string_view key, std::chrono::milliseconds value) {
        put(key, toml_string(duration_text(value)));
    }
    void put_number(std::string_view key, std::uint64_t value) { put(key, std::to_string(value)); }
    void put_truth(std::string_view key, bool value) { put(key, value ? "true" : "false"); }

    std::string text;
};

void write_words(Lines& out, std::string_view title, const std::vector<wire::KeyAndValue>& words) {
    out.table(title);
    for (const auto& [key, value, quoted] : words) quoted ? out.put_text(key, value) : out.put(key, value);
}

// Its word if it has one, else its number.
std::string toml_word(std::span<const Word> words, std::uint32_t value) {
    const auto word = name_of(words, value);
    return word.empty() ? std::to_string(value) : toml_string(word);
}

void write_heading(Lines& out, const Scenario& s) {
    out.put_number("schema", 1);
    out.put_text("title", s.title);
    out.put_text("why", s.why);
    out.put_text("spec", s.spec);
    if (!s.symptom.empty()) out.put("symptom", quoted_list(s.symptom, kAsIs));
    out.put_text("cause", s.cause);
    out.put_text("approximate", s.approximate);
    if (s.patience) out.put_duration("patience", *s.patience);
    out.put_number("visits", s.visits);
    out.put_truth("by_name", s.by_name);
    if (s.ipv6) out.put_truth("ipv6", s.ipv6);
    if (s.trusted) out.put_truth("trusted", s.trusted);
    if (s.mtu) out.put_number("mtu", *s.mtu);
    out.put_number("seed", s.seed);
}

// TOML's integers have a sign; a seed beyond them is written as text.
constexpr std::uint64_t kLargestInteger = std::numeric_limits<std::int64_t>::max();

void write_case(Lines& out, const Scenario& s) {
    out.table("[case]");
    out.put_text("scenario", s.id());
    if (!s.played) return;
    out.put_text("client", s.played->client);
    out.put_text("version", s.played->version);
    out.put_text("options", s.played->options);
    out.put("seed", s.played->seed > kLargestInteger ? toml_string(std::to_string(s.played->seed))
                                                     : std::to_string(s.played->seed));
    out.put_text("net", s.played->net);
}

void write_choices(Lines& out, const peer::ServerChoices& server) {
    std::vector<std::string_view> accepts;
    for (const auto& word : protocol_words())
        if (word.value == 0 ? server.accepts_rdp : (server.accepts & word.value) != 0)
            accepts.push_back(word.name);
    out.put("accepts", quoted_list(accepts, kAsIs));
    if (server.select) out.put("select", toml_word(protocol_words(), *server.select));
    if (server.failure) out.put("failure", toml_word(failure_words(), *server.failure));
    out.put_truth("negotiates", server.negotiates);
    if (server.negotiates) out.put("flags", fmt::format("{:#04x}", server.flags));
}

void write_tls(Lines& out, std::string_view title, const host::Tls& tls) {
    out.table(title);
    out.put("versions", quoted_list(std::array{tls.min_version, tls.max_version}, [](std::uint16_t version) {
                return name_of(version_words(), std::uint32_t{version});
            }));
    out.put_text("ciphers", tls.ciphers);
    out.put_text("ciphersuites", tls.ciphersuites);
    if (tls.security_level >= 0)
        out.put_number("security_level", static_cast<std::uint64_t>(tls.security_level));
}

void write_certificate(Lines& out, std::string_view title, const host::CertificateRecipe& recipe) {
    out.table(title);
    out.put_text("key", name_of(key_words(), recipe.key));
    if (recipe.key == host::KeyKind::rsa) out.put_number("bits", recipe.bits);
    if (recipe.key != host::KeyKind::ed25519) out.put_text("digest", recipe.digest);
    out.put_text("common_name", recipe.common_name);
    out.put_truth("subject_alt_name", recipe.subject_alt_name);
    out.put_duration("not_before", recipe.not_before);
    out.put_duration("not_after", recipe.not_after);
    out.put("extended_key_usage", quoted_list(recipe.extended_key_usage, kAsIs));
    out.put_text("issuer", name_of(issuer_words(), recipe.issuer));
    out.put_text("spoiled", name_of(spoiled_words(), recipe.spoiled));
    out.put_number("pad_to", recipe.pad_to);
}

void write_settings(Lines& out, const host::Settings& settings) {
    write_words(out, "[host.settings]", words_of(settings));
}

void write_host(Lines& out, const Scenario& s, const host::Host& usual) {
    out.table("[host]");
    out.put_text("name", s.host.name);
    out.put_text("listening", name_of(listening_words(), s.host.listening));
    write_choices(out, s.host.server);
    if (s.settings) write_settings(out, *s.settings);
    write_tls(out, "[host.tls]", s.host.tls);
    write_certificate(out, "[host.certificate]", s.host.certificate);
    out.text += session_to_toml(s.host.server, usual.server);
}

// Each says all of its host that a connection meets; what it says of the session is what differs from [host].
void write_connections(Lines& out, const Scenario& s) {
    for (std::size_t i = 0; i < s.host.connections.size(); ++i) {
        const auto host = host_of_connection(s, i);
        out.table("[[connection]]");
        write_choices(out, host.server);
        write_tls(out, "[connection.tls]", host.tls);
        write_certificate(out, "[connection.certificate]", host.certificate);
        out.text += session_to_toml(host.server, s.host.server, "connection");
        for (auto fault : faults_of_connection(s, i)) {
            fault.first = 1;  // the table says already which it bends
            fault.connections = 0;
            write_words(out, "[[connection.fault]]", fault::words_of(fault));
        }
    }
}

// Those that stand in front because the settings lead to them: reading the settings brings them back.
template <class T>
std::span<const T> own_of(const std::vector<T>& all, const std::vector<T>& of_settings) {
    const bool there =
        all.size() >= of_settings.size() && std::equal(of_settings.begin(), of_settings.end(), all.begin());
    return std::span(all).subspan(there ? of_settings.size() : 0);
}

void write_demand(Lines& out, const Demand& demand) {
    out.table("[[demand]]");
    out.put_text("options", demand.options);
    if (!demand.outcome.empty()) out.put("outcome", quoted_list(demand.outcome, kName));
    if (demand.reaches) out.put_text("reaches", name(*demand.reaches));
    if (!demand.never.empty()) out.put("never", quoted_list(demand.never, kName));
    if (demand.connection) out.put_number("connection", *demand.connection);
    if (demand.within) out.put_duration("within", *demand.within);
    if (!demand.says.empty()) out.put("says", quoted_list(demand.says, kName));
    if (demand.connections) out.put_number("connections", *demand.connections);
    out.put_text("why", demand.why);
}

}  // namespace

std::string to_toml(const Scenario& scenario) {
    Lines out;
    write_heading(out, scenario);
    write_case(out, scenario);
    const auto start = scenario.settings ? behaviour_of(*scenario.settings)
                                         : host::Behaviour{.host = honest_host(), .faults = {}, .events = {}};
    write_host(out, scenario, start.host);
    const auto faults = faults_of_all(scenario);
    for (const auto& fault : own_of(faults, start.faults))
        write_words(out, "[[fault]]", fault::words_of(fault));
    write_connections(out, scenario);
    for (const auto& impairment : own_of(scenario.path, impairments_of(start.firewall)))
        write_words(out, "[[path]]", words_of(impairment));
    if (scenario.middlebox) write_certificate(out, "[middlebox]", *scenario.middlebox);
    if (scenario.names) {
        out.table("[names]");
        out.put_text("answer", name(*scenario.names));
    }
    for (const auto& demand : scenario.demands) write_demand(out, demand);
    return out.text;
}

}  // namespace badrdp::harness
