#include "harness/play/fewest.h"

#include <algorithm>

#include "harness/data/scenario/clauses.h"

namespace badrdp::harness {
namespace {

// A set of kinds of demand, one bit each.
using Kinds = std::uint64_t;

class KindsOfDemand {
public:
    Kinds of(const CaseOrder& order) {
        Kinds out = 0;
        for (const auto& demand : order.scenario->demands)
            if (demand.options == order.options)
                for (const auto& clause : clauses_of(demand)) out |= Kinds{1} << number_of(clause);
        return out;
    }

private:
    std::size_t number_of(const std::string& clause) {
        return known_.emplace(clause, known_.size()).first->second;
    }

    std::map<std::string, std::size_t> known_;
};

struct Choice {
    std::vector<std::size_t> cases{};  // by their places
    milliseconds takes{0};

    Choice with(std::size_t place, milliseconds duration) const {
        auto out = *this;
        out.cases.push_back(place);
        out.takes += duration;
        return out;
    }
    // The places make one of two that are as good the same one in each run.
    auto cost() const { return std::tuple(cases.size(), takes, cases); }
};

using Choices = std::map<Kinds, Choice>;  // the cheapest that holds exactly these

void offer(Choices& among, Kinds kinds, Choice choice) {
    const auto [known, fresh] = among.try_emplace(kinds, choice);
    if (!fresh && choice.cost() < known->second.cost()) known->second = std::move(choice);
}

// What each choice so far becomes with one of this phase's cases or more.
Choices with_phase(const Choices& before, const Choices& candidates) {
    Choices out;
    for (const auto& [kinds, one] : candidates) {
        const auto with_one = [&](const Choices& all) {
            for (const auto& [held, choice] : all)
                offer(out, held | kinds, choice.with(one.cases.front(), one.takes));
        };
        with_one(Choices(out));
        with_one(before);
    }
    return out;
}

}  // namespace

std::vector<CaseOrder> fewest_cases(const std::vector<CaseOrder>& cases, const Durations& durations) {
    KindsOfDemand kinds_of;
    std::map<std::string, Choices> phases;  // of each, the shortest case that holds these kinds
    for (std::size_t i = 0; i < cases.size(); ++i)
        offer(phases[cases[i].scenario->phase()], kinds_of.of(cases[i]),
              Choice{}.with(i, duration_of(cases[i], durations)));
    Choices reached{{0, {}}};
    for (const auto& [phase, candidates] : phases) reached = with_phase(reached, candidates);
    Kinds all = 0;
    for (const auto& [kinds, choice] : reached) all |= kinds;
    auto chosen = reached.at(all).cases;
    std::ranges::sort(chosen);
    std::vector<CaseOrder> out;
    for (const auto place : chosen) out.push_back(cases[place]);
    return out;
}

}  // namespace badrdp::harness
