#include "sim/wire/session/client_info.h"
#include "sim/wire/security/security_exchange.h"
#include "sim/wire/security/security_header.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Info = badrdp::fuzz::planted::CutsText;
#else
using Info = badrdp::wire::ClientInfo;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Info>(input));
    demand_silence_of(about_codec<wire::SecurityExchange>(input));
    demand_silence_of(about_codec<wire::FipsSecurityHeader>(input));
    return 0;
}
