#include "sim/wire/nla/ts_request.h"

#include "sim/wire/nla/early_user_auth.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_auth.h"

#ifdef BADRDP_PLANTED
using Request = badrdp::fuzz::planted::ForgetsNonce;
#else
using Request = badrdp::wire::TsRequest;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    const wire::BytesView input(data, size);
    fuzz::demand_silence_of(fuzz::about_codec<Request>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::TsCredentials>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::TsPasswordCreds>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::EarlyUserAuthResult>(input));
    const auto told = wire::TsRequest::size(input);
    wire::Reader in(input);
    if (wire::TsRequest::read(in) && size <= wire::TsRequest::kMostBytes && (!told || *told != size))
        fuzz::demand_silence_of("reads a message and does not know its size");
    return 0;
}
