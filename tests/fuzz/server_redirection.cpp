#include "sim/wire/session/server_redirection.h"
#include "sim/wire/session/target_certificate.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Packet = badrdp::fuzz::planted::MisnamesLength;
#else
using Packet = badrdp::wire::ServerRedirection;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Packet>(input));
    demand_silence_of(about_codec<wire::EnhancedServerRedirection>(input));
    demand_silence_of(about_codec<wire::TargetCertificateContainer>(input));
    return 0;
}
