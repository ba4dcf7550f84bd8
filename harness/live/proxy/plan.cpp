#include "harness/live/proxy/plan.h"

#include <fmt/format.h>

#include "harness/live/proxy/inside_by_size.h"

namespace badrdp::harness {

using wire::Step;

std::string why_not_on_the_way(const fault::Fault& fault, bool terminates) {
    const auto& verb = fault::verb(fault.deed);
    const auto step = fault.step;
    if (std::holds_alternative<fault::Say>(fault.deed))
        return "'say' makes a message that was never said: only its sender can";
    if (step < Step::x224_request)
        return fmt::format(
            "at '{}' nothing has passed yet; the first step that carries anything is x224_request",
            name(step));
    if (step <= Step::tls_finished) return {};
    if (terminates) return {};
    if (std::holds_alternative<fault::SetField>(fault.deed))
        return fmt::format("fields of '{}' are inside TLS; --terminate opens TLS", name(step));
    if (!can_be_told_by_size(step))
        return fmt::format("'{}' passes inside TLS, and nothing tells it by its size; --terminate opens TLS",
                           name(step));
    if (verb.stage == fault::Stage::pdu && !std::holds_alternative<fault::Omit>(fault.deed))
        return fmt::format(
            "'{}' makes another message of one that is sealed inside TLS; --terminate opens TLS", verb.name);
    return {};
}

}  // namespace badrdp::harness
