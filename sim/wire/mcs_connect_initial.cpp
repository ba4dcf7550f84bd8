#include "sim/wire/mcs_connect_initial.h"

#include <algorithm>
#include <array>

namespace badrdp::wire {
namespace {

// T.125 DomainParameters as in the annotated dump of MS-RDPBCGR 4.1.3.
constexpr std::array<std::uint8_t, 27> kTarget{0x30, 0x19, 2, 1, 0x22, 2, 1, 2, 2,    1,    0, 2, 1, 1,
                                               2,    1,    0, 2, 1,    1, 2, 2, 0xff, 0xff, 2, 1, 2};
constexpr std::array<std::uint8_t, 27> kMinimum{0x30, 0x19, 2, 1, 1, 2, 1, 1, 2, 1,    1, 2, 1, 1,
                                                2,    1,    0, 2, 1, 1, 2, 2, 4, 0x20, 2, 1, 2};
constexpr std::array<std::uint8_t, 30> kMaximum{0x30, 0x1c, 2,    2,    0xff, 0xff, 2,    2, 0xfc, 0x17,
                                                2,    2,    0xff, 0xff, 2,    1,    1,    2, 1,    0,
                                                2,    1,    1,    2,    2,    0xff, 0xff, 2, 1,    2};

void utf16(Writer& out, std::string_view field, std::string_view text, std::size_t width) {
    Bytes bytes(width, 0);
    for (std::size_t i = 0; i < text.size() && 2 * i + 3 < width; ++i)
        bytes[2 * i] = static_cast<std::uint8_t>(text[i]);
    out.raw(field, bytes);
}

// TS_UD_CS_CORE [2.2.1.3.2], up to and including serverSelectedProtocol.
void core(Writer& out, const McsConnectInitial& pdu) {
    out.u16le("clientCoreData.header.type", 0xc001);
    out.u16le("clientCoreData.header.length", 216);
    out.u32le("clientCoreData.version", pdu.version);
    out.u16le("clientCoreData.desktopWidth", pdu.desktop_width);
    out.u16le("clientCoreData.desktopHeight", pdu.desktop_height);
    out.u16le("clientCoreData.colorDepth", 0xca01);
    out.u16le("clientCoreData.SASSequence", 0xaa03);
    out.u32le("clientCoreData.keyboardLayout", 0x0409);
    out.u32le("clientCoreData.clientBuild", 2600);
    utf16(out, "clientCoreData.clientName", pdu.client_name, 32);
    out.u32le("clientCoreData.keyboardType", 4);
    out.u32le("clientCoreData.keyboardSubType", 0);
    out.u32le("clientCoreData.keyboardFunctionKey", 12);
    utf16(out, "clientCoreData.imeFileName", "", 64);
    out.u16le("clientCoreData.postBeta2ColorDepth", 0xca01);
    out.u16le("clientCoreData.clientProductId", 1);
    out.u32le("clientCoreData.serialNumber", 0);
    out.u16le("clientCoreData.highColorDepth", 24);
    out.u16le("clientCoreData.supportedColorDepths", 7);
    out.u16le("clientCoreData.earlyCapabilityFlags", 1);  // RNS_UD_CS_SUPPORT_ERRINFO_PDU
    utf16(out, "clientCoreData.clientDigProductId", "", 64);
    out.u8("clientCoreData.connectionType", 0);
    out.u8("clientCoreData.pad1octet", 0);
    out.u32le("clientCoreData.serverSelectedProtocol", pdu.server_selected_protocol);
}

// TS_UD_CS_SEC [2.2.1.3.3].
void security(Writer& out, const McsConnectInitial& pdu) {
    out.u16le("clientSecurityData.header.type", 0xc002);
    out.u16le("clientSecurityData.header.length", 12);
    out.u32le("clientSecurityData.encryptionMethods", pdu.encryption_methods);
    out.u32le("clientSecurityData.extEncryptionMethods", 0);
}

}  // namespace

Writer McsConnectInitial::to_writer() const {
    constexpr std::array<std::uint8_t, 3> selectors{4, 1, 1};
    constexpr std::array<std::uint8_t, 3> upward{1, 1, 0xff};
    constexpr std::array<std::uint8_t, 7> t124{0, 5, 0, 0x14, 0x7c, 0, 1};  // OID of T.124
    constexpr std::array<std::uint8_t, 12> create_request{0, 8, 0, 0x10, 0, 1, 0xc0, 0, 'D', 'u', 'c', 'a'};

    Writer out;
    out.u8("tpkt.version", 3);
    out.u8("tpkt.reserved", 0);
    out.u16be("tpkt.length", 0);
    out.u8("x224.li", 2);
    out.u8("x224.code", 0xf0);
    out.u8("x224.eot", 0x80);
    out.u16be("mcs.tag", 0x7f65);
    out.u8("mcs.lengthForm", 0x82);
    out.u16be("mcs.length", 0);
    const auto mcs_begin = out.bytes.size();
    out.raw("mcs.callingDomainSelector", selectors);
    out.raw("mcs.calledDomainSelector", selectors);
    out.raw("mcs.upwardFlag", upward);
    out.raw("mcs.targetParameters", kTarget);
    out.raw("mcs.minimumParameters", kMinimum);
    out.raw("mcs.maximumParameters", kMaximum);
    out.u8("mcs.userData.tag", 4);
    out.u8("mcs.userData.lengthForm", 0x82);
    out.u16be("mcs.userData.length", 0);
    const auto user_begin = out.bytes.size();
    out.raw("gcc.t124Identifier", t124);
    out.u16be("gcc.connectPDU.length", 0);  // PER: 0x8000 | length
    const auto connect_begin = out.bytes.size();
    out.raw("gcc.conferenceCreateRequest", create_request);
    out.u16be("gcc.userData.length", 0);  // PER: 0x8000 | length
    const auto blocks_begin = out.bytes.size();
    core(out, *this);
    security(out, *this);

    const auto end = out.bytes.size();
    out.set("tpkt.length", end);
    out.set("mcs.length", end - mcs_begin);
    out.set("mcs.userData.length", end - user_begin);
    out.set("gcc.connectPDU.length", 0x8000 | (end - connect_begin));
    out.set("gcc.userData.length", 0x8000 | (end - blocks_begin));
    return out;
}

}  // namespace badrdp::wire
