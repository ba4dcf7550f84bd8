#include "sim/wire/mcs/mcs_connect_response.h"

#include "sim/wire/security/server_certificate.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/in_packet.h"
#include "tests/fuzz/planted_mcs.h"

#ifdef BADRDP_PLANTED
using Response = badrdp::fuzz::planted::ForgetsOuterLength;
#else
using Response = badrdp::wire::McsConnectResponse;
#endif

namespace {

using namespace badrdp;
using fuzz::about_codec;
using fuzz::demand_silence_of;

}  // namespace

// The layers are asked one by one as well, as those of the initial are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    demand_silence_of(about_codec<fuzz::InPacket<Response>>(input));
    demand_silence_of(about_codec<Response>(input));
    demand_silence_of(about_codec<wire::ConferenceCreateResponse>(input));
    constexpr std::string_view key = "McDn";
    const auto found = std::ranges::search(input, key);
    for (const std::size_t length_bytes : {1uz, 2uz})
        if (const auto behind = static_cast<std::size_t>(found.end() - input.begin()) + length_bytes;
            behind <= size)
            demand_silence_of(about_codec<wire::ServerData>(input.subspan(behind)));
    constexpr std::string_view magic = "RSA1";
    const auto rsa = static_cast<std::size_t>(std::ranges::search(input, magic).begin() - input.begin());
    constexpr std::size_t before_key = 4 + 4 + 4 + 2 + 2;
    if (rsa >= before_key)
        demand_silence_of(about_codec<wire::ProprietaryCertificate>(input.subspan(rsa - before_key)));
    return 0;
}
