#include "sim/wire/session/server_redirection.h"
#include "sim/wire/session/target_certificate.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using Packet = badrdp::fuzz::planted::MisnamesLength;
#else
using Packet = badrdp::wire::ServerRedirection;
#endif

namespace {

badrdp::fuzz::Complaint about_base64(badrdp::wire::BytesView input) {
    const auto back = badrdp::wire::from_base64_text(badrdp::wire::base64_text(input));
    if (!back || !std::ranges::equal(*back, input)) return "Base64 does not come back";
    if (const auto bytes = badrdp::wire::from_base64_text(input); bytes && bytes->size() > input.size())
        return "Base64 holds more than there is";
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Packet>(input));
    demand_silence_of(about_codec<wire::EnhancedServerRedirection>(input));
    demand_silence_of(about_codec<wire::TargetCertificateContainer>(input));
    demand_silence_of(about_base64(input));
    return 0;
}
