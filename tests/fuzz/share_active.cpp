#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/demand_active.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Confirm = badrdp::fuzz::planted::DropsSets;
#else
using Confirm = badrdp::wire::ConfirmActive;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Confirm>(input));
    demand_silence_of(about_codec<wire::DemandActive>(input));
    return 0;
}
