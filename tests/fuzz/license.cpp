#include "sim/wire/license/license_exchange.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Error = badrdp::fuzz::planted::RetypesBlob;
#else
using Error = badrdp::wire::LicenseError;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Error>(input));
    demand_silence_of(about_codec<wire::ServerLicenseRequest>(input));
    demand_silence_of(about_codec<wire::ClientNewLicenseRequest>(input));
    demand_silence_of(about_codec<wire::ClientLicenseInfo>(input));
    demand_silence_of(about_codec<wire::ServerPlatformChallenge>(input));
    demand_silence_of(about_codec<wire::ClientPlatformChallengeResponse>(input));
    demand_silence_of(about_codec<wire::ServerNewLicense>(input));
    demand_silence_of(about_codec<wire::PlatformChallengeResponseData>(input));
    demand_silence_of(about_codec<wire::NewLicenseInfo>(input));
    return 0;
}
