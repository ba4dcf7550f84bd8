#include "harness/play/net/realm.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/os/run_folder.h"
#include "sim/path/test_network.h"

namespace badrdp::harness {
namespace {

namespace test_network = path::test_network;
using auth::AccountState;

constexpr std::size_t kMostLines = 2000;  // of a client that asks without end

RealmUser user_of(const auth::Account& account) {
    const auto state = account.state;
    return {
        .name = account.name,
        .password = account.password,
        .disabled = state == AccountState::disabled || state == AccountState::locked,
        .expired = state == AccountState::expired,
        .password_expired = state == AccountState::password_expired || state == AccountState::must_change};
}

// Remote Credential Guard is for those who have a ticket already: for a password, clients get none that may
// be passed on.
bool asks_who_has_logged_on(const Scenario& scenario) {
    return std::ranges::any_of(scenario.demands,
                               [](const Demand& demand) { return demand.options == "remote_guard"; });
}

}  // namespace

RealmOrder realm_order(const Scenario& scenario, const std::filesystem::path& dir) {
    const auto& realm = *scenario.kdc;
    RealmOrder order{.folder = dir / kNames / "kdc",
                     .log = dir / kNames / "kdc.log",
                     .realm = std::string(test_network::kRealm),
                     .address = test_network::kServerV4,
                     .users = {},
                     .service = fmt::format("TERMSRV/{}", test_network::kServerName),
                     .service_is_known = realm.service != Realm::Service::unknown,
                     .keytab_is_current = realm.service != Realm::Service::other_key,
                     .old_keys_only = realm.keys == Realm::Keys::rc4,
                     .clock = realm.clock,
                     .ticket_life = realm.ticket_life,
                     .largest_datagram = realm.largest_datagram};
    for (const auto& account : scenario.host.server.accounts) order.users.push_back(user_of(account));
    if (asks_who_has_logged_on(scenario) && !order.users.empty()) {
        order.ticket_for = order.users.front().name;
        order.ticket = dir / kNames / "ticket";
    }
    return order;
}

std::string realm_told(const Realm& realm) {
    return std::string(realm.other_realm ? test_network::kOtherRealm : test_network::kRealm);
}

std::string krb5_conf_of(const Realm& realm) {
    const bool by_dns = realm.found == Realm::Found::by_dns;
    auto out = fmt::format(
        "[libdefaults]\n    default_realm = {}\n    dns_lookup_kdc = {}\n    dns_canonicalize_hostname = "
        "false\n    rdns = false\n    forwardable = true\n",
        realm_told(realm), by_dns);
    // As whoever took RC4 away from its clients has it.
    if (realm.keys == Realm::Keys::rc4)
        out += "    permitted_enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96\n";
    if (!by_dns)
        out += fmt::format("[realms]\n    {} = {{\n        kdc = {}\n    }}\n", test_network::kRealm,
                           test_network::kKdcName);
    return out;
}

std::vector<std::string> end_realm(Kdc& kdc) {
    std::vector<std::string> out;
    for (auto& line : kdc.end()) {
        // A garbled question is one, too.
        const bool asked = line.find("_REQ (") != line.npos || line.find("dispatching") != line.npos;
        const auto text = line.find("): ");  // behind the date, this machine's name and the process
        if (asked && out.size() < kMostLines) out.push_back(line.substr(text == line.npos ? 0 : text + 3));
    }
    return out;
}

}  // namespace badrdp::harness
