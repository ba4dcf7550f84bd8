// Client Info, answers to what the server asks, and capabilities, as a client says them.
#include <fmt/core.h>

#include "sim/peer/client_script.h"
#include "sim/peer/reading.h"
#include "sim/wire/license/license.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/demand_active.h"

namespace badrdp::peer {

using namespace wire;

namespace {

// As the redirection has it [2.2.13.1]: what only the target can read is for RDSTLS alone.
void as_redirected(const ServerRedirection& from, ClientInfo& info) {
    const auto text = [](Bytes part) {
        if (part.size() >= 2) part.resize(part.size() - 2);  // its null
        return part;
    };
    if (from.user_name) info.user_name = text(*from.user_name);
    if (from.domain) info.domain = text(*from.domain);
    const bool sealed = (from.other_flags & ServerRedirection::kPasswordIsPkEncrypted) != 0;
    if (from.password) info.password = sealed ? Bytes() : text(*from.password);
}

}  // namespace

ShareData ClientScript::share() const {
    return {.control = {.pdu_source = data_.user}, .share_id = share_id_};
}

Say ClientScript::client_info() const {
    ClientInfo info;
    // Every client says so, and xrdp takes a packet without it for one that was decrypted wrongly.
    info.flags |= ClientInfo::kMaximizeShell;
    info.domain = info.encoded(choices_->account.domain);
    info.user_name = info.encoded(choices_->account.name);
    const bool by_token = agreement_.selected == Protocols::rdsaad;  // then there is no password to leave
    if (!choices_->account.password.empty() && !by_token && leaves() == auth::LeftBehind::password) {
        info.flags |= ClientInfo::kAutologon;
        // Client Info carries it, inside TLS or the cipher of Standard RDP Security [2.2.1.11.1.1].
        info.password = info.encoded(choices_->account.password.reveal());
    }
    if (choices_->redirected) as_redirected(*choices_->redirected, info);
    info.extra_info = ExtendedInfo{.client_address = {0, 0},
                                   .client_dir = {0, 0},
                                   .client_time_zone = TimeZoneInformation{},
                                   .client_session_id = 0,
                                   .performance_flags = 0};
    return data_.say(Step::client_info, info, kSecInfoPkt);
}

ClientScript::Trouble ClientScript::read_auto_detect(const Opened& message) {
    auto body = data_.body_of(message);
    const auto pdu = AutoDetectRequest::read(body);
    if (!pdu) return malformed(message.step, pdu.error());
    if (const auto answer = measure_.answer_to(*pdu, around_->filetime()))
        answers_.push_back(data_.message_say(Step::auto_detect_response, *answer, kSecAutodetectRsp));
    return std::nullopt;
}

// The sequence has the measurement before the licence; a host may go on with it for as long as the connection
// lasts [1.3.9], and is answered at once.
bool ClientScript::answer_late(const Opened& message, Actions& out) {
    if (!licensing_) return false;
    const auto waiting = answers_.size();
    if (auto trouble = read_auto_detect(message)) out.emplace_back(std::move(*trouble));
    if (answers_.size() == waiting) return true;
    out.emplace_back(std::move(answers_.back()));
    answers_.pop_back();
    return true;
}

ClientScript::Trouble ClientScript::read_multitransport(const Opened& message) {
    auto body = data_.body_of(message);
    const auto pdu = MultitransportRequest::read(body);
    if (!pdu) return malformed(message.step, pdu.error());
    answers_.push_back(data_.message_say(Step::multitransport_response,
                                         MultitransportResponse{.request_id = pdu->request_id},
                                         kSecTransportRsp));
    return std::nullopt;
}

ClientScript::Trouble ClientScript::read_license(const Opened& message) {
    licensing_ = true;
    auto heard = licenses_.hear(data_.body_of(message).peek());
    if (!heard) return malformed(message.step, heard.error());
    if (heard->answer)
        if (auto say = data_.wrapped(Step::license_response, *heard->answer, kSecLicensePkt, false))
            answers_.push_back(std::move(*say));
    if (heard->granted) granted_ = std::move(*heard->granted);
    if (heard->refusal)
        return End{End::Kind::server, fmt::format("licensing: dwErrorCode {:#x}", *heard->refusal)};
    if (!heard->unproven.empty()) return End{End::Kind::security, "licensing: " + heard->unproven};
    return std::nullopt;
}

ClientScript::Trouble ClientScript::read_demand_active(const Opened& message) {
    auto body = data_.body_of(message);
    const auto pdu = DemandActive::read(body);
    if (!pdu) return malformed(message.step, pdu.error());
    share_id_ = pdu->share_id;
    return std::nullopt;
}

Say ClientScript::confirm_active() const {
    ConfirmActive pdu{.share = {.pdu_source = data_.user}, .share_id = share_id_};
    pdu.capabilities.sets = {GeneralCapabilitySet{},
                             BitmapCapabilitySet{.preferred_bits_per_pixel = 16,
                                                 .desktop_width = choices_->desktop_width,
                                                 .desktop_height = choices_->desktop_height},
                             OrderCapabilitySet{},
                             BitmapCacheCapabilitySet{},
                             PointerCapabilitySet{},
                             InputCapabilitySet{},
                             BrushCapabilitySet{},
                             GlyphCacheCapabilitySet{},
                             OffscreenCapabilitySet{},
                             VirtualChannelCapabilitySet{},
                             SoundCapabilitySet{},
                             ShareCapabilitySet{},
                             FontCapabilitySet{},
                             ControlCapabilitySet{},
                             WindowActivationCapabilitySet{}};
    return data_.say(Step::confirm_active, pdu);
}

}  // namespace badrdp::peer
