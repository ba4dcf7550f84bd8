#include "sim/wire/names/field_names.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/tls/tls_flight.h"
#include "sim/wire/x224/x224.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(field_names_of_a_step)

using namespace badrdp::wire;
using badrdp::test::golden;
using badrdp::test::golden_names;

namespace {

using Names = std::set<std::string>;

Names names_of(Step step) {
    const auto names = field_names(step);
    Names unique(names.begin(), names.end());
    BOOST_TEST(unique.size() == names.size());  // each once
    return unique;
}

Names names_in(std::span<const FieldSpan> fields) {
    Names names;
    for (const auto& span : fields) names.emplace(span.name);
    return names;
}

}  // namespace

// The specification's own words [MS-RDPBCGR 2.2.1.1, 2.2.1.1.1, 2.2.1.1.2, X.224 13.3].
BOOST_AUTO_TEST_CASE(a_request_has_the_fields_of_the_specification) {
    const Names expected{"tpkt.version",
                         "tpkt.reserved",
                         "tpkt.length",
                         "x224.li",
                         "x224.code",
                         "x224.dstRef",
                         "x224.srcRef",
                         "x224.classOptions",
                         "routingToken",
                         "cookie",
                         "rdpNegReq.type",
                         "rdpNegReq.flags",
                         "rdpNegReq.length",
                         "rdpNegReq.requestedProtocols",
                         "rdpCorrelationInfo.type",
                         "rdpCorrelationInfo.flags",
                         "rdpCorrelationInfo.length",
                         "rdpCorrelationInfo.correlationId",
                         "rdpCorrelationInfo.reserved"};
    BOOST_TEST((names_of(Step::x224_request) == expected));
}

BOOST_AUTO_TEST_CASE(every_field_of_a_real_packet_has_a_name_in_the_list) {
    const auto request_names = names_of(Step::x224_request);
    for (const auto& name : golden_names("request-")) {
        const auto bytes = golden(name);
        Reader in(bytes);
        BOOST_REQUIRE(ConnectionRequest::read(in));
        for (const auto& field : names_in(in.fields())) BOOST_TEST(request_names.contains(field), field);
    }
    const auto confirm_names = names_of(Step::x224_confirm);
    Names seen;
    for (const auto& name : golden_names("confirm-")) {
        const auto bytes = golden(name);
        Reader in(bytes);
        BOOST_REQUIRE(ConnectionConfirm::read(in));
        seen.merge(names_in(in.fields()));
    }
    BOOST_TEST((seen == confirm_names));  // and none that no server ever sends
}

BOOST_AUTO_TEST_CASE(the_names_of_a_tls_flight_are_those_that_a_real_flight_is_given) {
    for (const auto step : {Step::client_hello, Step::server_flight}) {
        const auto* prefix = step == Step::client_hello ? "client-hello-" : "server-flight-tls";
        for (const auto& name : golden_names(prefix)) {
            BOOST_TEST_CONTEXT(name) {
                BOOST_TEST((names_in(name_tls_flight(golden(name)).fields) == names_of(step)));
            }
        }
    }
}

// Names of MS-RDPBCGR 2.2.1.3.2 and 2.2.1.3.3.
BOOST_AUTO_TEST_CASE(a_connect_initial_has_fields_of_all_its_layers) {
    const auto names = names_of(Step::mcs_connect_initial);
    for (const auto* name :
         {"tpkt.length", "x224.li", "mcs.length", "mcs.targetParameters.maxChannelIds", "gcc.h221Key",
          "clientCoreData.serverSelectedProtocol", "clientCoreData.deviceScaleFactor",
          "clientSecurityData.encryptionMethods", "clientNetworkData.channelCount", "monitorDef.left"})
        BOOST_TEST(names.contains(name), name);
}

// Names of MS-RDPBCGR 2.2.1.4.2 to 2.2.1.4.6.
BOOST_AUTO_TEST_CASE(a_connect_response_has_fields_of_all_its_layers) {
    const auto names = names_of(Step::mcs_connect_response);
    for (const auto* name :
         {"tpkt.length", "mcs.result", "mcs.domainParameters.maxMCSPDUsize", "gcc.connectPDU.length",
          "gcc.userData.length", "serverCoreData.clientRequestedProtocols",
          "serverSecurityData.serverRandomLen", "serverSecurityData.serverCertificate", "rsaPublicKey.bitlen",
          "serverNetworkData.Pad", "serverMessageChannelData.MCSChannelID"})
        BOOST_TEST(names.contains(name), name);
}

template <class Pdu>
void check_names(Step step, std::string_view prefix) {
    const auto names = names_of(step);
    for (const auto& golden_name : golden_names(prefix)) {
        const auto bytes = golden(golden_name);
        Reader in(bytes);
        BOOST_REQUIRE(read_packet<Pdu>(in));
        for (const auto& field : names_in(in.fields())) BOOST_TEST(names.contains(field), field);
    }
}

BOOST_AUTO_TEST_CASE(every_field_of_a_real_mcs_packet_has_a_name_in_the_list) {
    check_names<McsConnectInitial>(Step::mcs_connect_initial, "mcs-connect-initial-");
    check_names<McsConnectResponse>(Step::mcs_connect_response, "mcs-connect-response-");
    check_names<ErectDomainRequest>(Step::erect_domain, "mcs-erect-domain-");
    check_names<AttachUserRequest>(Step::attach_user_request, "mcs-attach-user-request-");
    check_names<AttachUserConfirm>(Step::attach_user_confirm, "mcs-attach-user-confirm-");
    check_names<ChannelJoinRequest>(Step::channel_join_request, "mcs-channel-join-request-");
    check_names<ChannelJoinConfirm>(Step::channel_join_confirm, "mcs-channel-join-confirm-");
}

BOOST_AUTO_TEST_CASE(a_step_that_is_no_pdu_of_ours_has_none) {
    BOOST_TEST(field_names(Step::tcp_connect).empty());
    BOOST_TEST(field_names(Step::active).empty());
}

BOOST_AUTO_TEST_SUITE_END()
