// Capability sets that both ends send [MS-RDPBCGR 2.2.7]. As they stand here they promise
// little: bitmaps and input, no drawing order, no cache.
#pragma once

#include "sim/wire/io/fixed_fields.h"
#include "sim/wire/share/capability_names.h"

namespace badrdp::wire {

// [2.2.7.1.1]
struct GeneralCapabilitySet {
    static constexpr std::uint16_t kType = 0x0001;
    static constexpr std::uint16_t kFastpathOutputSupported = 0x0001;
    static constexpr std::uint16_t kLongCredentialsSupported = 0x0004;
    static constexpr std::uint16_t kAutoreconnectSupported = 0x0008;
    static constexpr std::uint16_t kEncSaltedChecksum = 0x0010;
    static constexpr std::uint16_t kNoBitmapCompressionHdr = 0x0400;

    std::uint16_t os_major_type = 1;  // Windows
    std::uint16_t os_minor_type = 3;  // NT
    std::uint16_t protocol_version = 0x0200;
    std::uint16_t pad2_octets_a = 0;
    std::uint16_t compression_types = 0;
    std::uint16_t extra_flags =
        kFastpathOutputSupported | kLongCredentialsSupported | kNoBitmapCompressionHdr;
    std::uint16_t update_capability_flag = 0;
    std::uint16_t remote_unshare_flag = 0;
    std::uint16_t compression_level = 0;
    std::uint8_t refresh_rect_support = 0;
    std::uint8_t suppress_output_support = 0;

    static constexpr CapabilityNames kNames{"generalCapabilitySet.capabilitySetType",
                                            "generalCapabilitySet.lengthCapability",
                                            "generalCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"generalCapabilitySet.osMajorType", &GeneralCapabilitySet::os_major_type},
        Field{"generalCapabilitySet.osMinorType", &GeneralCapabilitySet::os_minor_type},
        Field{"generalCapabilitySet.protocolVersion", &GeneralCapabilitySet::protocol_version},
        Field{"generalCapabilitySet.pad2octetsA", &GeneralCapabilitySet::pad2_octets_a},
        Field{"generalCapabilitySet.compressionTypes", &GeneralCapabilitySet::compression_types},
        Field{"generalCapabilitySet.extraFlags", &GeneralCapabilitySet::extra_flags},
        Field{"generalCapabilitySet.updateCapabilityFlag", &GeneralCapabilitySet::update_capability_flag},
        Field{"generalCapabilitySet.remoteUnshareFlag", &GeneralCapabilitySet::remote_unshare_flag},
        Field{"generalCapabilitySet.compressionLevel", &GeneralCapabilitySet::compression_level},
        Field{"generalCapabilitySet.refreshRectSupport", &GeneralCapabilitySet::refresh_rect_support},
        Field{"generalCapabilitySet.suppressOutputSupport", &GeneralCapabilitySet::suppress_output_support}};
    friend bool operator==(const GeneralCapabilitySet&, const GeneralCapabilitySet&) = default;
};

// [2.2.7.1.2]
struct BitmapCapabilitySet {
    static constexpr std::uint16_t kType = 0x0002;

    std::uint16_t preferred_bits_per_pixel = 24;
    std::uint16_t receive1_bit_per_pixel = 1;
    std::uint16_t receive4_bits_per_pixel = 1;
    std::uint16_t receive8_bits_per_pixel = 1;
    std::uint16_t desktop_width = 1024;
    std::uint16_t desktop_height = 768;
    std::uint16_t pad2_octets = 0;
    std::uint16_t desktop_resize_flag = 1;
    std::uint16_t bitmap_compression_flag = 1;  // must be true
    std::uint8_t high_color_flags = 0;
    std::uint8_t drawing_flags = 0;
    std::uint16_t multiple_rectangle_support = 1;  // must be true
    std::uint16_t pad2_octets_b = 0;

    static constexpr CapabilityNames kNames{"bitmapCapabilitySet.capabilitySetType",
                                            "bitmapCapabilitySet.lengthCapability",
                                            "bitmapCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"bitmapCapabilitySet.preferredBitsPerPixel", &BitmapCapabilitySet::preferred_bits_per_pixel},
        Field{"bitmapCapabilitySet.receive1BitPerPixel", &BitmapCapabilitySet::receive1_bit_per_pixel},
        Field{"bitmapCapabilitySet.receive4BitsPerPixel", &BitmapCapabilitySet::receive4_bits_per_pixel},
        Field{"bitmapCapabilitySet.receive8BitsPerPixel", &BitmapCapabilitySet::receive8_bits_per_pixel},
        Field{"bitmapCapabilitySet.desktopWidth", &BitmapCapabilitySet::desktop_width},
        Field{"bitmapCapabilitySet.desktopHeight", &BitmapCapabilitySet::desktop_height},
        Field{"bitmapCapabilitySet.pad2octets", &BitmapCapabilitySet::pad2_octets},
        Field{"bitmapCapabilitySet.desktopResizeFlag", &BitmapCapabilitySet::desktop_resize_flag},
        Field{"bitmapCapabilitySet.bitmapCompressionFlag", &BitmapCapabilitySet::bitmap_compression_flag},
        Field{"bitmapCapabilitySet.highColorFlags", &BitmapCapabilitySet::high_color_flags},
        Field{"bitmapCapabilitySet.drawingFlags", &BitmapCapabilitySet::drawing_flags},
        Field{"bitmapCapabilitySet.multipleRectangleSupport",
              &BitmapCapabilitySet::multiple_rectangle_support},
        Field{"bitmapCapabilitySet.pad2octetsB", &BitmapCapabilitySet::pad2_octets_b}};
    friend bool operator==(const BitmapCapabilitySet&, const BitmapCapabilitySet&) = default;
};

// [2.2.7.1.3]
struct OrderCapabilitySet {
    static constexpr std::uint16_t kType = 0x0003;
    static constexpr std::uint16_t kNegotiateOrderSupport = 0x0002;
    static constexpr std::uint16_t kZeroBoundsDeltasSupport = 0x0008;
    static constexpr std::uint16_t kColorIndexSupport = 0x0020;

    std::array<std::uint8_t, 16> terminal_descriptor{};
    std::uint32_t pad4_octets_a = 0;
    std::uint16_t desktop_save_xgranularity = 1;
    std::uint16_t desktop_save_ygranularity = 20;
    std::uint16_t pad2_octets_a = 0;
    std::uint16_t maximum_order_level = 1;
    std::uint16_t number_fonts = 0;
    std::uint16_t order_flags = kNegotiateOrderSupport | kZeroBoundsDeltasSupport | kColorIndexSupport;
    std::array<std::uint8_t, 32> order_support{};  // no drawing order at all: bitmaps alone
    std::uint16_t text_flags = 0;
    std::uint16_t order_support_ex_flags = 0;
    std::uint32_t pad4_octets_b = 0;
    std::uint32_t desktop_save_size = 480 * 480;
    std::uint16_t pad2_octets_c = 0;
    std::uint16_t pad2_octets_d = 0;
    std::uint16_t text_ansi_code_page = 0;
    std::uint16_t pad2_octets_e = 0;

    static constexpr CapabilityNames kNames{"orderCapabilitySet.capabilitySetType",
                                            "orderCapabilitySet.lengthCapability",
                                            "orderCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"orderCapabilitySet.terminalDescriptor", &OrderCapabilitySet::terminal_descriptor},
        Field{"orderCapabilitySet.pad4octetsA", &OrderCapabilitySet::pad4_octets_a},
        Field{"orderCapabilitySet.desktopSaveXGranularity", &OrderCapabilitySet::desktop_save_xgranularity},
        Field{"orderCapabilitySet.desktopSaveYGranularity", &OrderCapabilitySet::desktop_save_ygranularity},
        Field{"orderCapabilitySet.pad2octetsA", &OrderCapabilitySet::pad2_octets_a},
        Field{"orderCapabilitySet.maximumOrderLevel", &OrderCapabilitySet::maximum_order_level},
        Field{"orderCapabilitySet.numberFonts", &OrderCapabilitySet::number_fonts},
        Field{"orderCapabilitySet.orderFlags", &OrderCapabilitySet::order_flags},
        Field{"orderCapabilitySet.orderSupport", &OrderCapabilitySet::order_support},
        Field{"orderCapabilitySet.textFlags", &OrderCapabilitySet::text_flags},
        Field{"orderCapabilitySet.orderSupportExFlags", &OrderCapabilitySet::order_support_ex_flags},
        Field{"orderCapabilitySet.pad4octetsB", &OrderCapabilitySet::pad4_octets_b},
        Field{"orderCapabilitySet.desktopSaveSize", &OrderCapabilitySet::desktop_save_size},
        Field{"orderCapabilitySet.pad2octetsC", &OrderCapabilitySet::pad2_octets_c},
        Field{"orderCapabilitySet.pad2octetsD", &OrderCapabilitySet::pad2_octets_d},
        Field{"orderCapabilitySet.textANSICodePage", &OrderCapabilitySet::text_ansi_code_page},
        Field{"orderCapabilitySet.pad2octetsE", &OrderCapabilitySet::pad2_octets_e}};
    friend bool operator==(const OrderCapabilitySet&, const OrderCapabilitySet&) = default;
};

// [2.2.7.1.5]
struct PointerCapabilitySet {
    static constexpr std::uint16_t kType = 0x0008;

    std::uint16_t color_pointer_flag = 1;
    std::uint16_t color_pointer_cache_size = 20;
    std::uint16_t pointer_cache_size = 20;

    static constexpr CapabilityNames kNames{"pointerCapabilitySet.capabilitySetType",
                                            "pointerCapabilitySet.lengthCapability",
                                            "pointerCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"pointerCapabilitySet.colorPointerFlag", &PointerCapabilitySet::color_pointer_flag},
        Field{"pointerCapabilitySet.colorPointerCacheSize", &PointerCapabilitySet::color_pointer_cache_size},
        Field{"pointerCapabilitySet.pointerCacheSize", &PointerCapabilitySet::pointer_cache_size}};
    friend bool operator==(const PointerCapabilitySet&, const PointerCapabilitySet&) = default;
};

// [2.2.7.2.4]
struct ShareCapabilitySet {
    static constexpr std::uint16_t kType = 0x0009;

    std::uint16_t node_id = 0;  // the server's: 0x03ea
    std::uint16_t pad2_octets = 0;

    static constexpr CapabilityNames kNames{"shareCapabilitySet.capabilitySetType",
                                            "shareCapabilitySet.lengthCapability",
                                            "shareCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"shareCapabilitySet.nodeID", &ShareCapabilitySet::node_id},
        Field{"shareCapabilitySet.pad2octets", &ShareCapabilitySet::pad2_octets}};
    friend bool operator==(const ShareCapabilitySet&, const ShareCapabilitySet&) = default;
};

// [2.2.7.1.6]
struct InputCapabilitySet {
    static constexpr std::uint16_t kType = 0x000d;
    static constexpr std::uint16_t kScancodes = 0x0001;
    static constexpr std::uint16_t kMousex = 0x0004;
    static constexpr std::uint16_t kFastpathInput = 0x0008;
    static constexpr std::uint16_t kUnicode = 0x0010;
    static constexpr std::uint16_t kFastpathInput2 = 0x0020;

    std::uint16_t input_flags = kScancodes | kMousex | kUnicode | kFastpathInput2;
    std::uint16_t pad2_octets_a = 0;
    std::uint32_t keyboard_layout = 0x409;
    std::uint32_t keyboard_type = 4;
    std::uint32_t keyboard_sub_type = 0;
    std::uint32_t keyboard_function_key = 12;
    std::array<std::uint8_t, 64> ime_file_name{};

    static constexpr CapabilityNames kNames{"inputCapabilitySet.capabilitySetType",
                                            "inputCapabilitySet.lengthCapability",
                                            "inputCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"inputCapabilitySet.inputFlags", &InputCapabilitySet::input_flags},
        Field{"inputCapabilitySet.pad2octetsA", &InputCapabilitySet::pad2_octets_a},
        Field{"inputCapabilitySet.keyboardLayout", &InputCapabilitySet::keyboard_layout},
        Field{"inputCapabilitySet.keyboardType", &InputCapabilitySet::keyboard_type},
        Field{"inputCapabilitySet.keyboardSubType", &InputCapabilitySet::keyboard_sub_type},
        Field{"inputCapabilitySet.keyboardFunctionKey", &InputCapabilitySet::keyboard_function_key},
        Field{"inputCapabilitySet.imeFileName", &InputCapabilitySet::ime_file_name}};
    friend bool operator==(const InputCapabilitySet&, const InputCapabilitySet&) = default;
};

// [2.2.7.2.5]
struct FontCapabilitySet {
    static constexpr std::uint16_t kType = 0x000e;

    std::uint16_t font_support_flags = 1;  // font list
    std::uint16_t pad2_octets = 0;

    static constexpr CapabilityNames kNames{"fontCapabilitySet.capabilitySetType",
                                            "fontCapabilitySet.lengthCapability",
                                            "fontCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"fontCapabilitySet.fontSupportFlags", &FontCapabilitySet::font_support_flags},
        Field{"fontCapabilitySet.pad2octets", &FontCapabilitySet::pad2_octets}};
    friend bool operator==(const FontCapabilitySet&, const FontCapabilitySet&) = default;
};

// [2.2.7.1.10]
struct VirtualChannelCapabilitySet {
    static constexpr std::uint16_t kType = 0x0014;

    std::uint32_t flags = 0;  // no compression
    std::uint32_t vc_chunk_size = 1600;

    static constexpr CapabilityNames kNames{"virtualChannelCapabilitySet.capabilitySetType",
                                            "virtualChannelCapabilitySet.lengthCapability",
                                            "virtualChannelCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"virtualChannelCapabilitySet.flags", &VirtualChannelCapabilitySet::flags},
        Field{"virtualChannelCapabilitySet.VCChunkSize", &VirtualChannelCapabilitySet::vc_chunk_size}};
    friend bool operator==(const VirtualChannelCapabilitySet&, const VirtualChannelCapabilitySet&) = default;
};

// [2.2.7.2.6]
struct MultifragmentUpdateCapabilitySet {
    static constexpr std::uint16_t kType = 0x001a;

    std::uint32_t max_request_size = 0x8000;

    static constexpr CapabilityNames kNames{"multifragmentUpdateCapabilitySet.capabilitySetType",
                                            "multifragmentUpdateCapabilitySet.lengthCapability",
                                            "multifragmentUpdateCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{Field{"multifragmentUpdateCapabilitySet.MaxRequestSize",
                                              &MultifragmentUpdateCapabilitySet::max_request_size}};
    friend bool operator==(const MultifragmentUpdateCapabilitySet&,
                           const MultifragmentUpdateCapabilitySet&) = default;
};

}  // namespace badrdp::wire
