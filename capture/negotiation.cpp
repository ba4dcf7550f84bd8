#include "capture/negotiation.h"

#include <utility>

#include "capture/finding.h"
#include "sim/wire/io/joined_text.h"

namespace badrdp::capture {

namespace {

// "failureCode 0x5 (HYBRID_REQUIRED_BY_SERVER)".
std::string named_number(std::string_view field, std::uint32_t number, std::string_view name) {
    return wire::joined_text({field, " 0x", wire::Digits(number, 16), " (", name, ")"});
}

}  // namespace

std::string request_detail(const wire::ConnectionRequest& request) {
    std::string detail = "no rdpNegReq";
    if (const auto& asked = request.rdp_neg_req)
        detail = named_number("requestedProtocols", std::to_underlying(asked->requested_protocols),
                              wire::protocols_text(asked->requested_protocols));
    if (request.cookie) detail = wire::joined_text({detail, ", cookie ", printable(*request.cookie)});
    if (request.routing_token)
        detail = wire::joined_text({detail, ", routing token ", printable(*request.routing_token)});
    return detail;
}

std::string confirm_detail(const wire::ConnectionConfirm& confirm) {
    if (const auto* chosen = std::get_if<wire::RdpNegRsp>(&confirm.negotiation))
        return named_number("selectedProtocol", std::to_underlying(chosen->selected_protocol),
                            wire::protocols_text(chosen->selected_protocol));
    if (const auto* failure = std::get_if<wire::RdpNegFailure>(&confirm.negotiation))
        return named_number("failureCode", std::to_underlying(failure->failure_code),
                            wire::failure_text(failure->failure_code));
    return "no negotiation data";
}

void note_request(const wire::ConnectionRequest& request, Connection& facts) {
    facts.cookie = request.cookie.value_or("");
    facts.routing_token = request.routing_token.value_or("");
    if (!request.rdp_neg_req) return;
    facts.requested_protocols = request.rdp_neg_req->requested_protocols;
    facts.request_flags = request.rdp_neg_req->flags;
}

void note_confirm(const wire::ConnectionConfirm& confirm, Connection& facts) {
    if (const auto* chosen = std::get_if<wire::RdpNegRsp>(&confirm.negotiation)) {
        facts.selected_protocol = chosen->selected_protocol;
        facts.response_flags = chosen->flags;
    }
    if (const auto* failure = std::get_if<wire::RdpNegFailure>(&confirm.negotiation))
        facts.failure_code = std::to_underlying(failure->failure_code);
}

}  // namespace badrdp::capture
