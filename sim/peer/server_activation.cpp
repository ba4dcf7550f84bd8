// Licensing, capabilities, finalization and what comes behind them, as a host says it.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sim/peer/reading.h"
#include "sim/peer/screen.h"
#include "sim/peer/server_script.h"
#include "sim/wire/io/utf16.h"
#include "sim/wire/license/license.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/bitmap_update.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/demand_active.h"
#include "sim/wire/share/set_error_info.h"

namespace badrdp::peer {

using namespace wire;

namespace {

constexpr std::uint16_t kColourDepth = 16;

// TS_CD_HEADER [2.2.9.1.1.3.1.2.3], which a client understands whether or not it could do without.
Bytes compression_header(const Strip& strip) {
    Writer out;
    out.u16le("bitmapComprHdr.cbCompFirstRowSize", 0);
    out.u16le("bitmapComprHdr.cbCompMainBodySize", static_cast<std::uint16_t>(strip.encoded.size()));
    out.u16le("bitmapComprHdr.cbScanWidth", static_cast<std::uint16_t>(strip.width * 2));
    out.u16le("bitmapComprHdr.cbUncompressedSize",
              static_cast<std::uint16_t>(strip.width * strip.height * 2));
    return std::move(out.bytes);
}

Bytes with_null(Bytes utf16) {
    utf16.insert(utf16.end(), {0, 0});
    return utf16;
}

BitmapRectangle rectangle_of(const Strip& strip) {
    BitmapRectangle rectangle{.dest_left = 0,
                              .dest_top = strip.top,
                              .dest_right = static_cast<std::uint16_t>(strip.shown - 1),
                              .dest_bottom = static_cast<std::uint16_t>(strip.top + strip.height - 1),
                              .width = strip.width,
                              .height = strip.height,
                              .bits_per_pixel = kColourDepth,
                              .flags = BitmapRectangle::kCompressed,
                              .data = compression_header(strip)};
    rectangle.data.insert(rectangle.data.end(), strip.encoded.begin(), strip.encoded.end());
    return rectangle;
}

// As in a capture of mstsc with Restricted Admin, where the host had it turned off.
Parting turned_away() {
    return {.how = Parting::How::error_info,
            .error_info = 0x0000000b,  // ERRINFO_RPC_INITIATED_DISCONNECT_BYUSER [MS-RDPBCGR 2.2.5.1.1]
            .delay = std::chrono::milliseconds(200)};
}

}  // namespace

Say ServerScript::detect() {
    detecting_ = true;
    return data_.message_say(Step::auto_detect, AutoDetectRequest{.sequence_number = 1}, kSecAutodetectReq);
}

ServerLicenseRequest ServerScript::license_request() {
    ServerLicenseRequest request{.company_name = with_null(utf16le_of("Microsoft Corporation")),
                                 .product_id = with_null(utf16le_of("A02"))};
    around_->random(request.server_random);
    licenses_.begin(request.server_random);
    request.server_certificate.data = certificate();
    constexpr std::string_view scope = "microsoft.com";
    request.scope_list = {{.w_blob_type = LicenseBlob::kScope, .data = {scope.begin(), scope.end()}}};
    request.scope_list.front().data.push_back(0);
    return request;
}

void ServerScript::license(Actions& out) {
    if (choices_->parting.after == Step::client_info && choices_->parting.how != Parting::How::stays)
        return take_leave(out);
    if (asks_for_license(choices_->licensing) && !std::exchange(licensing_begun_, true)) {
        out.emplace_back(data_.say(Step::license, license_request(), kSecLicensePkt));
        return;
    }
    if (license_next_) return answer_license(*std::exchange(license_next_, std::nullopt), out);
    using Word = LicenseHost::Next::Word;
    answer_license(choices_->licensing == Licensing::valid_client
                       ? LicenseHost::Next{Word::valid, 0}
                       : LicenseHost::Next{Word::refusal, choices_->licensing_error},
                   out);
}

void ServerScript::answer_license(const LicenseHost::Next& next, Actions& out) {
    using Word = LicenseHost::Next::Word;
    if (next.word == Word::challenge) {
        license_answered_ = false;
        out.emplace_back(data_.say(Step::license, licenses_.challenge(), kSecLicensePkt));
        return;
    }
    licensed_ = true;
    if (next.word == Word::license || next.word == Word::upgrade) {
        const auto license = licenses_.license(next.word == Word::upgrade);
        out.emplace_back(data_.say(Step::license, license, kSecLicensePkt));
        return;
    }
    LicenseError error;
    const bool refuses = next.word == Word::refusal;
    if (refuses) {
        error.dw_error_code = next.error;
        error.dw_state_transition = LicenseError::kTotalAbort;
    }
    out.emplace_back(data_.say(Step::license, error, kSecLicensePkt));
    if (refuses) out.emplace_back(End{End::Kind::done, "the client's licence was refused"});
}

ServerScript::Trouble ServerScript::read_license_response(const Opened& message) {
    license_answered_ = true;
    const auto next = licenses_.hear(data_.body_of(message).peek(), around_->server_key);
    if (!next) return malformed(message.step, next.error());
    if (next->word == LicenseHost::Next::Word::end)
        return End{End::Kind::done, fmt::format("the client ends licensing: dwErrorCode {:#x}", next->error)};
    license_next_ = *next;
    return std::nullopt;
}

Say ServerScript::offer_multitransport() {
    // The lowest bit first: reliable, then lossy [2.2.15.1].
    const auto protocol = multitransports_left_ & (~multitransports_left_ + 1);
    multitransports_left_ &= ~protocol;
    MultitransportRequest request{.request_id = protocol,
                                  .requested_protocol = static_cast<std::uint16_t>(protocol)};
    around_->random(request.security_cookie);
    return data_.message_say(Step::multitransport, request, kSecTransportReq);
}

// What xfreerdp, rdesktop and mstsc need and not more: bitmaps and input.
Say ServerScript::demand_active() const {
    DemandActive pdu;
    pdu.capabilities.sets = {
        GeneralCapabilitySet{.extra_flags = GeneralCapabilitySet::kLongCredentialsSupported |
                                            GeneralCapabilitySet::kAutoreconnectSupported},
        BitmapCapabilitySet{.preferred_bits_per_pixel = kColourDepth,
                            .desktop_width = core_.desktop_width,
                            .desktop_height = core_.desktop_height},
        OrderCapabilitySet{},
        PointerCapabilitySet{},
        InputCapabilitySet{},
        VirtualChannelCapabilitySet{},
        ShareCapabilitySet{.node_id = kServerChannel},
        FontCapabilitySet{}};
    return data_.say(Step::demand_active, pdu);
}

void ServerScript::paint(Actions& out) const {
    BitmapUpdate update;
    std::size_t size = 0;
    const auto flush = [&] {
        if (size > 0) out.emplace_back(data_.say(Step::update, std::exchange(update, {})));
        size = 0;
    };
    for (const auto& strip : painted(core_.desktop_width, core_.desktop_height, around_->screen)) {
        update.update.rectangles.push_back(rectangle_of(strip));
        size += update.update.rectangles.back().data.size();
        constexpr std::size_t enough = 8 * 1024;
        if (size > enough) flush();
    }
    flush();
}

void ServerScript::take_leave(Actions& out) {
    const auto parting = turns_away_ ? turned_away() : choices_->parting;
    if (parting.how == Parting::How::stays) return;
    if (parting.delay.count() > 0) out.emplace_back(Rest{parting.delay});
    if (parting.how == Parting::How::deactivate)
        out.emplace_back(data_.say(Step::deactivate_all, DeactivateAll{}));
    if (parting.how == Parting::How::error_info)
        out.emplace_back(data_.say(Step::set_error_info, SetErrorInfo{.error_info = parting.error_info}));
    if (parting.how != Parting::How::close)
        out.emplace_back(Say{Step::disconnect_ultimatum,
                             to_packet(DisconnectProviderUltimatum{
                                 .reason = parting.how == Parting::How::ultimatum
                                               ? DisconnectProviderUltimatum::kUserRequested
                                               : DisconnectProviderUltimatum::kProviderInitiated}),
                             {}});
    out.emplace_back(End{End::Kind::done, "the host takes its leave"});
}

}  // namespace badrdp::peer
