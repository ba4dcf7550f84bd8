// What a client says about itself [MS-RDPBCGR 2.2.1.3.2].
#pragma once

#include <array>
#include <optional>
#include <string>

#include "sim/wire/mcs/gcc_block.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::wire {

// UTF-16 in a field of fixed size. All of it is kept: some programs leave old bytes behind the end of a text.
template <std::size_t Size>
using FixedText = std::array<std::uint8_t, Size>;

// Of ASCII text, cut so that a terminating zero still fits.
template <std::size_t Size>
FixedText<Size> fixed_text(std::string_view text) {
    FixedText<Size> bytes{};
    for (std::size_t i = 0; i < text.size() && 2 * i + 3 < Size; ++i)
        bytes[2 * i] = static_cast<std::uint8_t>(text[i]);
    return bytes;
}

struct ClientCoreData {
    static constexpr std::uint16_t kType = 0xc001;
    static constexpr BlockNames kNames{"clientCoreData.header.type", "clientCoreData.header.length"};

    // earlyCapabilityFlags.
    static constexpr std::uint16_t kSupportErrorInfo = 0x0001;  // RNS_UD_CS_SUPPORT_ERRINFO_PDU
    static constexpr std::uint16_t kSupportNetcharAutodetect = 0x0080;
    static constexpr std::uint16_t kSupportHeartbeat = 0x0400;
    static constexpr std::uint16_t kSupportSkipChannelJoin = 0x0800;

    std::uint32_t version = 0x00080004;  // RDP 5.0 and later
    std::uint16_t desktop_width = 1280;
    std::uint16_t desktop_height = 1024;
    std::uint16_t color_depth = 0xca01;
    std::uint16_t sas_sequence = 0xaa03;
    std::uint32_t keyboard_layout = 0x0409;
    std::uint32_t client_build = 2600;
    FixedText<32> client_name = fixed_text<32>("badrdp");
    std::uint32_t keyboard_type = 4;
    std::uint32_t keyboard_sub_type = 0;
    std::uint32_t keyboard_function_key = 12;
    FixedText<64> ime_file_name{};

    // A client may stop before any of these. Bytes of a version to come follow the last one.
    std::optional<std::uint16_t> post_beta2_color_depth = 0xca01;
    std::optional<std::uint16_t> client_product_id = 1;
    std::optional<std::uint32_t> serial_number = 0;
    std::optional<std::uint16_t> high_color_depth = 24;
    std::optional<std::uint16_t> supported_color_depths = 7;
    std::optional<std::uint16_t> early_capability_flags = kSupportErrorInfo;
    std::optional<FixedText<64>> client_dig_product_id = FixedText<64>{};
    std::optional<std::uint8_t> connection_type = 0;
    std::optional<std::uint8_t> pad1octet = 0;
    std::optional<Protocols> server_selected_protocol =
        Protocols::rdp;  // must echo RDP_NEG_RSP, or the server drops us
    std::optional<std::uint32_t> desktop_physical_width{};
    std::optional<std::uint32_t> desktop_physical_height{};
    std::optional<std::uint16_t> desktop_orientation{};
    std::optional<std::uint32_t> desktop_scale_factor{};
    std::optional<std::uint32_t> device_scale_factor{};
    Bytes rest{};

    static Expected<ClientCoreData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientCoreData&, const ClientCoreData&) = default;
};

}  // namespace badrdp::wire
