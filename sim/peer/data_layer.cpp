#include "sim/peer/data_layer.h"

#include <algorithm>
#include <utility>

#include "sim/peer/choices.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/fast_path.h"
#include "sim/wire/share/share_control.h"
#include "sim/wire/share/share_steps.h"

namespace badrdp::peer {

using namespace wire;

namespace {

// These have a security header even where nothing is encrypted [MS-RDPBCGR 2.2.8.1.1.2.1].
bool says_what_it_is(Step step) {
    switch (step) {
        case Step::security_exchange:
        case Step::client_info:
        case Step::license:
        case Step::license_response:
        case Step::auto_detect:
        case Step::auto_detect_response:
        case Step::multitransport:
        case Step::multitransport_response:
        case Step::heartbeat: return true;
        default: return false;
    }
}

// Under Standard RDP Security, where PDUs of a share have a header too: these are none.
bool has_own_header(std::uint16_t flags) {
    constexpr auto own = kSecExchangePkt | kSecTransportReq | kSecTransportRsp | kSecInfoPkt |
                         kSecLicensePkt | kSecRedirectionPkt | kSecAutodetectReq | kSecAutodetectRsp |
                         kSecHeartbeat;
    return (flags & own) != 0;
}

constexpr std::size_t kSignature = 8;

std::size_t user_data_at(Reader& in) {
    static_cast<void>(Tpkt::read(in));
    static_cast<void>(X224Data::read(in));
    static_cast<void>(SendDataHead::read(in));
    return in.position();
}

}  // namespace

void DataLayer::encrypt_with(auth::RdpSecurity security, EncryptionMethod method, EncryptionLevel level) {
    security_ = std::move(security);
    method_ = method;
    speaks_clear_ = role_ == Role::server && level == EncryptionLevel::low;
}

Say DataLayer::on_channel(std::uint16_t channel, Step step, const Writer& body, std::uint16_t flags) const {
    const bool license_in_clear =
        wrong_mac != step && (step == Step::license || step == Step::license_response);
    const bool in_clear = speaks_clear_ || step == Step::security_exchange || license_in_clear;
    if (!security_ || in_clear) {
        const bool bare = flags == 0 && !security_;
        return {
            step, send_data_packet(role_, user, channel, bare ? body : with_basic_header(flags, body)), {}};
    }
    Writer data;
    const auto all_flags = static_cast<std::uint16_t>(flags | kSecEncrypt);
    const auto padding = security_->pad_for(body.bytes.size());
    if (method_ == EncryptionMethod::fips)
        FipsSecurityHeader{.flags = all_flags, .padlen = static_cast<std::uint8_t>(padding)}.write(data);
    else
        SignedSecurityHeader{.flags = all_flags}.write(data);
    const auto header = data.bytes.size();
    data.append(body);
    if (padding > 0) data.raw("securityHeader.padding", Bytes(padding, 0));
    Say say{step, send_data_packet(role_, user, channel, data), {}};
    const auto size = say.out.bytes.size();
    const auto data_at = size - data.bytes.size() + header;
    say.sealing =
        Sealing{.signature_at = data_at - kSignature, .data_at = data_at, .padding = padding, .size = size};
    return say;
}

std::optional<Say> DataLayer::wrapped(Step step, const Writer& body, std::uint16_t flags,
                                      bool on_message_channel) const {
    if (on_message_channel && message_channel == 0) return std::nullopt;
    return on_channel(on_message_channel ? message_channel : io_channel, step, body, flags);
}

// A PDU that a fault has repeated is sealed as often, one that it has cut as far as it goes.
void DataLayer::seal(Say& say) {
    if (!say.sealing || !security_) return;
    const auto& [signature_at, data_at, padding, size] = *say.sealing;
    const std::span all(say.out.bytes);
    for (std::size_t at = 0; at + data_at <= all.size(); at += size) {
        const auto data = all.subspan(at + data_at, std::min(all.size() - at, size) - data_at);
        if (security_->pad_for(data.size()) != 0) return;  // cut inside a block of 3DES: it goes as it is
        const auto signature = all.subspan(at + signature_at).first<kSignature>();
        security_->seal(data, signature, {.salted = false, .pad = std::min(padding, data.size())});
        if (wrong_mac == say.step) signature[0] ^= 0xff;
        if (all.size() % size != 0) return;  // what a fault has put behind it is no PDU of ours
    }
}

std::optional<Malformed> DataLayer::decrypt(std::span<std::uint8_t> user_data, std::size_t at) {
    Reader in(user_data, at);
    const bool fips = method_ == EncryptionMethod::fips;
    const auto flags = Reader(user_data).u16le("securityHeader.flags");
    const auto padding =
        fips ? FipsSecurityHeader::read(in).value_or(FipsSecurityHeader{}).padlen : std::uint8_t{0};
    if (!fips) static_cast<void>(SignedSecurityHeader::read(in));
    if (in.malformed()) return in.malformed();
    const auto header = user_data.size() - in.remaining();
    const std::span<const std::uint8_t, kSignature> signature =
        user_data.subspan(header - kSignature).first<kSignature>();
    if (security_->open(user_data.subspan(header), signature,
                        {.salted = (flags & kSecSecureChecksum) != 0, .pad = padding}))
        return std::nullopt;
    return Malformed{"securityHeader.dataSignature", "is not that of the data", at + header - kSignature};
}

std::expected<Opened, Malformed> DataLayer::open(Bytes packet) {
    Reader in(packet);
    user_data_at(in);
    if (in.malformed()) return Opened{.bytes = std::move(packet)};
    Reader head(packet);
    static_cast<void>(Tpkt::read(head));
    static_cast<void>(X224Data::read(head));
    const auto channel = SendDataHead::read(head)->channel_id;
    const auto at = in.position();
    const auto clear = [&] { return BytesView(packet).subspan(at); };
    const auto flags = Reader(clear()).u16le("securityHeader.flags");
    if (security_ && (flags & kSecEncrypt) != 0)
        if (const auto wrong = decrypt(std::span(packet).subspan(at), at)) return std::unexpected(*wrong);
    Opened opened{.step = Step::channel_data, .bytes = std::move(packet)};
    if (!ours(channel)) return opened;
    if (security_) {
        opened.step = Step::none;
        opened.step = step_of_body(flags, body_of(opened).peek(), other(role_));
    } else {
        opened.step = step_of_user_data(BytesView(opened.bytes).subspan(at), other(role_));
    }
    const bool share_pdu = !says_what_it_is(opened.step) && (!security_ || !has_own_header(flags));
    if (!share_pdu) return opened;
    const auto body = body_of(opened);
    opened.pdu_at = body.position();
    opened.pdu_size = share_pdu_size(body.peek());
    return opened;
}

std::optional<Opened> DataLayer::behind(Opened heard) const {
    if (heard.pdu_size == 0) return std::nullopt;
    heard.pdu_at += heard.pdu_size;
    heard.pdu_size = 0;
    heard.step = Step::none;
    const auto whole = body_of(heard);
    const auto end = whole.position() + whole.remaining();
    if (heard.pdu_at >= end) return std::nullopt;
    const auto rest = BytesView(heard.bytes).subspan(heard.pdu_at, end - heard.pdu_at);
    heard.pdu_size = share_pdu_size(rest);
    heard.step = step_of_share_pdu(rest.first(heard.pdu_size), other(role_));
    return heard;
}

std::expected<Opened, Malformed> DataLayer::open_fast_path(Bytes packet) {
    Reader in(packet);
    const auto pdu =
        FastPath::read(in, {.sender = other(role_), .fips = security_ && method_ == EncryptionMethod::fips});
    if (!pdu) return std::unexpected(pdu.error());
    if (security_ && (pdu->flags & FastPath::kEncrypted) != 0) {
        const auto data = std::span(packet).last(pdu->data.size());
        const auto signature_at = packet.size() - data.size() - kSignature;
        if (!security_->open(
                data, pdu->data_signature,
                {.salted = (pdu->flags & FastPath::kSecureChecksum) != 0, .pad = pdu->fips.padlen}))
            return std::unexpected(Malformed{
                role_ == Role::client ? "fastPathOutput.dataSignature" : "fastPathInput.dataSignature",
                "is not that of the data", signature_at});
    }
    return Opened{.step = role_ == Role::client ? Step::update : Step::none, .bytes = std::move(packet)};
}

Reader DataLayer::body_of(const Opened& opened) const {
    if (opened.pdu_size > 0)
        return Reader(BytesView(opened.bytes).subspan(opened.pdu_at, opened.pdu_size), opened.pdu_at);
    Reader in(opened.bytes);
    user_data_at(in);
    if (!security_ && !says_what_it_is(opened.step)) return in;
    const auto flags = Reader(in.peek()).u16le("securityHeader.flags");
    if (!security_ || (flags & kSecEncrypt) == 0)
        static_cast<void>(SecurityHeader::read(in));
    else if (method_ != EncryptionMethod::fips)
        static_cast<void>(SignedSecurityHeader::read(in));
    else if (const auto header = FipsSecurityHeader::read(in); header && header->padlen <= in.remaining())
        return in.sub("securityHeader.data", in.remaining() - header->padlen);
    return in;
}

}  // namespace badrdp::peer
