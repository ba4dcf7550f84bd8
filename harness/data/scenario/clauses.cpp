#include "harness/data/scenario/clauses.h"

#include <array>
#include <string_view>

#include "harness/data/contains.h"
#include "harness/data/scenario/key_writer.h"
#include "harness/data/scenario/scenario_keys.h"

namespace badrdp::harness {

std::vector<std::string> clauses_of(const Demand& demand) {
    constexpr std::array<std::string_view, 3> kNoClause{"why", "connection", "unrequested"};
    std::vector<std::string> out;
    for (auto& line : lines_of(demand, [](auto&v, const auto&all) { visit_demand(v, all); }))
        if (!contains(kNoClause, std::string_view(line.key))) out.push_back(std::move(line.key));
    return out;
}

}  // namespace badrdp::harness
