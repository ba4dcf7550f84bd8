#include "sim/wire/x224/preconnection.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Pdu = badrdp::fuzz::planted::CutsMachine;
#else
using Pdu = badrdp::wire::Preconnection;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Pdu>(input));
    static_cast<void>(wire::begins_preconnection(input));
    wire::Reader in(input);
    if (const auto pdu = wire::Preconnection::read(in)) static_cast<void>(wire::preconnection_text(*pdu));
    return 0;
}
