#include "sim/fault/message.h"

#include <algorithm>
#include <array>

#include "sim/wire/license/license.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/share/auto_reconnect_status.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/finalization.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/share/shutdown.h"

namespace badrdp::fault {
namespace {

using namespace wire;

template <class Pdu>
Writer written(const Pdu& pdu) {
    Writer out;
    pdu.write(out);
    return out;
}

struct Row {
    Step step;
    Writer (*body)();
    std::uint16_t security_flags = 0;
    bool on_message_channel = false;
    std::optional<Step> answer{};
};

// Where a message says something, it says that nothing is wrong: Set Error Info has code 0
// [MS-RDPBCGR 2.2.5.1.1], the licence error is STATUS_VALID_CLIENT [2.2.1.12.1.3].
const auto& rows() {
    static const std::array kRows{
        Row{Step::auto_detect, [] { return written(AutoDetectRequest{.sequence_number = 2}); },
            kSecAutodetectReq, true, Step::auto_detect_response},
        Row{Step::license, [] { return written(LicenseError{}); }, kSecLicensePkt},
        Row{Step::heartbeat, [] { return written(Heartbeat{.period = 1, .count1 = 1, .count2 = 2}); },
            kSecHeartbeat, true},
        Row{Step::auto_reconnect_status, [] { return written(AutoReconnectStatus{}); }},
        Row{Step::server_cooperate, [] { return written(Control{}); }},
        Row{Step::font_map, [] { return written(FontMap{}); }},
        Row{Step::deactivate_all, [] { return written(DeactivateAll{}); }},
        Row{Step::shutdown_denied, [] { return written(ShutdownDenied{}); }},
        Row{Step::set_error_info, [] { return written(SetErrorInfo{}); }},
    };
    return kRows;
}

}  // namespace

std::vector<Step> known_messages() {
    std::vector<Step> out;
    for (const auto& row : rows()) out.push_back(row.step);
    return out;
}

std::optional<Message> message(Step step) {
    const auto* row = std::ranges::find(rows(), step, &Row::step);
    if (row == rows().end()) return std::nullopt;
    return Message{step, row->body(), row->security_flags, row->on_message_channel};
}

std::optional<Step> answer_to(Step step) {
    const auto* row = std::ranges::find(rows(), step, &Row::step);
    return row == rows().end() ? std::nullopt : row->answer;
}

}  // namespace badrdp::fault
