#include "sim/wire/rdstls/rdstls.h"

#include "sim/wire/rdsaad/rdsaad.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Request = badrdp::fuzz::planted::CutsPassword;
#else
using Request = badrdp::wire::RdstlsRequest;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Request>(input));
    demand_silence_of(about_codec<wire::RdstlsCapabilities>(input));
    demand_silence_of(about_codec<wire::RdstlsResponse>(input));
    static_cast<void>(wire::rdstls_step(input));
    demand_silence_of(about_codec<wire::AadNonce>(input));
    demand_silence_of(about_codec<wire::AadRequest>(input));
    demand_silence_of(about_codec<wire::AadResult>(input));
    static_cast<void>(wire::rdsaad_step(input));
    static_cast<void>(wire::rdsaad_length(input));
    static_cast<void>(wire::AadAssertion::read({reinterpret_cast<const char*>(data), size}));
    return 0;
}
