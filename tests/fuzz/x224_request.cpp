#include "sim/wire/x224/x224.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted.h"

#ifdef BADRDP_PLANTED
using Request = badrdp::fuzz::planted::ForgetsSource;
#else
using Request = badrdp::wire::ConnectionRequest;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    badrdp::fuzz::demand_silence_of(badrdp::fuzz::about_codec<Request>({data, size}));
    return 0;
}
