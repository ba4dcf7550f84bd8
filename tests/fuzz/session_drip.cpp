#include "sim/link/session.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_session.h"
#include "tests/fuzz/session_play.h"
#include "tests/sim/auth/legacy.h"

#ifdef BADRDP_PLANTED
using Session = badrdp::fuzz::planted::BytesBuyTime;
#else
using Session = badrdp::link::Session;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    static const test::LegacyProvider legacy;
    fuzz::demand_silence_of(fuzz::about_drip<Session>({data, size}));
    return 0;
}
