#include "sim/wire/mcs/mcs_connect_initial.h"

#include "sim/wire/mcs/mcs_connect_names.h"

namespace badrdp::wire {
namespace {

constexpr BerValueNames kCalling{"mcs.callingDomainSelector.tag", "mcs.callingDomainSelector.length",
                                 "mcs.callingDomainSelector"};
constexpr BerValueNames kCalled{"mcs.calledDomainSelector.tag", "mcs.calledDomainSelector.length",
                                "mcs.calledDomainSelector"};
constexpr BerValueNames kUpward{"mcs.upwardFlag.tag", "mcs.upwardFlag.length", "mcs.upwardFlag"};

}  // namespace

Expected<McsConnectInitial> McsConnectInitial::read(Reader& in) {
    McsConnectInitial pdu;
    auto body = read_ber(in, kMcsConnect, ber_tag::connect_initial, pdu.form);
    pdu.calling_domain_selector = read_ber_octets(body, kCalling);
    pdu.called_domain_selector = read_ber_octets(body, kCalled);
    pdu.upward_flag = read_ber_byte(body, kUpward, ber_tag::boolean);
    pdu.target_parameters = DomainParameters::read(body, kTargetParameters);
    pdu.minimum_parameters = DomainParameters::read(body, kMinimumParameters);
    pdu.maximum_parameters = DomainParameters::read(body, kMaximumParameters);
    auto user_data = read_ber(body, kMcsUserData, ber_tag::octet_string, pdu.user_data_form);
    if (auto conference = ConferenceCreateRequest::read(user_data)) pdu.conference = std::move(*conference);
    body.adopt_all(user_data, kMcsUserData.length);
    in.adopt_all(body, kMcsConnect.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void McsConnectInitial::write(Writer& out) const {
    Writer user_data;
    conference.write(user_data);
    Writer body;
    write_ber_octets(body, kCalling, calling_domain_selector);
    write_ber_octets(body, kCalled, called_domain_selector);
    write_ber_byte(body, kUpward, ber_tag::boolean, upward_flag);
    target_parameters.write(body, kTargetParameters);
    minimum_parameters.write(body, kMinimumParameters);
    maximum_parameters.write(body, kMaximumParameters);
    write_ber(body, kMcsUserData, ber_tag::octet_string, user_data_form, user_data);
    write_ber(out, kMcsConnect, ber_tag::connect_initial, form, body);
}

}  // namespace badrdp::wire
