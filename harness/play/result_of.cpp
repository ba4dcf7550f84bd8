#include <fmt/core.h>

#include <algorithm>

#include "harness/play/evidence.h"
#include "harness/play/player.h"

namespace badrdp::harness {

std::filesystem::path folder_of(const CaseOrder& order) {
    auto scenario = order.scenario->name;
    if (!order.scenario->variant.empty()) scenario += "." + order.scenario->variant;
    auto leaf = order.client->name() + "." + order.options;
    if (order.net == Net::tap && !order.scenario->needs_network()) leaf += ".tap";
    if (order.last_round) leaf += ".last";
    if (order.play > 1) leaf += fmt::format(".{}", order.play);
    return std::filesystem::path(scenario) / leaf;
}

CaseResult blank_result(const CaseOrder& order) {
    const auto& scenario = *order.scenario;
    CaseResult result;
    result.scenario = scenario.id();
    result.name = scenario.name;
    result.variant = scenario.variant;
    result.phase = scenario.phase();
    result.title = scenario.title;
    result.why = scenario.why;
    result.approximate = scenario.approximate;
    result.file = scenario.file.generic_string();
    result.tags = scenario.tags;
    result.client = order.client->name();
    result.version = order.client->version;
    result.options = order.options;
    result.healthy = scenario.healthy();
    result.last_round = order.last_round;
    result.facts.acted = to_act(scenario);
    result.net = name(order.net);
    result.dir = folder_of(order);
    return result;
}

}  // namespace badrdp::harness
