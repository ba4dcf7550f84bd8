#include "sim/wire/session/server_redirection.h"

namespace badrdp::wire {

namespace {

struct Part {
    std::uint32_t flag;
    std::optional<Bytes> ServerRedirection::*member;
    std::string_view length;
    std::string_view data;
};

// In the order of the wire, which is not that of the flags.
constexpr std::array kParts{
    Part{0x00000001, &ServerRedirection::target_net_address, "redirection.TargetNetAddressLength",
         "redirection.TargetNetAddress"},
    Part{0x00000002, &ServerRedirection::load_balance_info, "redirection.LoadBalanceInfoLength",
         "redirection.LoadBalanceInfo"},
    Part{0x00000004, &ServerRedirection::user_name, "redirection.UserNameLength", "redirection.UserName"},
    Part{0x00000008, &ServerRedirection::domain, "redirection.DomainLength", "redirection.Domain"},
    Part{0x00000010, &ServerRedirection::password, "redirection.PasswordLength", "redirection.Password"},
    Part{0x00000100, &ServerRedirection::target_fqdn, "redirection.TargetFQDNLength",
         "redirection.TargetFQDN"},
    Part{0x00000200, &ServerRedirection::target_net_bios_name, "redirection.TargetNetBiosNameLength",
         "redirection.TargetNetBiosName"},
    Part{0x00001000, &ServerRedirection::tsv_url, "redirection.TsvUrlLength", "redirection.TsvUrl"},
    Part{0x00008000, &ServerRedirection::redirection_guid, "redirection.RedirectionGuidLength",
         "redirection.RedirectionGuid"},
    Part{0x00010000, &ServerRedirection::target_certificate, "redirection.TargetCertificateLength",
         "redirection.TargetCertificate"},
};
constexpr std::uint32_t kTargetNetAddresses = 0x00000800;

constexpr std::uint32_t presence_flags() {
    std::uint32_t flags = kTargetNetAddresses;
    for (const auto& part : kParts) flags |= part.flag;
    return flags;
}

// All of these stop where the packet ends, `behind` bytes before the end of the reader.
std::size_t left(const Reader& in, std::size_t behind) {
    return in.remaining() > behind ? in.remaining() - behind : 0;
}

Bytes read_part(Reader& in, std::string_view length_field, std::string_view field, std::size_t behind) {
    const auto length = in.u32le(length_field);
    if (length > left(in, behind)) in.fail(length_field, "more than there is");
    const auto bytes = in.bytes(field, length);
    return {bytes.begin(), bytes.end()};
}

std::vector<Bytes> read_addresses(Reader& in, std::size_t behind) {
    std::vector<Bytes> addresses;
    const auto length = in.u32le("redirection.TargetNetAddressesLength");
    if (length > left(in, behind)) in.fail("redirection.TargetNetAddressesLength", "more than there is");
    if (in.malformed()) return addresses;
    const auto behind_list = in.remaining() - length;
    const auto count = in.u32le("redirection.addressCount");
    if (count > length / 4) in.fail("redirection.addressCount", "more than there are");
    for (std::size_t i = 0; i < count && !in.malformed(); ++i)
        addresses.push_back(read_part(in, "redirection.addressLength", "redirection.address", behind_list));
    if (in.remaining() != behind_list)
        in.fail("redirection.TargetNetAddressesLength", "is not the size of the addresses");
    return addresses;
}

void write_addresses(Writer& out, const std::vector<Bytes>& addresses) {
    std::size_t length = 4;
    for (const auto& address : addresses) length += 4 + address.size();
    out.u32le("redirection.TargetNetAddressesLength", static_cast<std::uint32_t>(length));
    out.u32le("redirection.addressCount", static_cast<std::uint32_t>(addresses.size()));
    for (const auto& address : addresses) {
        out.u32le("redirection.addressLength", static_cast<std::uint32_t>(address.size()));
        out.raw("redirection.address", address);
    }
}

}  // namespace

Expected<ServerRedirection> ServerRedirection::read(Reader& in) {
    ServerRedirection packet;
    const auto before = in.remaining();
    if (in.u16le("redirection.Flags") != kFlags) in.fail("redirection.Flags", "not a redirection");
    const std::size_t length = in.u16le("redirection.Length");
    if (length > before) in.fail("redirection.Length", "more than there is");
    const auto behind = in.malformed() ? 0 : before - length;
    packet.session_id = in.u32le("redirection.SessionID");
    const auto flags = in.u32le("redirection.RedirFlags");
    if (in.remaining() < behind) in.fail("redirection.Length", "shorter than its own header");
    packet.other_flags = flags & ~presence_flags();
    for (const auto& part : kParts)
        if ((flags & part.flag) != 0) packet.*part.member = read_part(in, part.length, part.data, behind);
    if ((flags & kTargetNetAddresses) != 0) packet.target_net_addresses = read_addresses(in, behind);
    if (in.remaining() < behind) in.fail("redirection.Length", "fewer than the parts of the packet");
    if (left(in, behind) > kMostPad)
        in.fail("redirection.Length", "counts more than the parts of the packet");
    if (const auto size = left(in, behind); size > 0) {
        const auto pad = in.bytes("redirection.Pad", size);
        packet.pad.assign(pad.begin(), pad.end());
    }
    if (in.malformed()) return std::unexpected(*in.malformed());
    return packet;
}

void ServerRedirection::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto flags = other_flags;
    for (const auto& part : kParts)
        if (this->*part.member) flags |= part.flag;
    if (target_net_addresses) flags |= kTargetNetAddresses;

    out.u16le("redirection.Flags", kFlags);
    LaterLength length(out, "redirection.Length");
    out.u32le("redirection.SessionID", session_id);
    out.u32le("redirection.RedirFlags", flags);
    for (const auto& part : kParts) {
        const auto& data = this->*part.member;
        if (!data) continue;
        out.u32le(part.length, static_cast<std::uint32_t>(data->size()));
        out.raw(part.data, *data);
    }
    if (target_net_addresses) write_addresses(out, *target_net_addresses);
    if (!pad.empty()) out.raw("redirection.Pad", pad);
    length.count_from(begin);
}

Expected<EnhancedServerRedirection> EnhancedServerRedirection::read(Reader& in) {
    EnhancedServerRedirection pdu;
    pdu.share = ShareControl::read(in, kPduServerRedirection);
    pdu.pad2_octets = in.u16le("redirection.pad2Octets");
    if (auto packet = ServerRedirection::read(in)) pdu.packet = std::move(*packet);
    if (in.remaining() > 0) pdu.pad1_octet = in.u8("redirection.pad1Octet");
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void EnhancedServerRedirection::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto total = share.write(out, kPduServerRedirection);
    out.u16le("redirection.pad2Octets", pad2_octets);
    packet.write(out);
    if (pad1_octet) out.u8("redirection.pad1Octet", *pad1_octet);
    total.count_from(begin);
}

}  // namespace badrdp::wire
