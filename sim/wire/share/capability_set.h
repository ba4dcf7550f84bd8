// TS_CAPS_SET [MS-RDPBCGR 2.2.1.13.1.1.1]: what one end says that it can do. A kind we know, of the size that
// it has in the specification, is told field by field; every other set is kept as it came.
#pragma once

#include <variant>

#include "sim/wire/share/capability_sets.h"
#include "sim/wire/share/capability_sets_more.h"

namespace badrdp::wire {

struct OtherCapabilitySet {
    std::uint16_t type = 0;
    Bytes data{};

    friend bool operator==(const OtherCapabilitySet&, const OtherCapabilitySet&) = default;
};

using CapabilitySet =
    std::variant<OtherCapabilitySet, GeneralCapabilitySet, BitmapCapabilitySet, OrderCapabilitySet,
                 BitmapCacheCapabilitySet, ControlCapabilitySet, WindowActivationCapabilitySet,
                 PointerCapabilitySet, ShareCapabilitySet, SoundCapabilitySet, InputCapabilitySet,
                 FontCapabilitySet, BrushCapabilitySet, GlyphCacheCapabilitySet, OffscreenCapabilitySet,
                 BitmapCacheHostSupportCapabilitySet, BitmapCacheRev2CapabilitySet,
                 VirtualChannelCapabilitySet, MultifragmentUpdateCapabilitySet, LargePointerCapabilitySet,
                 SurfaceCommandsCapabilitySet>;

std::uint16_t type_of(const CapabilitySet& set);

// The common end of Demand and Confirm Active: lengthSourceDescriptor, lengthCombinedCapabilities,
// sourceDescriptor, numberCapabilities, pad2Octets, capabilitySets. The lengths and the count are computed.
struct CapabilityList {
    struct Names {
        std::string_view length_source_descriptor;
        std::string_view length_combined_capabilities;
        std::string_view source_descriptor;
        std::string_view number_capabilities;
        std::string_view pad2_octets;
    };

    Bytes source_descriptor{};
    std::uint16_t pad2_octets = 0;
    std::vector<CapabilitySet> sets{};

    static CapabilityList read(Reader& in, const Names& names);
    void write(Writer& out, const Names& names) const;

    friend bool operator==(const CapabilityList&, const CapabilityList&) = default;
};

}  // namespace badrdp::wire
