#include "harness/diagnose/both_sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;

struct Sides {
    std::vector<Side> sides;
    std::unordered_multimap<std::uint64_t, std::size_t> by_token;
};

Sides sides_of(const SidesOf& file) {
    Sides out;
    for (const auto& talk : file.survey->talks) {
        out.sides.push_back({&talk, file.segments->of(talk), file.survey->first, file.survey->last});
        for (const auto token : tokens_of(out.sides.back()))
            out.by_token.emplace(token, out.sides.size() - 1);
    }
    return out;
}

// So many conversations with one token are looked at: whoever makes more of them wants to keep us busy.
constexpr std::size_t kMostPartners = 16;

std::optional<std::size_t> partner_of(const Side& side, const Sides& others,
                                      const std::set<std::size_t>& taken) {
    for (const auto token : tokens_of(side)) {
        const auto [begin, end] = others.by_token.equal_range(token);
        std::size_t looks = 0;
        for (auto it = begin; it != end && looks < kMostPartners; ++it, ++looks)
            if (!taken.contains(it->second) && is_one_conversation(side, others.sides[it->second]))
                return it->second;
    }
    return std::nullopt;
}

// Which file is nearer the client: as most of their common conversations say, else the one that was named
// first.
bool first_is_client(const Sides& a, const Sides& b,
                     const std::vector<std::pair<std::size_t, std::size_t>>& met) {
    int votes = 0;
    for (const auto& [one, other] : met)
        if (const auto role = nearer(a.sides[one], b.sides[other])) votes += *role == Role::client ? 1 : -1;
    return votes >= 0;
}

// A SYN that nobody answers, and no packet of it on the side of a host whose file was being written
// meanwhile.
void add_missing(const std::vector<SidesOf>& files, std::size_t client, std::size_t host, const Sides& sides,
                 const Sides& others, const std::set<std::size_t>& met,
                 const std::optional<ClockBounds>& clock, std::vector<BothSides>& out) {
    for (std::size_t i = 0; i < sides.sides.size(); ++i) {
        const auto& talk = *sides.sides[i].talk;
        const auto& found = (*files[client].talks)[i];
        if (met.contains(i) || found.state != HealthState::failed || talk.server.frames != 0) continue;
        const bool host_is_there = std::ranges::any_of(others.sides, [&](const Side& other) {
            return other.talk->server.at.address == talk.server.at.address && other.talk->server.frames > 0;
        });
        const std::chrono::duration<double> ahead(clock ? clock->middle() : 0);
        const auto& survey = *files[host].survey;
        const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(ahead);
        const bool covered =
            talk.client.first.at + nanos >= survey.first.at && talk.client.last.at + nanos <= survey.last.at;
        if (!host_is_there || !covered) continue;
        BothSides one{.client_file = client, .client_talk = i, .host_file = host, .found = found};
        one.meeting.clock = clock;
        one.says = {"No packet of this conversation arrives on the host's side, where others do."};
        one.found.causes = {{.cause = "C13",
                             .scenarios = {"path/syn-dropped"},
                             .certainty = clock ? Certainty::certain : Certainty::likely}};
        one.found.causes[0].evidence = {
            {talk.client.syn.frame,
             fmt::format("sent {} times, and on the host's side it never arrives", talk.facts.syns)}};
        one.found.alike = 0;
        for (const auto& other : found.causes)
            if (other.cause != "C13")
                one.found.causes[0].rules_out.push_back({other.cause, 0, "the host never met this SYN"});
        out.push_back(std::move(one));
    }
}

std::optional<ClockBounds> narrowed(std::optional<ClockBounds> a, const std::optional<ClockBounds>& b) {
    if (!a || !b) return a ? a : b;
    const ClockBounds both{std::max(a->least, b->least), std::min(a->most, b->most)};
    return both.least <= both.most ? both : *a;  // clocks drift
}

void add_pair(const std::vector<SidesOf>& files, std::size_t i, std::size_t j, const Sides& a, const Sides& b,
              std::vector<BothSides>& out) {
    std::vector<std::pair<std::size_t, std::size_t>> met;
    std::set<std::size_t> taken;
    for (std::size_t one = 0; one < a.sides.size(); ++one)
        if (const auto other = partner_of(a.sides[one], b, taken)) {
            met.emplace_back(one, *other);
            taken.insert(*other);
        }
    const bool straight = first_is_client(a, b, met);
    const auto& [near, far] = straight ? std::tie(a, b) : std::tie(b, a);
    const auto client = straight ? i : j, host = straight ? j : i;
    std::set<std::size_t> done;
    std::optional<ClockBounds> clock;
    for (const auto& [one, other] : met) {
        const auto here = straight ? one : other, there = straight ? other : one;
        done.insert(here);
        BothSides both{.client_file = client, .client_talk = here, .host_file = host, .host_talk = there};
        both.meeting = meet(near.sides[here], far.sides[there]);
        both.found = judge_both(far.sides[there], both.meeting, (*files[client].talks)[here], both.says);
        both.found.next.clear();
        add_checks(both.found, capture::to_text(near.sides[here].talk->server.at));
        clock = narrowed(clock, both.meeting.clock);
        out.push_back(std::move(both));
    }
    add_missing(files, client, host, near, far, done, clock, out);
}

}  // namespace

std::vector<BothSides> both_sides(const std::vector<SidesOf>& files) {
    std::vector<BothSides> out;
    std::vector<Sides> all;
    for (const auto& file : files) all.push_back(sides_of(file));
    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t j = i + 1; j < files.size(); ++j) add_pair(files, i, j, all[i], all[j], out);
    std::ranges::stable_sort(out, {}, [](const BothSides& one) {
        return std::tuple(one.client_file, one.client_talk, one.host_file);
    });
    return out;
}

}  // namespace badrdp::harness::diagnosis
