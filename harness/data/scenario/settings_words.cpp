#include "harness/data/scenario/settings_words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace badrdp::harness {
namespace {

using namespace badrdp::host;

constexpr std::array kTruths{word("false", 0), word("true", 1)};

constexpr std::array kPersonas{word("xp", Persona::xp),
                               word("server_2003", Persona::server_2003),
                               word("server_2008r2", Persona::server_2008r2),
                               word("windows_7", Persona::windows_7),
                               word("server_2012r2", Persona::server_2012r2),
                               word("server_2016", Persona::server_2016),
                               word("windows_10", Persona::windows_10),
                               word("server_2019", Persona::server_2019),
                               word("server_2022", Persona::server_2022),
                               word("windows_11_24h2", Persona::windows_11_24h2),
                               word("windows_11_25h2", Persona::windows_11_25h2),
                               word("server_2025", Persona::server_2025),
                               word("xrdp", Persona::xrdp),
                               word("gnome_remote_login", Persona::gnome_remote_login)};

constexpr std::array kLayers{word("rdp", SecurityLayer::rdp), word("negotiate", SecurityLayer::negotiate),
                             word("tls", SecurityLayer::tls)};

constexpr std::array kLevels{word("low", 1), word("client_compatible", 2), word("high", 3), word("fips", 4)};

constexpr std::array kPortUsers{word("rdp", PortUser::rdp), word("nobody", PortUser::nobody),
                                word("http", PortUser::http), word("ssh", PortUser::ssh)};

constexpr std::array kCertificates{word("self_signed", ListenerCertificate::self_signed),
                                   word("expired", ListenerCertificate::expired),
                                   word("not_yet_valid", ListenerCertificate::not_yet_valid),
                                   word("corrupt", ListenerCertificate::corrupt),
                                   word("missing", ListenerCertificate::missing),
                                   word("stale_thumbprint", ListenerCertificate::stale_thumbprint),
                                   word("wrong_name", ListenerCertificate::wrong_name),
                                   word("signed_by_unknown_ca", ListenerCertificate::signed_by_unknown_ca),
                                   word("weak", ListenerCertificate::weak)};

constexpr std::array kMachineKeys{
    word("readable", MachineKeys::readable), word("access_denied", MachineKeys::access_denied),
    word("corrupt", MachineKeys::corrupt), word("missing", MachineKeys::missing)};

constexpr std::array kKeyFailures{
    word("reset", KeyFailure::reset), word("close", KeyFailure::close), word("alert", KeyFailure::alert),
    word("neg_failure", KeyFailure::neg_failure), word("downgrade", KeyFailure::downgrade)};

constexpr std::array kServiceStates{word("running", ServiceState::running),
                                    word("stopped", ServiceState::stopped),
                                    word("disabled", ServiceState::disabled),
                                    word("stuck_accepting", ServiceState::stuck_accepting),
                                    word("stuck_queue_full", ServiceState::stuck_queue_full),
                                    word("restarting", ServiceState::restarting)};

constexpr std::array kFirewallRules{
    word("allowed", FirewallRule::allowed), word("dropped", FirewallRule::dropped),
    word("rejected", FirewallRule::rejected), word("reset_after_hello", FirewallRule::reset_after_hello)};

constexpr std::array kOracles{
    word("force_updated", EncryptionOracle::force_updated), word("mitigated", EncryptionOracle::mitigated),
    word("vulnerable", EncryptionOracle::vulnerable), word("not_updated", EncryptionOracle::not_updated)};

constexpr std::array kAccountRights{word("granted", AccountRight::granted),
                                    word("no_remote_desktop", AccountRight::no_remote_desktop),
                                    word("locked", AccountRight::locked),
                                    word("disabled", AccountRight::disabled),
                                    word("expired", AccountRight::expired),
                                    word("must_change", AccountRight::must_change),
                                    word("wrong_password", AccountRight::wrong_password),
                                    word("duplicate_sid", AccountRight::duplicate_sid)};

constexpr std::array kCiphers{word("default_order", CipherPolicy::default_order),
                              word("only_old", CipherPolicy::only_old),
                              word("only_tls13", CipherPolicy::only_tls13)};

constexpr std::array kSessionHosts{
    word("no_role", SessionHost::no_role), word("licensed", SessionHost::licensed),
    word("no_license_server", SessionHost::no_license_server), word("no_licenses", SessionHost::no_licenses)};

constexpr std::array kJoins{word("no", EntraJoin::no), word("yes", EntraJoin::joined),
                            word("lost", EntraJoin::lost)};

// The value of the member is "TCP only", as the policy's 1 is; 2 lets Remote Desktop choose.
constexpr std::array kTransports{word("udp_or_tcp", 0), word("tcp_only", 1)};

template <auto Member>
constexpr SettingKey of(SettingKey key) {
    key.get = [](const Settings& s) { return static_cast<std::uint32_t>(s.*Member); };
    key.set = [](Settings& s, std::uint32_t value) {
        s.*Member = static_cast<std::remove_cvref_t<decltype(s.*Member)>>(value);
    };
    return key;
}

template <auto Member>
constexpr SettingKey truth(std::string_view name, std::string_view where) {
    return of<Member>(
        {.name = name, .where = where, .kind = SettingKind::truth, .words = kTruths, .numbered = true});
}

template <auto Member>
constexpr SettingKey choice(std::string_view name, std::string_view where, std::span<const Word> words,
                            bool numbered = false) {
    return of<Member>({.name = name, .where = where, .words = words, .numbered = numbered});
}

constexpr std::string_view kTerminalServer = R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server)";
constexpr std::string_view kListener = R"(HKLM\...\Control\Terminal Server\WinStations\RDP-Tcp)";
constexpr std::string_view kPolicies = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services)";
constexpr std::string_view kLsa = R"(HKLM\SYSTEM\CurrentControlSet\Control\Lsa)";
constexpr std::string_view kCredssp = R"(HKLM\SOFTWARE\...\Policies\System\CredSSP\Parameters)";
constexpr std::string_view kProtocols = R"(HKLM\...\SCHANNEL\Protocols\TLS 1.x\Server, Enabled)";
constexpr std::string_view kSuites = "policy SSL Cipher Suite Order";
constexpr std::string_view kStore = R"(certlm.msc, Remote Desktop\Certificates)";
constexpr std::string_view kKeys = R"(C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys)";

const std::array kKeysOfSettings{
    choice<&Settings::persona>("persona", "winver", kPersonas),
    truth<&Settings::fDenyTSConnections>("fDenyTSConnections", kTerminalServer),
    choice<&Settings::security_layer>("SecurityLayer", kListener, kLayers, true),
    truth<&Settings::UserAuthentication>("UserAuthentication", kListener),
    choice<&Settings::MinEncryptionLevel>("MinEncryptionLevel", kListener, kLevels, true),
    of<&Settings::PortNumber>({.name = "PortNumber",
                               .where = kListener,
                               .kind = SettingKind::number,
                               .words = {},
                               .least = 1,
                               .most = 65535}),
    choice<&Settings::port_user>("port_user", "netstat -ano, for port 3389", kPortUsers),
    choice<&Settings::certificate>("certificate", kStore, kCertificates),
    choice<&Settings::machine_keys>("machine_keys", kKeys, kMachineKeys),
    choice<&Settings::key_failure>("key_failure", "not a setting: how the host fails", kKeyFailures),
    choice<&Settings::lowest_tls>("lowest_tls", kProtocols, version_words()),
    choice<&Settings::highest_tls>("highest_tls", kProtocols, version_words()),
    choice<&Settings::ciphers>("ciphers", kSuites, kCiphers),
    choice<&Settings::TermService>("TermService", "services.msc, Remote Desktop Services", kServiceStates),
    choice<&Settings::firewall>("firewall", "wf.msc, inbound rules, or a filter on the way", kFirewallRules),
    choice<&Settings::AllowEncryptionOracle>("AllowEncryptionOracle", kCredssp, kOracles, true),
    truth<&Settings::client_updated>("client_updated", "the client's update history"),
    choice<&Settings::account>("account", "lusrmgr.msc, and the group Remote Desktop Users", kAccountRights),
    truth<&Settings::DisableRestrictedAdmin>("DisableRestrictedAdmin", kLsa),
    choice<&Settings::SelectTransport_tcp_only>("SelectTransport", kPolicies, kTransports),
    choice<&Settings::session_host>("session_host", "lsdiag.msc, and the roles of Server Manager",
                                    kSessionHosts),
    choice<&Settings::AzureAdJoined>("AzureAdJoined", "dsregcmd /status", kJoins),
};

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::uint32_t> value_in(const SettingKey& key, std::string_view text) {
    if (const auto named = value_of(key.words, text)) return named;
    const auto number = number_in(text);
    if (!number) return std::nullopt;
    if (key.kind == SettingKind::number)
        return *number >= key.least && *number <= key.most ? number : std::nullopt;
    return key.numbered && !name_of(key.words, *number).empty() ? number : std::nullopt;
}

}  // namespace

std::span<const SettingKey> setting_keys() { return kKeysOfSettings; }

const SettingKey* setting_named(std::string_view name) {
    const auto found = std::ranges::find(kKeysOfSettings, name, &SettingKey::name);
    return found == kKeysOfSettings.end() ? nullptr : &*found;
}

std::vector<std::string> setting_names() {
    std::vector<std::string> names;
    for (const auto& key : kKeysOfSettings) names.emplace_back(key.name);
    return names;
}

bool set_setting(Settings& settings, std::string_view key, std::string_view value) {
    const auto* known = setting_named(key);
    const auto read = known ? value_in(*known, value) : std::nullopt;
    if (!read) return false;
    known->set(settings, *read);
    return true;
}

std::optional<std::string> setting_text(const Settings& settings, std::string_view key) {
    const auto* known = setting_named(key);
    if (!known) return std::nullopt;
    const auto value = known->get(settings);
    if (known->kind == SettingKind::number) return std::to_string(value);
    return std::string(name_of(known->words, value));
}

std::vector<KeyAndValue> words_of(const Settings& settings) {
    const auto defaults = defaults_of(settings.persona);
    std::vector<KeyAndValue> out;
    for (const auto& key : kKeysOfSettings)
        if (key.name == "persona" || key.get(settings) != key.get(defaults))
            out.push_back(
                {std::string(key.name), *setting_text(settings, key.name), key.kind == SettingKind::word});
    return out;
}

}  // namespace badrdp::harness
