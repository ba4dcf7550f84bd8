#include "harness/diagnose/reading.h"

#include <fmt/format.h>

#include <algorithm>

namespace badrdp::harness::diagnosis {
namespace {

using capture::Seen;
using wire::Role;
using wire::Step;

// What passes inside TLS before a session is shown is smaller: settings, a licence, capabilities. A painted
// screen is not.
constexpr std::uint64_t kShown = 8 * 1024;
constexpr std::uint64_t kAnswered = 1000;  // a client's capabilities alone have that much

constexpr double kPatience = 4;  // seconds; who waits longer and leaves gave up waiting

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

bool is_up(const Reading& reading) {
    const auto& facts = reading.talk.facts;
    const bool opened = facts.opened.any && !facts.opened.broken;
    if (facts.deepest == Step::active || (opened && facts.deepest < Step::confirm_active))
        return facts.deepest == Step::active;
    if (reading.sizes.finalized) return true;
    if (facts.inside_from_server >= kShown && facts.inside_from_client >= kAnswered) return true;
    return facts.deepest >= Step::channel_join_confirm && facts.bytes_from_server >= kShown &&
           facts.bytes_from_client >= kAnswered;
}

// The longest that the host took to answer what the client had said.
void measure_answers(Reading& reading) {
    const capture::Event* asked = nullptr;
    for (const auto& event : reading.talk.events) {
        const bool speaks = event.step != Step::none && event.step != Step::tcp_accept;
        if (!speaks) continue;
        if (event.from == Role::server && asked) {
            const double took = seconds(event.at - asked->at);
            if (took > reading.slowest) reading.slowest = took, reading.slowest_frame = event.packet + 1;
            asked = nullptr;
        }
        if (event.from == Role::client && event.step != Step::tcp_connect) asked = &event;
    }
    const auto& inside = reading.talk.facts.inside;
    for (std::size_t i = 1; i < inside.size() && i < reading.talk.inside.size(); ++i) {
        if (inside[i].from != Role::server || inside[i - 1].from != Role::client) continue;
        const double took = seconds(reading.talk.inside[i].at - reading.talk.inside[i - 1].at);
        if (took > reading.slowest)
            reading.slowest = took, reading.slowest_frame = reading.talk.inside[i].frame;
    }
}

}  // namespace

Reading::Reading(const capture::Talk& t, const capture::Survey& s) : talk(t), survey(s) {
    const auto& [client, server] = std::tie(talk.client, talk.server);
    const bool client_hears = client.acknowledges && client.frames > 1;
    one_sided = (server.frames == 0 && client_hears) ||
                (client.frames == 0 && server.frames > 1 && server.acknowledges && !server.syn);
    sizes = told_by_sizes(talk);
    up = is_up(*this);
    inside = !talk.facts.inside.empty();
    // Which of several SYNs was answered cannot be told: at least so long, then.
    if (client.last_syn && server.syn) round_trip = seconds(server.syn.at - client.last_syn.at);
    measure_answers(*this);
    repeats = client.repeats + server.repeats;
    const auto gone = client.fin ? client.fin : client.rst;
    if (const auto word = last_word(Role::server); gone && word.frame > gone.frame && word.at > gone.at) {
        late_answer = true;
        late_frame = word.frame;
    }
    last = talk.last();
    capture_went_on = seconds(survey.last.at - last.at);
    ending_ = find_ending();
}

std::uint64_t Reading::frame_of(Step step) const {
    for (const auto& event : talk.events)
        if (event.step == step) return event.packet + 1;
    return 0;
}

const capture::Event* Reading::said(std::string_view beginning, Role from) const {
    for (const auto& event : talk.events)
        if (event.from == from && event.what.starts_with(beginning)) return &event;
    return nullptr;
}

bool Reading::acknowledged(Role role) const {
    const auto& writer = talk.end(role);
    const auto& reader = talk.end(wire::other(role));
    return writer.first_data && writer.unanswered.empty() && reader.acknowledges;
}

Seen Reading::last_word(Role role) const {
    Seen out;
    for (const auto& event : talk.events)
        if (event.from == role && event.step != Step::none) out = {event.at, event.packet + 1};
    const auto& records = talk.facts.inside;
    for (std::size_t i = 0; i < records.size() && i < talk.inside.size(); ++i)
        if (records[i].from == role && talk.inside[i].frame > out.frame) out = talk.inside[i];
    return out;
}

const capture::Event* Reading::goodbye() const {
    if (talk.facts.inside.size() >= capture::Connection::kMostInside) return nullptr;  // more may follow
    for (const auto& event : talk.events) {
        if (!event.what.starts_with("alert") || event.what.starts_with("alert fatal")) continue;
        const auto& other = talk.end(wire::other(event.from));
        const auto frame = event.packet + 1;
        const bool answers = (other.fin && other.fin.frame < frame) || (other.rst && other.rst.frame < frame);
        return answers || last_word(event.from).frame > frame ? nullptr : &event;
    }
    return nullptr;
}

double Reading::seconds_between(Seen from, Seen to) const { return seconds(to.at - from.at); }

// A client that leaves after waiting in vain has not ended it: the silence has.
Seen Reading::waited_in_vain() const {
    const auto& facts = talk.facts;
    const auto& [client, server] = std::tie(talk.client, talk.server);
    const auto* parting = goodbye();
    if (facts.how != capture::EndHow::open && (parting ? parting->from : facts.ended_by) != Role::client)
        return {};
    const auto gone = parting                              ? Seen{parting->at, parting->packet + 1}
                      : facts.how == capture::EndHow::open ? survey.last
                      : client.rst && facts.how == capture::EndHow::rst ? client.rst
                                                                        : client.fin;
    const auto heard = parting ? last_word(Role::server) : server.last_data ? server.last_data : server.syn;
    // What is sent again and again was asked when it was sent first.
    const auto open = client.unanswered.empty() ? Seen{} : client.unanswered.front().first;
    const auto asked = open && open.frame < gone.frame ? open
                       : parting                       ? last_word(Role::client)
                       : client.last_data              ? client.last_data
                                                       : client.syn;
    const bool client_waits = asked.frame > heard.frame || !heard;
    const auto since = client_waits ? asked : heard;
    const bool owed = client_waits || facts.gaps > 0 || said("cut off", Role::server) || inside;
    const bool again = client.last_repeat.frame > since.frame;
    const bool long_enough = seconds_between(since, gone) >= kPatience ||
                             (again && seconds_between(client.first, gone) >= kPatience);
    return owed && !up && long_enough ? since : Seen{};
}

Ending Reading::find_ending() const {
    const auto& facts = talk.facts;
    const auto& server = talk.server;
    const auto& ender = talk.end(facts.ended_by);
    if (facts.refused) return {"server", EndedHow::rst, server.rst.frame};
    if (facts.how == capture::EndHow::open && !talk.icmp.empty() && !server.last_data)
        return {"path", EndedHow::icmp, talk.icmp.front().when.frame};

    if (const auto since = waited_in_vain()) return {"server", EndedHow::silence, since.frame};
    if (facts.how == capture::EndHow::open) return {};

    // A fatal alert is how it ends, whoever closes after it.
    for (const auto& event : talk.events)
        if (event.what.starts_with("alert fatal"))
            return {wire::name(event.from), EndedHow::alert, event.packet + 1};
    if (const auto* parting = goodbye(); parting && parting->from != facts.ended_by)
        return {wire::name(parting->from), EndedHow::alert, parting->packet + 1};
    const bool rst = facts.how == capture::EndHow::rst;
    return {wire::name(facts.ended_by), rst ? EndedHow::rst : EndedHow::fin,
            rst ? ender.rst.frame : ender.fin.frame};
}

bool Reading::splits_hello() const {
    constexpr std::size_t kOneSegment =
        1400;  // a full one over Ethernet has 1460, less TCP options and tunnels
    return talk.facts.client_hello && talk.facts.client_hello->size > kOneSegment;
}

std::optional<Evidence> Reading::forged() const {
    const auto& server = talk.server;
    if (!server.rst || talk.facts.refused) return std::nullopt;
    if (server.speaks_after_rst)
        return Evidence{server.rst.frame, "a RST in the host's name, and the host speaks on after it"};
    if (server.syn && server.rst_hops != server.syn_hops && server.rst_hops != server.hops)
        return Evidence{
            server.rst.frame,
            fmt::format("this RST has {} hops left, the host's own SYN-ACK (frame {}) has {}: another "
                        "machine made it",
                        server.rst_hops, server.syn.frame, server.syn_hops)};
    const auto asked = talk.client.last_data;
    const double took = asked ? seconds_between(asked, server.rst) : round_trip;
    constexpr double kMeasurable = 0.002;
    if (round_trip >= kMeasurable && took < round_trip / 3)
        return Evidence{
            server.rst.frame,
            fmt::format("this RST comes {:.1f} ms after the client's last word; the host needs {:.1f} ms "
                        "for an answer",
                        1000 * took, 1000 * round_trip)};
    return std::nullopt;
}

Suspect& Draft::suspect(std::string_view cause, Certainty certainty, Scenarios scenarios) {
    auto& out = out_.causes.emplace_back();
    out.cause = cause;
    out.scenarios.assign(scenarios.begin(), scenarios.end());
    out.certainty = certainty;
    return out;
}

}  // namespace badrdp::harness::diagnosis
