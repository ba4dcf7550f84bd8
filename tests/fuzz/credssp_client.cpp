#include "sim/auth/credssp_client.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/oracle_auth.h"
#include "tests/fuzz/planted_auth.h"
#include "tests/sim/auth/legacy.h"

#ifdef BADRDP_PLANTED
using Client = badrdp::fuzz::planted::IgnoresErrors;
#else
using Client = badrdp::auth::CredSspClient;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    static const test::LegacyProvider legacy;
    for (std::size_t before = 0; before < 2; ++before)
        fuzz::demand_silence_of(fuzz::about_client<Client>({data, size}, before));
    return 0;
}
