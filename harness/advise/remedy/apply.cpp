#include "harness/advise/remedy/apply.h"

#include <algorithm>

#include "harness/data/contains.h"
#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/settings_words.h"

namespace badrdp::harness {
namespace {

bool speaks_of(const std::vector<std::string>& list, std::string_view word) {
    return list.empty() || contains(list, word);
}

// Host names may be of any kind, and certificates bad: what else there is, is as it should be.
bool has_honest_host(const Scenario& scenario) {
    auto host = scenario.host;
    host.certificate = honest_host().certificate;
    host.name = honest_host().name;
    return host == honest_host();
}

// What an administrator would call it. Certificates may be of any size; what he has no word for is weak.
host::ListenerCertificate certificate_of(const Scenario& scenario) {
    using host::ListenerCertificate;
    auto recipe = scenario.host.certificate;
    recipe.pad_to = 0;
    if (scenario.trusted && recipe.issuer == host::Issuer::ca) recipe.issuer = host::Issuer::self;
    if (recipe == honest_host().certificate) return ListenerCertificate::self_signed;
    if (recipe.spoiled != host::Spoiled::no) return ListenerCertificate::corrupt;
    if (recipe.not_after.count() < 0) return ListenerCertificate::expired;
    if (recipe.not_before.count() > 0) return ListenerCertificate::not_yet_valid;
    if (recipe.issuer != host::Issuer::self) return ListenerCertificate::signed_by_unknown_ca;
    if (!recipe.common_name.empty() || !recipe.alternative_name.empty())
        return ListenerCertificate::wrong_name;
    return ListenerCertificate::weak;
}

// What an honest host of ours is like, in an administrator's words: TLS, no NLA, and that certificate.
host::Settings ordinary_settings(const Scenario& scenario) {
    host::Settings settings;
    settings.UserAuthentication = false;
    settings.certificate = certificate_of(scenario);
    return settings;
}

std::optional<host::Settings> settings_of(const Scenario& scenario) {
    if (scenario.settings) return scenario.settings;
    if (has_honest_host(scenario) && scenario.faults.empty()) return ordinary_settings(scenario);
    return std::nullopt;
}

host::Settings changed(const host::Settings& before, const std::vector<SettingChange>& changes) {
    auto after = before;
    for (const auto& change : changes)
        if (speaks_of(change.from, setting_text(after, change.key).value_or("")))
            set_setting(after, change.key, change.to);
    return after;
}

// The certificate is the scenario's own, and what else its settings would be is the model's.
void change_unset(Scenario& scenario, host::Settings before, host::Settings after) {
    if (after.certificate != before.certificate) scenario.host.certificate = honest_host().certificate;
    before.certificate = after.certificate = host::ListenerCertificate::self_signed;
    if (after == before) return;
    scenario.settings = before;
    change_settings(scenario, after);
    scenario.settings.reset();
}

void apply_settings(const Remedy& remedy, Scenario& scenario) {
    const auto before = settings_of(scenario);
    if (!before) return;
    const auto after = changed(*before, remedy.change.settings);
    if (after == *before) return;
    if (scenario.settings)
        change_settings(scenario, after);
    else
        change_unset(scenario, *before, after);
}

bool carries(const path::Impairment& impairment, const std::vector<path::Traffic>& traffic) {
    if (traffic.empty()) return true;
    const auto among = [&](path::Traffic what) { return std::ranges::find(traffic, what) != traffic.end(); };
    if (const auto* drop = std::get_if<path::Drop>(&impairment.deed)) return among(drop->what);
    if (const auto* reject = std::get_if<path::Reject>(&impairment.deed)) return among(reject->what);
    return true;
}

void apply_removals(const Change& change, Scenario& scenario) {
    for (const auto& removal : change.path) {
        if (!speaks_of(removal.causes, scenario.cause)) continue;
        std::erase_if(scenario.path, [&](const path::Impairment& impairment) {
            return contains(removal.verbs, words_of(impairment).front().key) &&
                   carries(impairment, removal.traffic);
        });
    }
    for (const auto& removal : change.faults) {
        if (!speaks_of(removal.causes, scenario.cause)) continue;
        std::erase_if(scenario.faults, [&](const fault::Fault& fault) {
            return contains(removal.verbs, fault::verb(fault.deed).name);
        });
    }
}

// From an authority that the client's machine trusts: what else is wrong with the certificate stays.
void issue_trusted(Scenario& scenario) {
    scenario.trusted = true;
    scenario.host.certificate.issuer = host::Issuer::ca;
    for (auto& met : scenario.host.connections) met.certificate.issuer = host::Issuer::ca;
}

// The host has licences to give, or is said to need none.
void license(Scenario& scenario) {
    if (scenario.settings && scenario.settings->session_host != host::SessionHost::no_role) {
        auto settings = *scenario.settings;
        settings.session_host = host::SessionHost::licensed;
        return change_settings(scenario, settings);
    }
    scenario.host.server.licensing = honest_host().server.licensing;
}

void mend_realm(const std::vector<std::string>& keys, Realm& realm) {
    const Realm sound;
    if (contains(keys, "service")) realm.service = sound.service;
    if (contains(keys, "found")) realm.found = sound.found;
    if (contains(keys, "keys")) realm.keys = sound.keys;
    if (contains(keys, "other_realm")) realm.other_realm = sound.other_realm;
    if (contains(keys, "clock")) realm.clock = sound.clock;
    if (contains(keys, "ticket_life")) realm.ticket_life = sound.ticket_life;
    if (contains(keys, "largest_datagram")) realm.largest_datagram = sound.largest_datagram;
}

// What large packets can be at most; only what makes them smaller than they are helps.
std::optional<std::uint32_t> least_mtu(const Scenario& scenario) {
    std::optional<std::uint32_t> least;
    for (const auto& impairment : scenario.path)
        if (const auto* mtu = std::get_if<path::Mtu>(&impairment.deed))
            least = std::min(least.value_or(1500), static_cast<std::uint32_t>(mtu->bytes));
    return least;
}

}  // namespace

Scenario apply(const Remedy& remedy, const Scenario& scenario) {
    const auto& change = remedy.change;
    auto out = scenario;
    apply_settings(remedy, out);
    apply_removals(change, out);
    if (change.no_middlebox) out.middlebox.reset();
    if (change.by_address) {
        out.names.reset();
        out.by_name = false;
    }
    if (change.trusted) issue_trusted(out);
    if (change.licensed) license(out);
    if (change.first_visit) out.visits = 1;
    if (out.kdc) mend_realm(change.kdc, *out.kdc);
    if (const auto mtu = change.mtu_of_path ? least_mtu(scenario) : std::nullopt) out.mtu = mtu;
    return out;
}

std::string options_under(const Remedy& remedy, const std::string& options) {
    const auto& change = remedy.change.options;
    return change && speaks_of(change->from, options) ? change->to : options;
}

std::string undetermined(const Remedy& remedy, const Scenario& scenario) {
    if (!remedy.not_modelled.empty()) return remedy.not_modelled;
    if (!remedy.change.settings.empty() && !settings_of(scenario) && apply(remedy, scenario) == scenario)
        return "this scenario says what the host does, not how it is set";
    return {};
}

}  // namespace badrdp::harness
