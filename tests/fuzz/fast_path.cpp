#include "sim/wire/session/fast_path.h"
#include "sim/wire/session/bitmap_update.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

namespace {

// A codec like the others, of what both ends have agreed upon.
template <badrdp::wire::Role sender, bool with_fips>
struct Formed : badrdp::wire::FastPath {
    static badrdp::wire::Expected<Formed> read(badrdp::wire::Reader& in) {
        auto pdu = FastPath::read(in, {.sender = sender, .fips = with_fips});
        if (!pdu) return std::unexpected(pdu.error());
        return Formed{std::move(*pdu)};
    }
    friend bool operator==(const Formed&, const Formed&) = default;
};

using Fips = Formed<badrdp::wire::Role::client, true>;
using Output = Formed<badrdp::wire::Role::server, false>;
#ifdef BADRDP_PLANTED
using Input = badrdp::fuzz::planted::WidensLength<Formed<badrdp::wire::Role::client, false>>;
#else
using Input = Formed<badrdp::wire::Role::client, false>;
#endif

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<Input>(input));
    demand_silence_of(about_codec<Output>(input));
    demand_silence_of(about_codec<Fips>(input));
    demand_silence_of(about_codec<wire::FastPathUpdate>(input));
    demand_silence_of(about_codec<wire::BitmapUpdateData>(input));
    return 0;
}
