#include "sim/wire/x224/x224.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted.h"

#ifdef BADRDP_PLANTED
using Confirm = badrdp::fuzz::planted::FailsOpen;
#else
using Confirm = badrdp::wire::ConnectionConfirm;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    badrdp::fuzz::demand_silence_of(badrdp::fuzz::about_codec<Confirm>({data, size}));
    return 0;
}
