#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/multitransport.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Request = badrdp::fuzz::planted::AnswersAnything;
#else
using Request = badrdp::wire::AutoDetectRequest;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Request>(input));
    demand_silence_of(about_codec<wire::AutoDetectResponse>(input));
    demand_silence_of(about_codec<wire::MultitransportRequest>(input));
    demand_silence_of(about_codec<wire::MultitransportResponse>(input));
    demand_silence_of(about_codec<wire::Heartbeat>(input));
    return 0;
}
