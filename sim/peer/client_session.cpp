// What passes while a session is active, as a client hears it. It has no use for most of it, but whoever
// cannot read a PDU drops the connection [MS-RDPBCGR 3.2.5.2].
#include "sim/peer/client_script.h"
#include "sim/peer/reading.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/session/bitmap_update.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/session/save_session_info.h"
#include "sim/wire/session/server_redirection.h"
#include "sim/wire/share/auto_reconnect_status.h"
#include "sim/wire/share/shutdown.h"

namespace badrdp::peer {

using namespace wire;

namespace {

bool slow_path(const Opened& message) { return !message.bytes.empty() && message.bytes[0] == Tpkt{}.version; }

}  // namespace

// Of updates, it knows bitmaps: of the others only the header.
ClientScript::Trouble ClientScript::read_update(const Opened& message) const {
    if (!slow_path(message)) return std::nullopt;
    auto body = data_.body_of(message);
    static_cast<void>(ShareData::read(body, kPdu2Update));
    if (body.malformed()) return malformed(message.step, *body.malformed());
    if (Reader(body.peek()).u16le("bitmapUpdate.updateType") != BitmapUpdateData::kUpdateType)
        return std::nullopt;
    return check<BitmapUpdate>(message, data_);
}

// A PDU of which nothing is known but that its lengths must agree.
ClientScript::Trouble ClientScript::read_unknown(const Opened& message) const {
    if (!slow_path(message)) return std::nullopt;
    Reader in(message.bytes);
    static_cast<void>(Tpkt::read(in));
    static_cast<void>(X224Data::read(in));
    static_cast<void>(SendDataHead::read(in));
    if (const auto& wrong = in.malformed())
        return wrong->field == "mcs.choice" ? Trouble() : malformed(message.step, *wrong);
    const auto body = data_.body_of(message);
    const auto pdus = cut_share_pdus(body.peek());
    if (pdus.empty()) return std::nullopt;
    Reader last(pdus.back(), body.position() + body.remaining() - pdus.back().size());
    const auto total = last.u16le("shareControlHeader.totalLength");
    constexpr std::uint16_t flow_pdu = 0x8000;  // which has no length [2.2.8.1.1.1.1]
    if (total != flow_pdu && total != pdus.back().size())
        last.fail("shareControlHeader.totalLength", "is not the size of the PDU");
    return last.malformed() ? Trouble(malformed(message.step, *last.malformed())) : std::nullopt;
}

// Under Standard RDP Security it is no PDU of a share [2.2.13.2.1, 2.2.13.3.1].
ClientScript::Trouble ClientScript::read_redirection(const Opened& message) const {
    auto body = data_.body_of(message);
    Expected<ServerRedirection> packet = ServerRedirection{};
    if (agreement_.encrypted()) {
        packet = ServerRedirection::read(body);
    } else if (auto enhanced = EnhancedServerRedirection::read(body)) {
        packet = std::move(enhanced->packet);
    } else {
        packet = std::unexpected(enhanced.error());
    }
    if (!packet) return malformed(message.step, packet.error());
    if ((packet->other_flags & ServerRedirection::kNoRedirect) != 0) return std::nullopt;
    return End{End::Kind::server, "the server redirects to another one", std::move(*packet)};
}

ClientScript::Trouble ClientScript::read_in_session(const Opened& message) const {
    switch (message.step) {
        case Step::update: return read_update(message);
        case Step::save_session_info: return check<SaveSessionInfo>(message, data_);
        case Step::auto_reconnect_status: return check<AutoReconnectStatus>(message, data_);
        case Step::shutdown_denied: return check<ShutdownDenied>(message, data_);
        case Step::server_redirection: return read_redirection(message);
        case Step::heartbeat: return check<Heartbeat>(message, data_);
        case Step::none: return read_unknown(message);
        default: return std::nullopt;
    }
}

}  // namespace badrdp::peer
