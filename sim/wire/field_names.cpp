#include "sim/wire/field_names.h"

#include <algorithm>

#include "sim/wire/mcs_samples.h"
#include "sim/wire/tls_handshake.h"
#include "sim/wire/tls_record.h"
#include "sim/wire/x224.h"

namespace badrdp::wire {

namespace {

// Asked of the writers themselves: a list of names beside them would one day say something else.
std::vector<Writer> samples(Step step) {
    switch (step) {
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
        default: return mcs_samples(step);
    }
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
