#include "sim/path/path.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/oracle_path.h"
#include "tests/fuzz/planted_path.h"

#ifdef BADRDP_PLANTED
using Target = badrdp::fuzz::planted::PatchesWithoutChecksum;
#else
using Target = badrdp::path::Path;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    fuzz::demand_silence_of(fuzz::about_path<Target>(wire::BytesView(data, size)));
    return 0;
}
