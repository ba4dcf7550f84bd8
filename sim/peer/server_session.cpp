// What a host says unasked once a session is active: who has logged on, where to go instead, that it is
// alive.
#include <algorithm>
#include <string_view>

#include "sim/peer/redirection.h"
#include "sim/peer/server_script.h"
#include "sim/wire/io/utf16.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/channel_pdu.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/session/save_session_info.h"
#include "sim/wire/share/auto_reconnect_status.h"

namespace badrdp::peer {

using namespace wire;

namespace {

Bytes text(std::string_view utf8) {
    auto bytes = utf16le_of(utf8);
    bytes.insert(bytes.end(), {0, 0});
    return bytes;
}

LogonInfo logon_info() {
    const auto domain = text("BADRDP"), user = text("canary");
    LogonInfo info{.cb_domain = static_cast<std::uint32_t>(domain.size()),
                   .cb_user_name = static_cast<std::uint32_t>(user.size())};
    std::ranges::copy(domain, info.domain.begin());
    std::ranges::copy(user, info.user_name.begin());
    return info;
}

}  // namespace

Say ServerScript::session_info() const {
    SaveSessionInfo pdu;
    switch (choices_->session_info) {
        case SessionInfo::cookie: {
            ArcScPrivatePacket cookie;
            around_->random(cookie.arc_random_bits);
            pdu.info = LogonInfoExtended{.auto_reconnect = cookie};
            break;
        }
        case SessionInfo::errors:
            pdu.info = LogonInfoExtended{
                .logon_errors = LogonErrorsInfo{.type = LogonErrorsInfo::kSessionContinue, .data = 2}};
            break;
        case SessionInfo::logon: pdu.info = logon_info(); break;
        case SessionInfo::logon_2:
            pdu.info = LogonInfoVersion2{.domain = text("BADRDP"), .user_name = text("canary")};
            break;
        case SessionInfo::plain: pdu.info = PlainNotify{}; break;
    }
    return data_.say(Step::save_session_info, pdu);
}

// Under Standard RDP Security a redirection is no PDU of a share [2.2.13.2.1, 2.2.13.3.1].
Say ServerScript::redirection() const {
    auto packet = redirection_packet(*choices_, *around_);
    if (agreement_.encrypted()) return data_.say(Step::server_redirection, packet, kSecRedirectionPkt);
    return data_.say(Step::server_redirection, EnhancedServerRedirection{.packet = std::move(packet)});
}

void ServerScript::say_unasked(Step step, Actions& out) const {
    switch (step) {
        case Step::auto_reconnect_status: out.emplace_back(data_.say(step, AutoReconnectStatus{})); return;
        case Step::server_redirection: out.emplace_back(redirection()); return;
        case Step::heartbeat:
            // Once a second, it says, and worth a word as soon as one is missing.
            if (data_.message_channel != 0 &&
                (core_.early_capability_flags.value_or(0) & ClientCoreData::kSupportHeartbeat) != 0)
                out.emplace_back(
                    data_.message_say(step, Heartbeat{.period = 1, .count1 = 1, .count2 = 2}, kSecHeartbeat));
            return;
        case Step::channel_data: {
            // The first channel is mostly rdpdr, and there this is a printer event of no known kind: nobody
            // minds it [MS-RDPEPC 2.2.2.3].
            const ChannelPdu harmless{.data = {'R', 'P', 'C', 'P', 0, 0, 0, 0}};
            if (!channels_.empty()) out.emplace_back(data_.channel_say(channels_.front(), step, harmless));
            return;
        }
        default: return;
    }
}

}  // namespace badrdp::peer
