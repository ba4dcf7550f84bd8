#include "harness/data/facts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace badrdp::harness {

using std::chrono::milliseconds;

namespace {

template <class E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;

constexpr Words<Outcome, 10> kOutcomes{{{Outcome::active, "active"},
                                        {Outcome::authenticated, "authenticated"},
                                        {Outcome::done, "done"},
                                        {Outcome::refused, "refused"},
                                        {Outcome::disconnected, "disconnected"},
                                        {Outcome::timed_out, "timed_out"},
                                        {Outcome::hung, "hung"},
                                        {Outcome::looped, "looped"},
                                        {Outcome::bloated, "bloated"},
                                        {Outcome::crashed, "crashed"}}};

constexpr Words<Reason, 11> kReasons{{{Reason::nothing, "nothing"},
                                      {Reason::vague, "vague"},
                                      {Reason::certificate, "certificate"},
                                      {Reason::tls, "tls"},
                                      {Reason::security, "security"},
                                      {Reason::network, "network"},
                                      {Reason::timeout, "timeout"},
                                      {Reason::name, "name"},
                                      {Reason::credentials, "credentials"},
                                      {Reason::protocol, "protocol"},
                                      {Reason::server, "server"}}};

constexpr Words<Limit, 7> kLimits{{{Limit::none, "none"},
                                   {Limit::wall_clock, "wall_clock"},
                                   {Limit::memory, "memory"},
                                   {Limit::disk, "disk"},
                                   {Limit::output, "output"},
                                   {Limit::reconnects, "reconnects"},
                                   {Limit::traffic, "traffic"}}};

constexpr Words<TimeClass, 4> kTimeClasses{{{TimeClass::at_once, "at once"},
                                            {TimeClass::seconds, "seconds"},
                                            {TimeClass::own_timeout, "time-out of its own"},
                                            {TimeClass::never, "never"}}};

constexpr Words<Brought, 4> kBrought{{{Brought::nothing, "nothing"},
                                      {Brought::cookie, "cookie"},
                                      {Brought::token, "token"},
                                      {Brought::other_token, "other_token"}}};

constexpr Words<TcpEnd, 9> kTcpEnds{{{TcpEnd::unknown, ""},
                                     {TcpEnd::unanswered, "unanswered"},
                                     {TcpEnd::refused, "refused"},
                                     {TcpEnd::open, "open"},
                                     {TcpEnd::client_fin, "client fin"},
                                     {TcpEnd::client_rst, "client rst"},
                                     {TcpEnd::server_fin, "server fin"},
                                     {TcpEnd::server_rst, "server rst"},
                                     {TcpEnd::killed, "badrdp killed the client"}}};

template <class E, std::size_t N>
std::string_view word_for(const Words<E, N>& words, E value) {
    for (const auto& [e, w] : words)
        if (e == value) return w;
    return "?";
}

template <class E, std::size_t N>
std::optional<E> named(const Words<E, N>& words, std::string_view wanted) {
    for (const auto& [e, w] : words)
        if (w == wanted) return e;
    return std::nullopt;
}

template <class E, std::size_t N>
std::vector<std::string_view> all(const Words<E, N>& words) {
    std::vector<std::string_view> out;
    for (const auto& [e, w] : words) out.push_back(w);
    return out;
}

}  // namespace

std::optional<wire::Role> ConnectionFacts::ended_by() const {
    switch (ending) {
        case TcpEnd::client_fin:
        case TcpEnd::client_rst:
        case TcpEnd::killed: return wire::Role::client;
        case TcpEnd::server_fin:
        case TcpEnd::server_rst: return wire::Role::server;
        default: return std::nullopt;
    }
}

namespace {

constexpr milliseconds kSoon{5'000};     // what ends before is `at once`
constexpr milliseconds kEdge{1'000};     // so near to it nobody can tell the two classes apart
constexpr milliseconds kQuickLead{500};  // in which every client starts on a quick machine
constexpr int kWorkPerLead = 3;          // what it works after that, as a multiple

}  // namespace

TimeClass time_class(const Facts& facts) {
    if (facts.limit == Limit::wall_clock) return TimeClass::never;
    if (facts.outcome == Outcome::timed_out) return TimeClass::own_timeout;
    return facts.took < kSoon ? TimeClass::at_once : TimeClass::seconds;
}

milliseconds machine_delay(const Facts& facts) {
    return kWorkPerLead * std::max(milliseconds{0}, facts.lead - kQuickLead);
}

std::vector<TimeClass> time_classes(const Facts& facts) {
    const auto own = time_class(facts);
    if (own != TimeClass::at_once && own != TimeClass::seconds) return {own};
    const bool soon = facts.took - machine_delay(facts) < kSoon + kEdge;
    const bool later = facts.took >= kSoon - kEdge;
    std::vector<TimeClass> out{own};
    if (own == TimeClass::seconds && soon) out.push_back(TimeClass::at_once);
    if (own == TimeClass::at_once && later) out.push_back(TimeClass::seconds);
    return out;
}

std::string_view name(Outcome v) { return word_for(kOutcomes, v); }
std::string_view name(Reason v) { return word_for(kReasons, v); }
std::string_view name(Limit v) { return word_for(kLimits, v); }
std::string_view name(TimeClass v) { return word_for(kTimeClasses, v); }
std::string_view name(Brought v) { return word_for(kBrought, v); }
std::string_view name(TcpEnd v) { return word_for(kTcpEnds, v); }
std::optional<Outcome> outcome_named(std::string_view v) { return named(kOutcomes, v); }
std::optional<Reason> reason_named(std::string_view v) { return named(kReasons, v); }
std::optional<TimeClass> time_class_named(std::string_view v) { return named(kTimeClasses, v); }
std::optional<Brought> brought_named(std::string_view v) { return named(kBrought, v); }
std::vector<std::string_view> outcome_names() { return all(kOutcomes); }
std::vector<std::string_view> reason_names() { return all(kReasons); }
std::vector<std::string_view> time_class_names() { return all(kTimeClasses); }
std::vector<std::string_view> brought_names() { return all(kBrought); }

}  // namespace badrdp::harness
