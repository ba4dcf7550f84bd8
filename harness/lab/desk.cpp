#include "harness/lab/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "harness/advise/remedy/apply.h"
#include "harness/data/causes/causes.h"
#include "harness/data/contains.h"
#include "harness/data/remedies/load.h"
#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/lab/typed.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness::lab {
namespace {

constexpr std::array<std::string_view, 8> kHosts{"APP-PAY-02", "TS-NORTH-1", "FIN-SRV-07", "LAB-WS-114",
                                                 "HR-TERM-03", "WH-SCAN-09", "DEV-JUMP-2", "EDU-RDS-05"};
constexpr std::array<std::string_view, 8> kUsers{"Amina", "Jonas", "Wei", "Marta",
                                                 "Tomas", "Leila", "Rui", "Ingrid"};

// In HKCU\Software\Microsoft\Terminal Server Client of the user's machine: no warning is shown any more.
constexpr std::string_view kConsent = "RdpLaunchConsentAccepted";

constexpr std::string_view kUnknown =
    "The term is not recognized as the name of a cmdlet, function, script file, or operable program.";

// Spreads neighbouring seeds [SplitMix64].
std::uint64_t spread(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15;
    seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ seed >> 27) * 0x94d049bb133111eb;
    return seed ^ seed >> 31;
}

template <class List>
const auto& pick(const List& list, std::uint64_t seed) {
    return list[spread(seed) % list.size()];
}

bool contains_stop(const LabCommand& command, ClientStops stops) {
    return std::ranges::find(command.lets_begin, stops) != command.lets_begin.end();
}

Scenario scenario_of(const Exercise& exercise, const Broken& broken) {
    Scenario out;
    out.name = "lab/" + exercise.id;
    out.title = exercise.title;
    out.cause = exercise.cause;
    start_from(out, broken.settings);
    std::ranges::copy(broken.path, std::back_inserter(out.path));
    std::ranges::copy(broken.faults, std::back_inserter(out.faults));
    return out;
}

// What the user's client meets where the name leads elsewhere.
Scenario elsewhere(Scenario scenario, NameLeads leads) {
    if (leads == NameLeads::to_the_host) return scenario;
    scenario.settings.reset();
    scenario.host.listening = host::Listening::closed;
    scenario.faults.clear();
    scenario.path.clear();
    if (leads == NameLeads::to_nobody) scenario.path.push_back({.deed = path::Drop{}});
    return scenario;
}

}  // namespace

LabData lab_data(const std::filesystem::path& scenarios) {
    LabData out;
    std::string all;
    const auto complain = [&](const std::vector<Complaint>& complaints) {
        for (const auto& complaint : complaints) all += (all.empty() ? "" : "\n") + to_string(complaint);
    };
    auto lab = load_lab(scenarios);
    complain(lab.complaints);
    auto remedies = load_remedies(scenarios);
    complain(remedies.complaints);
    auto causes = load_causes(scenarios);
    complain(causes.complaints);
    auto adapters = load_adapter(scenarios / "clients" / "builtin" / "adapter.toml");
    complain(adapters.complaints);
    if (all.empty()) complain(check_lab(lab, causes.causes, remedies.remedies, adapters.adapters.at(0)));
    if (!all.empty()) throw UsageError(all);
    if (lab.exercises.empty())
        throw UsageError(fmt::format("{}: no exercises", (scenarios / "lab").string()));
    out.exercises = std::move(lab.exercises);
    out.commands = std::move(lab.commands);
    out.remedies = std::move(remedies.remedies);
    for (const auto& cause : causes.causes) out.causes.emplace(cause.id, cause);
    out.client = std::move(adapters.adapters.at(0));
    return out;
}

Desk::Desk(const LabData& data, const Exercise& exercise, std::uint64_t seed)
    : data_(&data), exercise_(&exercise), seed_(seed) {
    reset();
}

void Desk::reset() {
    scenario_ = scenario_of(*exercise_, pick(exercise_->broken, seed_));
    scenario_.host.name = host_name();
    name_leads_ = pick(exercise_->broken, seed_).name;
    stops_ = pick(exercise_->broken, seed_).stops;
    client_ = exercise_->client;
    deeds_.clear();
    attempts_.clear();
    changed_ = false;
    hints_.clear();
    answers_ = {};
    proven_ = false;
}

std::string Desk::host_name() const { return std::string(pick(kHosts, seed_ + 1)); }

Sight Desk::sight() const {
    return {.settings = *scenario_.settings,
            .session_lost = !scenario_.faults.empty(),
            .path = scenario_.path,
            .name = name_leads_,
            .stops = stops_,
            .host = host_name(),
            .client = client_};
}

std::string Desk::ticket() const {
    auto out = exercise_->ticket;
    const auto put = [&](std::string_view word, std::string_view name) {
        for (auto at = out.find(word); at != out.npos; at = out.find(word, at + name.size()))
            out.replace(at, word.size(), name);
    };
    put("{host}", host_name());
    put("{user}", pick(kUsers, seed_ + 2));
    return out;
}

std::string Desk::write_registry(std::string_view key, std::string_view name, std::string_view data) {
    auto settings = *scenario_.settings;
    bool done = false;
    // Enabled of a version of TLS is two settings of the model: the oldest and the newest that are on.
    constexpr std::array<std::string_view, 4> kVersions{"tls 1.0\\server", "tls 1.1\\server",
                                                        "tls 1.2\\server", "tls 1.3\\server"};
    for (unsigned i = 0; i < kVersions.size(); ++i) {
        if (!key.ends_with(kVersions.at(i)) || folded(name) != "enabled") continue;
        const auto version = static_cast<std::uint16_t>(0x0301 + i);
        const bool on = data != "0" && data != "0x0";
        if (on) {
            settings.lowest_tls = std::min(settings.lowest_tls, version);
            settings.highest_tls = std::max(settings.highest_tls, version);
        } else if (version == settings.lowest_tls) {
            ++settings.lowest_tls;
        } else if (version == settings.highest_tls) {
            --settings.highest_tls;
        } else {
            return "(the model has no gap in the versions of TLS)";
        }
        done = true;
    }
    for (const auto* known :
         {"fDenyTSConnections", "SecurityLayer", "UserAuthentication", "MinEncryptionLevel", "PortNumber",
          "AllowEncryptionOracle", "DisableRestrictedAdmin"})
        if (folded(name) == folded(known)) {
            if (!set_setting(settings, known, data)) return "ERROR: Invalid syntax.";
            done = true;
        }
    if (done) change_settings(scenario_, settings);
    const bool consents = folded(name) == folded(kConsent) && data == "1";
    if (consents && stops_ == ClientStops::at_a_warning) stops_ = ClientStops::nowhere;
    return "The operation completed successfully.";
}

bool Desk::set(const LabCommand& command) {
    auto settings = *scenario_.settings;
    const auto now = setting_text(settings, command.setting).value_or("");
    if (!command.from.empty() && !contains(command.from, now)) return false;
    set_setting(settings, command.setting, command.to);
    change_settings(scenario_, settings);
    return true;
}

// What a command does on the way and at the user's machine. False: it names no MTU that Windows would take.
bool Desk::mend_way(const LabCommand& command, std::string_view line) {
    constexpr unsigned kLeastMtu = 576;  // what every host takes [RFC 791 3.1]
    if (command.renames) name_leads_ = NameLeads::to_the_host;
    if (contains_stop(command, stops_)) stops_ = ClientStops::nowhere;
    const auto mtu = command.fits_mtu ? number_behind(folded(line), "mtu=") : std::nullopt;
    if (command.fits_mtu && mtu.value_or(0) < kLeastMtu) return false;
    std::erase_if(scenario_.path, [&](const path::Impairment& impairment) {
        const auto* narrow = std::get_if<path::Mtu>(&impairment.deed);
        return contains(command.clears, words_of(impairment).front().key) ||
               (narrow && mtu && *mtu <= narrow->bytes);
    });
    return true;
}

Deed Desk::deed_of(std::string_view line) {
    Deed out{.typed = std::string(line), .answer = {}};
    if (const auto write = registry_write(line)) {
        out.minutes = 1;
        out.answer = write_registry(write->key, write->name, write->data);
        return out;
    }
    const auto* command = command_named(data_->commands, line);
    if (!command) {
        out.answer = kUnknown;
        return out;
    }
    out.minutes = command->minutes;
    out.cost = command->cost;
    out.answer = command->reads.empty() ? command->answer : view_of(command->reads, sight());
    if (!command->setting.empty() && !set(*command)) out.answer = command->otherwise;
    const auto remedy = std::ranges::find(data_->remedies, command->remedy, &Remedy::id);
    if (remedy != data_->remedies.end()) {
        scenario_ = apply(*remedy, scenario_);
        client_ = options_under(*remedy, client_);
        if (remedy->change.by_address) name_leads_ = NameLeads::to_the_host;
    }
    if (!mend_way(*command, line)) out.answer = "The parameter is incorrect.";
    return out;
}

const Deed& Desk::type(std::string_view line) {
    static const Deed tired{.typed = "", .answer = "(the desk is full: reset it)"};
    if (deeds_.size() >= kMostDeeds) return tired;
    const auto before = std::tuple(scenario_, client_, name_leads_, stops_);
    const auto typed = clipped(printable(line), kLongestLine);
    deeds_.push_back(deed_of(typed));
    changed_ |= before != std::tuple(scenario_, client_, name_leads_, stops_);
    return deeds_.back();
}

Attempt Desk::try_again() const {
    if (stops_ != ClientStops::nowhere) return attempt_that_never_began(stops_);
    auto out =
        attempt(data_->client, elsewhere(scenario_, name_leads_), client_, seed_ + attempts_.size() + 1);
    if (!out.works || due_) return out;
    const auto healthy = scenario_of(*exercise_, {.settings = exercise_->before});
    const auto honest = attempt(data_->client, healthy, exercise_->client_before, seed_);
    if (!honest.works) return out;
    out.due = honest.seen;
    out.due->may_leave = honest.seen.left;  // and no more than when all was well
    return out;
}

const Attempt& Desk::add(Attempt attempt) {
    if (attempts_.size() >= kMostTries) return attempts_.back();
    if (attempt.due) due_ = attempt.due;
    changed_ = false;
    return attempts_.emplace_back(std::move(attempt));
}

}  // namespace badrdp::harness::lab
