#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/connections.h"
#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/key_writer.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/print.h"
#include "harness/data/scenario/scenario_keys.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/data/scenario/write_session.h"
#include "sim/fault/words.h"

namespace badrdp::harness {
namespace {

using KeyLines = std::vector<wire::KeyAndValue>;

std::string table_text(std::string_view title, const KeyLines& lines) {
    return fmt::format("\n{}\n{}", title, lines_text(lines));
}

std::string heading_text(const Scenario& s) {
    KeyLines lines{{"schema", "1", false}};
    std::ranges::move(lines_of(s, [](auto& v, const auto& all) { visit_heading(v, all); }),
                      std::back_inserter(lines));
    return lines_text(lines);
}

std::string case_text(const Scenario& s) {
    KeyLines lines{{"scenario", s.id()}};
    if (s.played)
        std::ranges::move(lines_of(*s.played, [](auto& v, const auto& all) { visit_played(v, all); }),
                          std::back_inserter(lines));
    return table_text("[case]", lines);
}

// A Confirm without negotiation data has no flags.
KeyLines choice_lines(const peer::ServerChoices& server) {
    auto lines = lines_of(server, [](auto& v, const auto& c) { visit_choices(v, c); });
    if (!server.negotiates) std::erase_if(lines, [](const auto& line) { return line.key == "flags"; });
    return lines;
}

KeyLines tls_lines(const host::Tls& tls) {
    return lines_of(tls, [](auto& v, const auto& all) { visit_tls(v, all); });
}

KeyLines certificate_lines(const host::CertificateRecipe& recipe) {
    auto lines = lines_of(recipe, [](auto& v, const auto& all) { visit_certificate(v, all); });
    std::erase_if(lines, [&](const auto& line) { return !applies(line.key, recipe); });
    return lines;
}

std::string host_text(const Scenario& s, const host::Host& usual) {
    auto lines = lines_of(s.host, [](auto& v, const auto& all) { visit_host(v, all); });
    std::ranges::move(choice_lines(s.host.server), std::back_inserter(lines));
    auto text = table_text("[host]", lines);
    if (s.settings) text += table_text("[host.settings]", words_of(*s.settings));
    return text + table_text("[host.tls]", tls_lines(s.host.tls)) +
           table_text("[host.certificate]", certificate_lines(s.host.certificate)) +
           session_to_toml(s.host.server, usual.server);
}

// Each says all of its host that a connection meets; what it says of the session is what differs from [host].
std::string connection_text(const Scenario& s, std::size_t i) {
    const auto host = host_of_connection(s, i);
    auto text = table_text("[[connection]]", choice_lines(host.server)) +
                table_text("[connection.tls]", tls_lines(host.tls)) +
                table_text("[connection.certificate]", certificate_lines(host.certificate)) +
                session_to_toml(host.server, s.host.server, "connection");
    for (auto fault : faults_of_connection(s, i)) {
        fault.first = 1;  // the table says already which it bends
        fault.connections = 0;
        text += table_text("[[connection.fault]]", fault::words_of(fault));
    }
    return text;
}

// Those that stand in front because the settings lead to them: reading the settings brings them back.
template <class T>
std::span<const T> own_of(const std::vector<T>& all, const std::vector<T>& of_settings) {
    const bool there =
        all.size() >= of_settings.size() && std::equal(of_settings.begin(), of_settings.end(), all.begin());
    return std::span(all).subspan(there ? of_settings.size() : 0);
}

std::string demand_text(const Demand& demand) {
    KeyLines lines{{"options", demand.options}};
    std::ranges::move(lines_of(demand, [](auto& v, const auto& all) { visit_demand(v, all); }),
                      std::back_inserter(lines));
    return table_text("[[demand]]", lines);
}

}  // namespace

std::string to_toml(const Scenario& scenario) {
    const auto start = scenario.settings ? behaviour_of(*scenario.settings)
                                         : host::Behaviour{.host = honest_host(), .faults = {}, .events = {}};
    auto text = heading_text(scenario) + case_text(scenario) + host_text(scenario, start.host);
    const auto faults = faults_of_all(scenario);
    for (const auto& fault : own_of(faults, start.faults))
        text += table_text("[[fault]]", fault::words_of(fault));
    for (std::size_t i = 0; i < scenario.host.connections.size(); ++i) text += connection_text(scenario, i);
    const auto firewall = impairments_of(start.firewall);
    for (const auto& impairment : own_of(scenario.path, firewall))
        text += table_text("[[path]]", words_of(impairment));
    if (scenario.middlebox) text += table_text("[middlebox]", certificate_lines(*scenario.middlebox));
    if (scenario.names)
        text += table_text("[names]", lines_of(*scenario.names,
                                               [](auto& v, const auto& answer) { visit_names(v, answer); }));
    if (scenario.kdc)
        text += table_text(
            "[kdc]", lines_of(*scenario.kdc, [](auto& v, const auto& realm) { visit_realm(v, realm); }));
    for (const auto& one : scenario.demands) text += demand_text(one);
    return text;
}

}  // namespace badrdp::harness
