#include "sim/wire/names/mcs_samples.h"

#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/security/server_certificate.h"

namespace badrdp::wire {
namespace {

McsConnectInitial full_initial() {
    ClientCoreData core;
    core.desktop_physical_width = 0;
    core.desktop_physical_height = 0;
    core.desktop_orientation = 0;
    core.desktop_scale_factor = 100;
    core.device_scale_factor = 100;
    McsConnectInitial initial;
    initial.conference.client_data.blocks = {
        core,
        ClientClusterData{},
        ClientSecurityData{},
        ClientNetworkData{.channels = {channel_def("rdpdr", 0)}},
        ClientMonitorData{.monitors = {MonitorDef{}}},
        ClientMessageChannelData{},
        ClientMultitransportData{},
        ClientMonitorExtendedData{.monitors = {MonitorAttributes{}}},
    };
    return initial;
}

McsConnectResponse full_response(const Bytes& certificate) {
    ServerCoreData core;
    core.early_capability_flags = 0;
    McsConnectResponse response;
    response.details->conference.server_data.blocks = {
        core,
        ServerNetworkData{.channel_ids = {1004}},
        ServerMessageChannelData{},
        ServerMultitransportData{},
        ServerSecurityData{.encryption_method = EncryptionMethod::rc4_40,
                           .encryption_level = EncryptionLevel::low,
                           .keys = ServerKeys{.server_random = Bytes(ServerKeys::kRandomSize),
                                              .server_certificate = certificate}},
    };
    return response;
}

// Any key does: it is its fields that are wanted.
Bytes proprietary_certificate() {
    Writer out;
    ProprietaryCertificate{.public_key = {.modulus = Bytes(64, 1)}, .signature = Bytes(72)}.write(out);
    return out.bytes;
}

Bytes x509_chain() {
    Writer out;
    X509Chain{.certificates = {Bytes(1)}, .padding = Bytes(12)}.write(out);
    return out.bytes;
}

}  // namespace

std::vector<Writer> mcs_samples(Step step) {
    switch (step) {
        case Step::mcs_connect_initial: return {to_packet(full_initial())};
        case Step::mcs_connect_response:
            return {to_packet(full_response(proprietary_certificate())),
                    to_packet(full_response(x509_chain())), to_packet(full_response(Bytes(1)))};
        case Step::erect_domain: return {to_packet(ErectDomainRequest{})};
        case Step::attach_user_request: return {to_packet(AttachUserRequest{})};
        case Step::attach_user_confirm: return {to_packet(AttachUserConfirm{.initiator = kFirstMcsUser})};
        case Step::channel_join_request: return {to_packet(ChannelJoinRequest{})};
        case Step::channel_join_confirm: return {to_packet(ChannelJoinConfirm{.channel_id = kFirstMcsUser})};
        case Step::disconnect_ultimatum: return {to_packet(DisconnectProviderUltimatum{})};
        default: return {};
    }
}

}  // namespace badrdp::wire
