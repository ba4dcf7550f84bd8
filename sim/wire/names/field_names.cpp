#include "sim/wire/names/field_names.h"

#include <algorithm>

#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/names/credssp_samples.h"
#include "sim/wire/names/mcs_samples.h"
#include "sim/wire/names/share_samples.h"
#include "sim/wire/names/written.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"
#include "sim/wire/x224/preconnection.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::wire {

namespace {

// The user data and what is around it; under Standard RDP Security a signed header, whatever the step.
std::vector<Writer> in_send_data(Step step) {
    auto all = share_samples(step);
    if (all.empty()) return all;
    for (auto& body : all) body = send_data_packet(sender(step), kFirstMcsUser, 1003, body);
    for (const auto& header : {written(SignedSecurityHeader{}), written(FipsSecurityHeader{})})
        all.push_back(header);
    return all;
}

// Asked of the writers themselves: a list of names beside them would one day say something else.
std::vector<Writer> samples(Step step) {
    switch (step) {
        case Step::preconnection: return {written(Preconnection{.pcb = Bytes{}})};
        case Step::x224_request:
            return {to_writer(ConnectionRequest{.routing_token = "",
                                                .cookie = "",
                                                .rdp_neg_req = RdpNegReq{},
                                                .rdp_correlation_info = RdpCorrelationInfo{}})};
        case Step::x224_confirm:
            return {to_writer(ConnectionConfirm{.negotiation = RdpNegRsp{}}),
                    to_writer(ConnectionConfirm{.negotiation = RdpNegFailure{}})};
        case Step::client_hello:
        case Step::server_flight: {
            Writer flight;
            TlsRecordHeader{}.write(flight);
            HandshakeHeader{}.write(flight);
            return {flight};
        }
        case Step::early_user_auth: return {written(EarlyUserAuthResult{})};
        case Step::rdstls_capabilities: return {written(RdstlsCapabilities{})};
        case Step::rdstls_request:
            return {written(RdstlsRequest{.credentials = RdstlsPassword{}}),
                    written(RdstlsRequest{.credentials = RdstlsCookie{}})};
        case Step::rdstls_response: return {written(RdstlsResponse{})};
        case Step::aad_nonce: return {written(AadNonce{})};
        case Step::aad_request: return {written(AadRequest{})};
        case Step::aad_result: return {written(AadResult{})};
        default: break;
    }
    auto all = mcs_samples(step);
    for (auto& sample : in_send_data(step)) all.push_back(std::move(sample));
    for (auto& sample : credssp_samples(step)) all.push_back(std::move(sample));
    return all;
}

}  // namespace

std::vector<std::string> field_names(Step step) {
    std::vector<std::string> names;
    for (const auto& sample : samples(step))
        for (const auto& span : sample.fields)
            if (std::ranges::find(names, span.name) == names.end()) names.emplace_back(span.name);
    return names;
}

}  // namespace badrdp::wire
