#include "harness/live/proxy/relay.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/oracle_relay.h"
#include "tests/fuzz/planted_relay.h"

namespace {

struct Make {
    std::shared_ptr<badrdp::harness::Relay> operator()(badrdp::harness::RelayOrder order) const {
#ifdef BADRDP_PLANTED
        return std::make_shared<badrdp::fuzz::planted::ForgetsTheRest>(std::move(order));
#else
        return badrdp::harness::make_relay(std::move(order));
#endif
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    fuzz::demand_silence_of(fuzz::about_relay<Make>(wire::BytesView(data, size)));
    return 0;
}
