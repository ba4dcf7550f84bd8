#include "sim/wire/mcs/mcs_domain.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/in_packet.h"
#include "tests/fuzz/planted_mcs.h"

#ifdef BADRDP_PLANTED
using Attached = badrdp::fuzz::planted::HalvesResult;
#else
using Attached = badrdp::wire::AttachUserConfirm;
#endif

namespace {

using namespace badrdp;

template <class... Pdus>
void judge(wire::BytesView packet, wire::BytesView part) {
    (fuzz::demand_silence_of(fuzz::about_codec<fuzz::InPacket<Pdus>>(packet)), ...);
    (fuzz::demand_silence_of(fuzz::about_codec<Pdus>(part)), ...);
}

}  // namespace

// What follows the headers is asked as well as the packet, whose length hardly a mutation leaves right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    const auto headers = std::min(size, wire::Tpkt::kSize + wire::X224Data::kSize);
    judge<wire::ErectDomainRequest, wire::AttachUserRequest, Attached, wire::ChannelJoinRequest,
          wire::ChannelJoinConfirm, wire::DisconnectProviderUltimatum, wire::SendData>(
        input, input.subspan(headers));
    wire::step_of_data(input);
    return 0;
}
