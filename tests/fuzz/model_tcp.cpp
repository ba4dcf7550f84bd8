#include "sim/path/tcp_host.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/oracle_tcp.h"

namespace {

// Waits for ever for an acknowledgement.
class NeverTimesOut : public badrdp::path::TcpHost {
public:
    using TcpHost::TcpHost;
    void tick(badrdp::path::Time) {}
};

}  // namespace

#ifdef BADRDP_PLANTED
using Target = NeverTimesOut;
#else
using Target = badrdp::path::TcpHost;
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    fuzz::demand_silence_of(fuzz::about_tcp<Target>(wire::BytesView(data, size)));
    return 0;
}
