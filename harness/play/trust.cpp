#include "harness/play/trust.h"

#include <fmt/core.h>

namespace badrdp::harness {
namespace {

bool is_path(std::string_view trusts_from) { return trusts_from.starts_with('/'); }

}  // namespace

bool looks_at_signer(const Scenario& scenario, std::string_view options) {
    return scenario.trusted && (options == "strict" || options == "tofu");
}

std::string cannot_trust(const Client& client) {
    const auto& [name, from] = std::pair(client.adapter.name, client.adapter.trusts_from);
    if (from.empty())
        return fmt::format("{} has no way to be told whom to trust: its adapter lacks trusts_from", name);
    if (!is_path(from)) return {};
    if (best_sandbox_mode() == SandboxMode::process_group)
        return fmt::format("{} trusts what is in {}, which takes a mount namespace to replace", name, from);
    if (client.root.empty() && !std::filesystem::exists(from))
        return fmt::format("{} trusts what is in {}, which is not there: install ca-certificates", name,
                           from);
    return {};
}

void tell_whom_to_trust(const Adapter& adapter, const std::filesystem::path& pem, SandboxOrder& order) {
    if (adapter.trusts_from.empty()) return;
    if (is_path(adapter.trusts_from))
        order.in_place.emplace_back(pem, adapter.trusts_from);
    else
        order.environment.emplace_back(adapter.trusts_from, pem.string());
    order.shows.push_back(pem);
}

}  // namespace badrdp::harness
