#include "sim/wire/session/save_session_info.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Info = badrdp::fuzz::planted::RecountsLength;
#else
using Info = badrdp::wire::SaveSessionInfo;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Info>(input));
    return 0;
}
