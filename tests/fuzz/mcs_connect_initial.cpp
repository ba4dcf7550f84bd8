#include "sim/wire/mcs/mcs_connect_initial.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/in_packet.h"
#include "tests/fuzz/planted_mcs.h"

#ifdef BADRDP_PLANTED
using Initial = badrdp::fuzz::planted::LosesUnknownBlocks;
#else
using Initial = badrdp::wire::McsConnectInitial;
#endif

namespace {

using namespace badrdp;
using fuzz::about_codec;
using fuzz::demand_silence_of;

}  // namespace

// The layers are asked one by one as well: lengths that enclose each other keep most mutations from the inner
// ones. Where those begin in a packet is a matter of where its key is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    demand_silence_of(about_codec<fuzz::InPacket<Initial>>(input));
    demand_silence_of(about_codec<Initial>(input));
    demand_silence_of(about_codec<wire::ConferenceCreateRequest>(input));
    constexpr std::string_view key = "Duca";
    const auto found = std::ranges::search(input, key);
    for (const std::size_t length_bytes : {1uz, 2uz})
        if (const auto behind = static_cast<std::size_t>(found.end() - input.begin()) + length_bytes;
            behind <= size)
            demand_silence_of(about_codec<wire::ClientData>(input.subspan(behind)));
    return 0;
}
