#include "harness/live/changing_host.h"

#include <fmt/format.h>

#include <array>

#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

std::string_view kind_of(link::NoteKind kind) {
    constexpr std::array<std::string_view, 6> names{"step", "bite", "tls", "malformed", "end", "info"};
    return names[static_cast<std::size_t>(kind)];
}

void demand_servable(const Scenario& scenario) {
    if (const auto why = why_not_served(scenario); !why.empty())
        throw UsageError(fmt::format("{} cannot be held up on a socket: {}", scenario.id(), why));
}

// A PDU of the host's: what TLS says is composed by OpenSSL, and a step like tcp_accept has no bytes.
bool is_message_of_host(wire::Step step) {
    using wire::Step;
    return step > Step::tcp_accept && wire::sender(step) == wire::Role::server &&
           step != Step::server_flight && step != Step::tls_finished && step != Step::active;
}

}  // namespace

ChangingHost::ChangingHost(boost::asio::any_io_executor executor, HostSpec spec, HostTell tell)
    : spec_(std::move(spec)), tell_(std::move(tell)), becomes_(spec_.scenario), settings_(becomes_.settings) {
    demand_servable(spec_.scenario);
    live_.emplace(
        executor, now(), spec_.place,
        LiveWatch{.note = [this](const link::Note& note) { hear(note); },
                  .connection = [this](unsigned count) { this->tell("connection", count, "connects"); },
                  .holds = [this](wire::Step step) { return holds_.contains(step); }});
    spec_.place = live_->place();
}

Scenario ChangingHost::now() const {
    auto scenario = becomes_;
    if (settings_ && scenario.settings && *settings_ != *scenario.settings)
        change_settings(scenario, *settings_);
    for (const auto& [number, fault] : added_) scenario.faults.push_back(fault);
    auto served = as_served(std::move(scenario), spec_.accounts);
    put_in_front(served, obstacle_);
    return served;
}

void ChangingHost::renew(bool anew, std::string what) {
    live_->change(now(), anew);
    const auto open = live_->open();
    if (open > 0) what += fmt::format("; {} open connections go on as they began", open);
    tell("changed", 0, std::move(what));
}

unsigned ChangingHost::add(fault::Fault fault) {
    if (added_.size() >= kMostFaults)
        throw UsageError(fmt::format("the host has {} faults already", kMostFaults));
    const auto number = next_number_++;
    auto what = fmt::format("fault {}: {}", number, fault.text);
    added_.emplace(number, std::move(fault));
    renew(false, std::move(what));
    return number;
}

bool ChangingHost::lift(unsigned number) {
    if (added_.erase(number) == 0) return false;
    renew(false, fmt::format("fault {} is lifted", number));
    return true;
}

void ChangingHost::set(const std::vector<std::pair<std::string, std::string>>& wanted) {
    if (!settings_)
        throw UsageError(
            "this scenario says what the host does on the wire, not how it is set: it has no settings");
    auto changed = *settings_;
    std::string what = "settings:";
    for (const auto& [key, value] : wanted) {
        if (!setting_named(key)) throw UsageError(fmt::format("there is no setting '{}'", key));
        if (!set_setting(changed, key, value))
            throw UsageError(fmt::format("'{}' is no value of {}", value, key));
        what += fmt::format(" {} = {}", key, value);
    }
    auto tried = becomes_;
    if (changed != *tried.settings) change_settings(tried, changed);
    demand_servable(tried);
    settings_ = changed;
    renew(false, std::move(what));
}

void ChangingHost::put(Obstacle obstacle) {
    obstacle_ = obstacle;
    renew(false, fmt::format("obstacle: {}", name(obstacle)));
}

void ChangingHost::hold(wire::Step step, bool waits) {
    if (!is_message_of_host(step))
        throw UsageError(fmt::format("{} is no message that a host composes", wire::name(step)));
    if (waits)
        holds_.insert(step);
    else
        holds_.erase(step);
    tell("changed", 0, fmt::format("{} {}", wire::name(step), waits ? "waits" : "does not wait"));
}

std::optional<std::size_t> ChangingHost::go_on(unsigned connection, std::span<const fault::Fault> edits) {
    return live_->go_on(connection, edits);
}

void ChangingHost::become(Scenario scenario) {
    auto what = "is now " + scenario.id();
    turn_into(std::move(scenario), std::move(what));
}

void ChangingHost::turn_into(Scenario scenario, std::string what) {
    demand_servable(scenario);
    becomes_ = std::move(scenario);
    settings_ = becomes_.settings;
    added_.clear();
    holds_.clear();
    obstacle_ = Obstacle::none;
    renew(true, std::move(what));
}

void ChangingHost::reset() { turn_into(spec_.scenario, "is as it was made"); }

void ChangingHost::tell(std::string kind, unsigned connection, std::string text, std::string step) {
    if (tell_)
        tell_(
            {link::Clock::now(), spec_.name, std::move(kind), connection, std::move(step), std::move(text)});
}

void ChangingHost::hear(const link::Note& note) {
    if (!tell_) return;
    auto text = note.text;
    if (note.kind == link::NoteKind::step)
        text = fmt::format("{}{}{}", note.from == wire::Role::client ? "client" : "host",
                           note.withheld ? ", withheld" : "", note.text.empty() ? "" : ": " + note.text);
    tell_({note.at, spec_.name, std::string(kind_of(note.kind)), note.connection,
           note.step == wire::Step::none ? "" : std::string(wire::name(note.step)), std::move(text)});
}

}  // namespace badrdp::harness
