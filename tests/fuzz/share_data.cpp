#include "sim/wire/session/bitmap_update.h"
#include "sim/wire/share/auto_reconnect_status.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/finalization.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/share/share_control.h"
#include "sim/wire/share/share_steps.h"
#include "sim/wire/share/shutdown.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted_share.h"

#ifdef BADRDP_PLANTED
using ErrorInfo = badrdp::fuzz::planted::BlamesBeyond;
#else
using ErrorInfo = badrdp::wire::SetErrorInfo;
#endif

namespace {

// Every byte is in one PDU, in order; and whoever may have sent them, to ask which step they are is safe.
badrdp::fuzz::Complaint about_cut(badrdp::wire::BytesView input) {
    namespace wire = badrdp::wire;
    wire::Bytes joined;
    for (const auto pdu : wire::cut_share_pdus(input)) {
        if (pdu.empty()) return "cuts off nothing";
        joined.insert(joined.end(), pdu.begin(), pdu.end());
        for (const auto role : {wire::Role::client, wire::Role::server})
            if (wire::step_of_body(0, pdu, role) != wire::step_of_share_pdu(pdu, role))
                return "takes flags that are not there for some";
    }
    if (!std::ranges::equal(joined, input)) return "loses bytes or invents them";
    for (const auto role : {wire::Role::client, wire::Role::server}) wire::step_of_user_data(input, role);
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp::fuzz;
    namespace wire = badrdp::wire;
    const BytesView input(data, size);
    demand_silence_of(about_codec<ErrorInfo>(input));
    demand_silence_of(about_codec<wire::Synchronize>(input));
    demand_silence_of(about_codec<wire::Control>(input));
    demand_silence_of(about_codec<wire::PersistentKeyList>(input));
    demand_silence_of(about_codec<wire::FontList>(input));
    demand_silence_of(about_codec<wire::FontMap>(input));
    demand_silence_of(about_codec<wire::ShutdownRequest>(input));
    demand_silence_of(about_codec<wire::ShutdownDenied>(input));
    demand_silence_of(about_codec<wire::AutoReconnectStatus>(input));
    demand_silence_of(about_codec<wire::DeactivateAll>(input));
    demand_silence_of(about_codec<wire::BitmapUpdate>(input));
    demand_silence_of(about_cut(input));
    return 0;
}
