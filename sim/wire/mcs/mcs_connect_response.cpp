#include "sim/wire/mcs/mcs_connect_response.h"

#include "sim/wire/mcs/mcs_connect_names.h"

namespace badrdp::wire {
namespace {

constexpr BerValueNames kResult{"mcs.result.tag", "mcs.result.length", "mcs.result"};
constexpr BerValueNames kCalledId{"mcs.calledConnectId.tag", "mcs.calledConnectId.length",
                                  "mcs.calledConnectId"};

McsConnectResponse::Details read_details(Reader& in) {
    McsConnectResponse::Details details;
    details.called_connect_id = read_ber_integer(in, kCalledId);
    details.domain_parameters = DomainParameters::read(in, kDomainParameters);
    auto user_data = read_ber(in, kMcsUserData, ber_tag::octet_string, details.user_data_form);
    if (auto conference = ConferenceCreateResponse::read(user_data))
        details.conference = std::move(*conference);
    in.adopt_all(user_data, kMcsUserData.length);
    return details;
}

void write_details(Writer& out, const McsConnectResponse::Details& details) {
    Writer user_data;
    details.conference.write(user_data);
    write_ber_integer(out, kCalledId, details.called_connect_id);
    details.domain_parameters.write(out, kDomainParameters);
    write_ber(out, kMcsUserData, ber_tag::octet_string, details.user_data_form, user_data);
}

}  // namespace

Expected<McsConnectResponse> McsConnectResponse::read(Reader& in) {
    McsConnectResponse pdu;
    auto body = read_ber(in, kMcsConnect, ber_tag::connect_response, pdu.form);
    pdu.result = read_ber_byte(body, kResult, ber_tag::enumerated);
    pdu.details.reset();
    if (pdu.result == kSuccessful || body.remaining() > 0) pdu.details = read_details(body);
    in.adopt_all(body, kMcsConnect.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void McsConnectResponse::write(Writer& out) const {
    Writer body;
    write_ber_byte(body, kResult, ber_tag::enumerated, result);
    if (details) write_details(body, *details);
    write_ber(out, kMcsConnect, ber_tag::connect_response, form, body);
}

}  // namespace badrdp::wire
