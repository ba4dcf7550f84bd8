#include "sim/auth/credssp_server.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/oracle_auth.h"
#include "tests/fuzz/planted_auth.h"
#include "tests/sim/auth/legacy.h"

#ifdef BADRDP_PLANTED
using Server = badrdp::fuzz::planted::FailsOpenServer;
#else
using Server = badrdp::auth::CredSspServer;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    static const test::LegacyProvider legacy;
    for (std::size_t before = 0; before < 3; ++before)
        fuzz::demand_silence_of(fuzz::about_server<Server>({data, size}, before));
    return 0;
}
