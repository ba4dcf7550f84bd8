#include "sim/link/describe.h"

#include <fmt/core.h>

#include "sim/wire/nla/nego_text.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/sequence/sequence.h"
#include "sim/wire/x224/preconnection.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::link {

using namespace wire;

namespace {

// What a peer sends is hostile: no control bytes and no page of text in a log line.
std::string printable(std::string_view text) {
    constexpr std::size_t longest = 64;
    std::string out;
    for (const char c : text.substr(0, longest)) out += c >= ' ' && c <= '~' ? c : '?';
    if (text.size() > longest) out += fmt::format("... ({} bytes)", text.size());
    return out;
}

std::string describe_request(BytesView message) {
    Reader in(message);
    const auto request = ConnectionRequest::read(in);
    if (!request) return "malformed: " + to_string(request.error());
    auto text = request->rdp_neg_req
                    ? "requestedProtocols " + protocols_text(request->rdp_neg_req->requested_protocols)
                    : std::string("no rdpNegReq");
    if (request->rdp_neg_req && request->rdp_neg_req->flags != 0)
        text += ", flags " + request_flags_text(request->rdp_neg_req->flags);
    if (request->cookie) text += ", cookie " + printable(*request->cookie);
    if (request->routing_token) text += ", routing token";
    if (request->rdp_correlation_info) text += ", correlation info";
    return text;
}

std::string describe_confirm(BytesView message) {
    Reader in(message);
    const auto confirm = ConnectionConfirm::read(in);
    if (!confirm) return "malformed: " + to_string(confirm.error());
    if (const auto* response = std::get_if<RdpNegRsp>(&confirm->negotiation))
        return fmt::format("selectedProtocol {}, flags {}", protocols_text(response->selected_protocol),
                           response_flags_text(response->flags));
    if (const auto* failure = std::get_if<RdpNegFailure>(&confirm->negotiation))
        return "RDP_NEG_FAILURE " + failure_text(failure->failure_code);
    return "no negotiation data, so Standard RDP Security";
}

std::string describe_preconnection(BytesView message) {
    Reader in(message);
    const auto pdu = Preconnection::read(in);
    return pdu ? printable(preconnection_text(*pdu)) : "malformed: " + to_string(pdu.error());
}

std::string describe_rdstls_response(BytesView message) {
    Reader in(message);
    const auto response = RdstlsResponse::read(in);
    return response ? rdstls_result_text(response->result_code) : "malformed: " + to_string(response.error());
}

std::string describe_aad_result(BytesView message) {
    Reader in(message);
    const auto result = AadResult::read(in);
    return result ? aad_result_text(result->authentication_result)
                  : "malformed: " + to_string(result.error());
}

}  // namespace

std::string describe(Step step, BytesView message) {
    if (step == Step::preconnection) return describe_preconnection(message);
    if (step == Step::x224_request) return describe_request(message);
    if (step == Step::x224_confirm) return describe_confirm(message);
    if (step == Step::rdstls_response) return describe_rdstls_response(message);
    if (step == Step::aad_result) return describe_aad_result(message);
    // Sealed parts stay sealed: what is told of them is that they are there.
    if (layer(step) == Layer::credssp && step != Step::early_user_auth) return ts_request_text(message);
    return {};
}

}  // namespace badrdp::link
