#include "tests/fuzz/demand.h"
#include "tests/fuzz/machine_play.h"
#include "tests/fuzz/planted_machine.h"
#include "tests/sim/auth/legacy.h"

#ifdef BADRDP_PLANTED
using Machine = badrdp::fuzz::planted::ForgetsLicense;
#else
using Machine = badrdp::peer::Machine;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    static const test::LegacyProvider legacy;
    fuzz::demand_silence_of(fuzz::about_machine<Machine>({data, size}, wire::Role::client));
    return 0;
}
