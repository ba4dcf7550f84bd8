#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/ladder/fold.h"
#include "harness/report/ladder/ladder.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::harness {
namespace {

using capture::Event;
using link::NoteKind;
using std::chrono::nanoseconds;
using wire::Role;
using wire::Step;

Rung rung_of(const Event& event) {
    return {.kind = RungKind::packet,
            .at = event.at,
            .connection = event.connection,
            .from = event.from,
            .step = event.step,
            .what = printable(event.what),
            .detail = printable(event.detail),
            .frame = event.packet + 1};
}

// Puts the rungs of one case together, from one witness after the other.
class CaseLadder {
public:
    CaseLadder(const Witnesses& witnesses, const CaseResult& result) : said_(witnesses), result_(result) {
        for (const auto& event : said_.events)
            if (event.step != Step::none) shown_.emplace(event.connection, event.step);
    }

    Ladder build() {
        packets();
        for (const auto& note : said_.host) host(note);
        wire_deeds();
        client();
        std::ranges::stable_sort(out_.rungs, {}, [](const Rung& rung) { return *rung.at; });
        fold(out_);
        out_.many = result_.facts.connections.size() > 1 || (!said_.events.empty() && most_ > 1);
        return std::move(out_);
    }

private:
    // The client's kernel closed this connection since we had ended the client.
    bool closed_for(std::uint16_t connection) const {
        const auto& all = result_.facts.connections;
        return connection > 0 && connection <= all.size() && all[connection - 1].ending == TcpEnd::killed;
    }

    void packets() {
        for (const auto& event : said_.events) {
            most_ = std::max(most_, event.connection);
            auto rung = rung_of(event);
            const bool end = event.what == "FIN" || event.what == "RST";
            if (end && event.from == Role::client && closed_for(event.connection)) {
                rung.kind = RungKind::ours;
                rung.detail = "from the client's kernel, since badrdp ended the client";
            }
            out_.rungs.push_back(std::move(rung));
        }
        for (const auto& again : said_.again)
            out_.rungs.push_back({.kind = RungKind::again,
                                  .at = again.at,
                                  .connection = again.connection,
                                  .from = again.from,
                                  .what = "retransmitted",
                                  .frame = again.packet + 1});
    }

    wire::Shell shell_around(std::uint16_t connection) const {
        return wire::shell_of(shown_.contains({connection, Step::x224_request}),
                              shown_.contains({connection, Step::client_hello}));
    }

    void host(const HostNote& note) {
        Rung rung{.kind = RungKind::host,
                  .at = note.at,
                  .connection = note.connection,
                  .from = note.from,
                  .what = printable(note.text),
                  .frame = note.packet ? *note.packet + 1 : 0};
        switch (note.kind) {
            case NoteKind::step:
                if (shown_.contains({note.connection, note.step})) return;
                rung.kind = RungKind::inside;
                rung.step = note.step;
                rung.what = name(note.step);
                rung.told = wire::inside_tls(note.step, shell_around(note.connection)) ? "inside TLS"
                                                                                       : "told by the host";
                rung.detail = note.withheld ? "kept back by the fault" : printable(note.text);
                break;
            case NoteKind::bite:
                rung.kind = RungKind::fault;
                rung.step = note.step;
                rung.what = fmt::format("fault at {}", name(note.step));
                rung.detail = printable(note.text);
                break;
            case NoteKind::tls:
                if (std::ranges::any_of(said_.events,
                                        [&](const Event& event) { return event.detail == note.text; }))
                    return;
                rung.what = "TLS: " + rung.what;
                break;
            case NoteKind::malformed:
                rung.what = fmt::format("what the {} sent is malformed: {}", name(note.from), rung.what);
                break;
            case NoteKind::end:
            case NoteKind::info:
                if (note.from == Role::client && closed_for(note.connection)) return;  // that was ours
                rung.what = fmt::format("{} {}", name(note.from), rung.what);
                break;
        }
        out_.rungs.push_back(std::move(rung));
    }

    void wire_deeds() {
        for (const auto& deed : said_.wire)
            out_.rungs.push_back({.kind = RungKind::wire,
                                  .at = deed.at,
                                  .what = printable(deed.says),
                                  .frame = deed.packet + 1});
        const auto& facts = result_.facts;
        const bool middlebox = std::ranges::any_of(
            facts.acted, [](const Acted& one) { return one.text.starts_with("a middlebox"); });
        if (middlebox)
            out_.middle = "middlebox";
        else if (result_.net == "tap" || !said_.wire.empty())
            out_.middle = "wire";
    }

    void client() {
        const auto& facts = result_.facts;
        if (!has_run()) return;
        // What a simulated client takes to start is our own time, not the case's.
        const bool model = result_.net == "simulated";
        const nanoseconds began{model ? nanoseconds{0} : -nanoseconds(facts.lead)};
        auto ended = began + nanoseconds(facts.took);
        // Its time is known to a millisecond, and it sends nothing behind its end.
        for (const auto& event : said_.events)
            if (event.from == Role::client && event.at - ended < std::chrono::milliseconds(2))
                ended = std::max(ended, event.at);
        out_.rungs.insert(out_.rungs.begin(),
                          {.kind = RungKind::client, .at = began, .what = "the client starts"});
        if (facts.limit != Limit::none)
            ended_by_us(ended);
        else if (facts.signal)
            out_.rungs.push_back({.kind = RungKind::client,
                                  .at = ended,
                                  .what = fmt::format("the client dies of signal {}", *facts.signal)});
        else if (facts.exit)
            out_.rungs.push_back({.kind = RungKind::client,
                                  .at = ended,
                                  .what = fmt::format("the client ends with exit status {}", *facts.exit)});
    }

    // Its kernel closes its connections at that moment, and we learn of its end a little later.
    void ended_by_us(nanoseconds known) {
        const auto& facts = result_.facts;
        auto at = known;
        for (const auto& rung : out_.rungs)
            if (rung.kind == RungKind::ours) at = std::min(at, *rung.at);
        out_.rungs.insert(out_.rungs.begin(), {.kind = RungKind::ours,
                                               .at = at,
                                               .what = "badrdp ends the client",
                                               .detail = why_we_ended_it(facts.limit, facts.took)});
    }

    bool has_run() const {
        const auto verdict = result_.judgement.verdict;
        return verdict != Verdict::unsupported && result_.facts.took.count() > 0;
    }

    const Witnesses& said_;
    const CaseResult& result_;
    std::set<std::pair<std::uint16_t, Step>> shown_;  // by packets
    std::uint16_t most_ = 0;
    Ladder out_;
};

}  // namespace

Ladder ladder_of(const Witnesses& witnesses, const CaseResult& result) {
    return CaseLadder(witnesses, result).build();
}

Ladder ladder_of(std::span<const Event> events) {
    Ladder out;
    for (const auto& event : events) {
        out.rungs.push_back(rung_of(event));
        *out.rungs.back().at -= events.front().at;
        out.many |= event.connection != events.front().connection;
    }
    fold(out);
    return out;
}

Ladder ladder_of(std::span<const Step> steps) {
    Ladder out;
    for (const auto step : steps)
        out.rungs.push_back(
            {.from = wire::sender(step), .step = step, .what = std::string(wire::row(step).what)});
    return out;
}

}  // namespace badrdp::harness
