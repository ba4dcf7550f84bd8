#include "sim/wire/x224/framer.h"

#include "sim/wire/x224/tpkt.h"
#include "sim/wire/x224/x224_data.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/framings.h"
#include "tests/fuzz/planted.h"

#ifdef BADRDP_PLANTED
using Framer = badrdp::fuzz::planted::ForgetsBetweenReads<badrdp::fuzz::In<badrdp::wire::Framing::tpkt>>;
#else
using Framer = badrdp::fuzz::In<badrdp::wire::Framing::tpkt>;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    const wire::BytesView input(data, size);
    fuzz::demand_silence_of(fuzz::about_codec<wire::Tpkt>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::X224Data>(input));
    fuzz::demand_silence_of(fuzz::about_every_framing<Framer>(input));
    wire::step_of_data(input);
    return 0;
}
