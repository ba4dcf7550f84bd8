#include "capture/negotiation.h"

#include <fmt/format.h>

#include <utility>

#include "capture/finding.h"

namespace badrdp::capture {

std::string request_detail(const wire::ConnectionRequest& request) {
    std::string detail = "no rdpNegReq";
    if (const auto& asked = request.rdp_neg_req)
        detail = fmt::format("requestedProtocols {:#x} ({})", std::to_underlying(asked->requested_protocols),
                             wire::protocols_text(asked->requested_protocols));
    if (request.cookie) detail += ", cookie " + printable(*request.cookie);
    if (request.routing_token) detail += ", routing token " + printable(*request.routing_token);
    return detail;
}

std::string confirm_detail(const wire::ConnectionConfirm& confirm) {
    if (const auto* chosen = std::get_if<wire::RdpNegRsp>(&confirm.negotiation))
        return fmt::format("selectedProtocol {:#x} ({})", std::to_underlying(chosen->selected_protocol),
                           wire::protocols_text(chosen->selected_protocol));
    if (const auto* failure = std::get_if<wire::RdpNegFailure>(&confirm.negotiation))
        return fmt::format("failureCode {:#x} ({})", std::to_underlying(failure->failure_code),
                           wire::failure_text(failure->failure_code));
    return "no negotiation data";
}

void note_request(const wire::ConnectionRequest& request, Connection& facts) {
    facts.cookie = request.cookie.value_or("");
    facts.routing_token = request.routing_token.value_or("");
    if (request.rdp_neg_req) facts.requested_protocols = request.rdp_neg_req->requested_protocols;
}

void note_confirm(const wire::ConnectionConfirm& confirm, Connection& facts) {
    if (const auto* chosen = std::get_if<wire::RdpNegRsp>(&confirm.negotiation))
        facts.selected_protocol = chosen->selected_protocol;
    if (const auto* failure = std::get_if<wire::RdpNegFailure>(&confirm.negotiation))
        facts.failure_code = std::to_underlying(failure->failure_code);
}

}  // namespace badrdp::capture
