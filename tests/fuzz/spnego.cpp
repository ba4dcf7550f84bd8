#include "sim/wire/nla/spnego.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_auth.h"

#ifdef BADRDP_PLANTED
using Resp = badrdp::fuzz::planted::ForgetsMic;
#else
using Resp = badrdp::wire::NegTokenResp;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    const wire::BytesView input(data, size);
    fuzz::demand_silence_of(fuzz::about_codec<Resp>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::NegTokenInit>(input));
    wire::Reader in(input);
    if (wire::read_spnego(in) && !wire::looks_like_spnego(input))
        fuzz::demand_silence_of("reads a token that does not look like one");
    return 0;
}
