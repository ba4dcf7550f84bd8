// Capability sets that mostly clients send, or that are about caches [MS-RDPBCGR 2.2.7]. As they stand here
// they promise nothing.
#pragma once

#include "sim/wire/io/fixed_fields.h"
#include "sim/wire/share/capability_names.h"

namespace badrdp::wire {

// [2.2.7.1.4.1]
struct BitmapCacheCapabilitySet {
    static constexpr std::uint16_t kType = 0x0004;

    std::array<std::uint8_t, 24> pad{};  // six pads
    std::uint16_t cache0_entries = 0;
    std::uint16_t cache0_maximum_cell_size = 0;
    std::uint16_t cache1_entries = 0;
    std::uint16_t cache1_maximum_cell_size = 0;
    std::uint16_t cache2_entries = 0;
    std::uint16_t cache2_maximum_cell_size = 0;

    static constexpr CapabilityNames kNames{"bitmapCacheCapabilitySet.capabilitySetType",
                                            "bitmapCacheCapabilitySet.lengthCapability",
                                            "bitmapCacheCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"bitmapCacheCapabilitySet.pad", &BitmapCacheCapabilitySet::pad},
        Field{"bitmapCacheCapabilitySet.Cache0Entries", &BitmapCacheCapabilitySet::cache0_entries},
        Field{"bitmapCacheCapabilitySet.Cache0MaximumCellSize",
              &BitmapCacheCapabilitySet::cache0_maximum_cell_size},
        Field{"bitmapCacheCapabilitySet.Cache1Entries", &BitmapCacheCapabilitySet::cache1_entries},
        Field{"bitmapCacheCapabilitySet.Cache1MaximumCellSize",
              &BitmapCacheCapabilitySet::cache1_maximum_cell_size},
        Field{"bitmapCacheCapabilitySet.Cache2Entries", &BitmapCacheCapabilitySet::cache2_entries},
        Field{"bitmapCacheCapabilitySet.Cache2MaximumCellSize",
              &BitmapCacheCapabilitySet::cache2_maximum_cell_size}};
    friend bool operator==(const BitmapCacheCapabilitySet&, const BitmapCacheCapabilitySet&) = default;
};

// [2.2.7.2.2]
struct ControlCapabilitySet {
    static constexpr std::uint16_t kType = 0x0005;

    std::uint16_t control_flags = 0;
    std::uint16_t remote_detach_flag = 0;
    std::uint16_t control_interest = 2;  // never
    std::uint16_t detach_interest = 2;   // never

    static constexpr CapabilityNames kNames{"controlCapabilitySet.capabilitySetType",
                                            "controlCapabilitySet.lengthCapability",
                                            "controlCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"controlCapabilitySet.controlFlags", &ControlCapabilitySet::control_flags},
        Field{"controlCapabilitySet.remoteDetachFlag", &ControlCapabilitySet::remote_detach_flag},
        Field{"controlCapabilitySet.controlInterest", &ControlCapabilitySet::control_interest},
        Field{"controlCapabilitySet.detachInterest", &ControlCapabilitySet::detach_interest}};
    friend bool operator==(const ControlCapabilitySet&, const ControlCapabilitySet&) = default;
};

// [2.2.7.2.3]
struct WindowActivationCapabilitySet {
    static constexpr std::uint16_t kType = 0x0007;

    std::uint16_t help_key_flag = 0;
    std::uint16_t help_key_index_flag = 0;
    std::uint16_t help_extended_key_flag = 0;
    std::uint16_t window_manager_key_flag = 0;

    static constexpr CapabilityNames kNames{"windowActivationCapabilitySet.capabilitySetType",
                                            "windowActivationCapabilitySet.lengthCapability",
                                            "windowActivationCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"windowActivationCapabilitySet.helpKeyFlag", &WindowActivationCapabilitySet::help_key_flag},
        Field{"windowActivationCapabilitySet.helpKeyIndexFlag",
              &WindowActivationCapabilitySet::help_key_index_flag},
        Field{"windowActivationCapabilitySet.helpExtendedKeyFlag",
              &WindowActivationCapabilitySet::help_extended_key_flag},
        Field{"windowActivationCapabilitySet.windowManagerKeyFlag",
              &WindowActivationCapabilitySet::window_manager_key_flag}};
    friend bool operator==(const WindowActivationCapabilitySet&,
                           const WindowActivationCapabilitySet&) = default;
};

// [2.2.7.1.11]
struct SoundCapabilitySet {
    static constexpr std::uint16_t kType = 0x000c;

    std::uint16_t sound_flags = 1;  // beeps
    std::uint16_t pad2_octets_a = 0;

    static constexpr CapabilityNames kNames{"soundCapabilitySet.capabilitySetType",
                                            "soundCapabilitySet.lengthCapability",
                                            "soundCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"soundCapabilitySet.soundFlags", &SoundCapabilitySet::sound_flags},
        Field{"soundCapabilitySet.pad2octetsA", &SoundCapabilitySet::pad2_octets_a}};
    friend bool operator==(const SoundCapabilitySet&, const SoundCapabilitySet&) = default;
};

// [2.2.7.1.7]
struct BrushCapabilitySet {
    static constexpr std::uint16_t kType = 0x000f;

    std::uint32_t brush_support_level = 0;

    static constexpr CapabilityNames kNames{"brushCapabilitySet.capabilitySetType",
                                            "brushCapabilitySet.lengthCapability",
                                            "brushCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"brushCapabilitySet.brushSupportLevel", &BrushCapabilitySet::brush_support_level}};
    friend bool operator==(const BrushCapabilitySet&, const BrushCapabilitySet&) = default;
};

// [2.2.7.1.8]
struct GlyphCacheCapabilitySet {
    static constexpr std::uint16_t kType = 0x0010;

    std::array<std::uint8_t, 40> glyph_cache{};  // ten definitions
    std::uint32_t frag_cache = 0;
    std::uint16_t glyph_support_level = 0;  // none
    std::uint16_t pad2_octets = 0;

    static constexpr CapabilityNames kNames{"glyphCacheCapabilitySet.capabilitySetType",
                                            "glyphCacheCapabilitySet.lengthCapability",
                                            "glyphCacheCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"glyphCacheCapabilitySet.GlyphCache", &GlyphCacheCapabilitySet::glyph_cache},
        Field{"glyphCacheCapabilitySet.FragCache", &GlyphCacheCapabilitySet::frag_cache},
        Field{"glyphCacheCapabilitySet.GlyphSupportLevel", &GlyphCacheCapabilitySet::glyph_support_level},
        Field{"glyphCacheCapabilitySet.pad2octets", &GlyphCacheCapabilitySet::pad2_octets}};
    friend bool operator==(const GlyphCacheCapabilitySet&, const GlyphCacheCapabilitySet&) = default;
};

// [2.2.7.1.9]
struct OffscreenCapabilitySet {
    static constexpr std::uint16_t kType = 0x0011;

    std::uint32_t offscreen_support_level = 0;
    std::uint16_t offscreen_cache_size = 0;
    std::uint16_t offscreen_cache_entries = 0;

    static constexpr CapabilityNames kNames{"offscreenCapabilitySet.capabilitySetType",
                                            "offscreenCapabilitySet.lengthCapability",
                                            "offscreenCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"offscreenCapabilitySet.offscreenSupportLevel",
              &OffscreenCapabilitySet::offscreen_support_level},
        Field{"offscreenCapabilitySet.offscreenCacheSize", &OffscreenCapabilitySet::offscreen_cache_size},
        Field{"offscreenCapabilitySet.offscreenCacheEntries",
              &OffscreenCapabilitySet::offscreen_cache_entries}};
    friend bool operator==(const OffscreenCapabilitySet&, const OffscreenCapabilitySet&) = default;
};

// [2.2.7.2.1]
struct BitmapCacheHostSupportCapabilitySet {
    static constexpr std::uint16_t kType = 0x0012;

    std::uint8_t cache_version = 1;  // revision 2
    std::uint8_t pad1 = 0;
    std::uint16_t pad2 = 0;

    static constexpr CapabilityNames kNames{"bitmapCacheHostSupportCapabilitySet.capabilitySetType",
                                            "bitmapCacheHostSupportCapabilitySet.lengthCapability",
                                            "bitmapCacheHostSupportCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"bitmapCacheHostSupportCapabilitySet.cacheVersion",
              &BitmapCacheHostSupportCapabilitySet::cache_version},
        Field{"bitmapCacheHostSupportCapabilitySet.pad1", &BitmapCacheHostSupportCapabilitySet::pad1},
        Field{"bitmapCacheHostSupportCapabilitySet.pad2", &BitmapCacheHostSupportCapabilitySet::pad2}};
    friend bool operator==(const BitmapCacheHostSupportCapabilitySet&,
                           const BitmapCacheHostSupportCapabilitySet&) = default;
};

// [2.2.7.1.4.2]
struct BitmapCacheRev2CapabilitySet {
    static constexpr std::uint16_t kType = 0x0013;

    std::uint16_t cache_flags = 0;
    std::uint8_t pad2 = 0;
    std::uint8_t num_cell_caches = 0;
    std::array<std::uint8_t, 20> cell_info{};  // five caches
    std::array<std::uint8_t, 12> pad3{};

    static constexpr CapabilityNames kNames{"bitmapCacheRev2CapabilitySet.capabilitySetType",
                                            "bitmapCacheRev2CapabilitySet.lengthCapability",
                                            "bitmapCacheRev2CapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"bitmapCacheRev2CapabilitySet.CacheFlags", &BitmapCacheRev2CapabilitySet::cache_flags},
        Field{"bitmapCacheRev2CapabilitySet.pad2", &BitmapCacheRev2CapabilitySet::pad2},
        Field{"bitmapCacheRev2CapabilitySet.NumCellCaches", &BitmapCacheRev2CapabilitySet::num_cell_caches},
        Field{"bitmapCacheRev2CapabilitySet.BitmapCacheCellInfo", &BitmapCacheRev2CapabilitySet::cell_info},
        Field{"bitmapCacheRev2CapabilitySet.Pad3", &BitmapCacheRev2CapabilitySet::pad3}};
    friend bool operator==(const BitmapCacheRev2CapabilitySet&,
                           const BitmapCacheRev2CapabilitySet&) = default;
};

// [2.2.7.2.7]
struct LargePointerCapabilitySet {
    static constexpr std::uint16_t kType = 0x001b;

    std::uint16_t large_pointer_support_flags = 0;

    static constexpr CapabilityNames kNames{"largePointerCapabilitySet.capabilitySetType",
                                            "largePointerCapabilitySet.lengthCapability",
                                            "largePointerCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{Field{"largePointerCapabilitySet.largePointerSupportFlags",
                                              &LargePointerCapabilitySet::large_pointer_support_flags}};
    friend bool operator==(const LargePointerCapabilitySet&, const LargePointerCapabilitySet&) = default;
};

// [2.2.7.2.9]
struct SurfaceCommandsCapabilitySet {
    static constexpr std::uint16_t kType = 0x001c;

    std::uint32_t cmd_flags = 0;
    std::uint32_t reserved = 0;

    static constexpr CapabilityNames kNames{"surfaceCommandsCapabilitySet.capabilitySetType",
                                            "surfaceCommandsCapabilitySet.lengthCapability",
                                            "surfaceCommandsCapabilitySet.capabilityData"};
    static constexpr std::tuple kFields{
        Field{"surfaceCommandsCapabilitySet.cmdFlags", &SurfaceCommandsCapabilitySet::cmd_flags},
        Field{"surfaceCommandsCapabilitySet.reserved", &SurfaceCommandsCapabilitySet::reserved}};
    friend bool operator==(const SurfaceCommandsCapabilitySet&,
                           const SurfaceCommandsCapabilitySet&) = default;
};

}  // namespace badrdp::wire
