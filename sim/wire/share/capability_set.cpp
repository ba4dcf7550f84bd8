#include "sim/wire/share/capability_set.h"

#include <type_traits>

namespace badrdp::wire {

namespace {

constexpr std::size_t kSetHeadSize = 2 + 2;  // capabilitySetType, lengthCapability
constexpr CapabilityNames kOtherNames{"capabilitySet.capabilitySetType", "capabilitySet.lengthCapability",
                                      "capabilitySet.capabilityData"};

// The index of a kind in the variant is its index here; the first is no kind.
template <std::size_t Index = 1>
CapabilityNames names_of(std::uint16_t type) {
    if constexpr (Index == std::variant_size_v<CapabilitySet>) {
        return kOtherNames;
    } else {
        using Set = std::variant_alternative_t<Index, CapabilitySet>;
        return type == Set::kType ? Set::kNames : names_of<Index + 1>(type);
    }
}

template <std::size_t Index = 1>
CapabilitySet read_data(Reader& in, std::uint16_t type, std::size_t size) {
    if constexpr (Index == std::variant_size_v<CapabilitySet>) {
        const auto data = in.bytes(names_of(type).data, size);
        return OtherCapabilitySet{type, Bytes(data.begin(), data.end())};
    } else {
        using Set = std::variant_alternative_t<Index, CapabilitySet>;
        if (type != Set::kType || size != size_of_fields<Set>()) return read_data<Index + 1>(in, type, size);
        Set set;
        read_fields(in, set);
        return set;
    }
}

// One of which no more than `most` bytes are there.
CapabilitySet read_set(Reader& in, std::size_t most) {
    auto ahead = Reader(in.peek());
    const auto names = names_of(ahead.u16le("type"));
    const auto type = in.u16le(names.type);
    const auto length = in.u16le(names.length);
    if (length < kSetHeadSize) in.fail(names.length, "shorter than its own header");
    if (length > most) in.fail(names.length, "more than there is");
    if (in.malformed()) return OtherCapabilitySet{};
    return read_data(in, type, length - kSetHeadSize);
}

void write_set(Writer& out, const CapabilitySet& set) {
    const auto begin = out.bytes.size();
    const auto names = names_of(type_of(set));
    out.u16le(names.type, type_of(set));
    LaterLength length(out, names.length);
    std::visit(
        [&](const auto& s) {
            if constexpr (std::is_same_v<std::decay_t<decltype(s)>, OtherCapabilitySet>)
                out.raw(names.data, s.data);
            else
                write_fields(out, s);
        },
        set);
    length.count_from(begin);
}

}  // namespace

std::uint16_t type_of(const CapabilitySet& set) {
    return std::visit(
        [](const auto& s) {
            if constexpr (std::is_same_v<std::decay_t<decltype(s)>, OtherCapabilitySet>)
                return s.type;
            else
                return s.kType;
        },
        set);
}

CapabilityList CapabilityList::read(Reader& in, const Names& names) {
    CapabilityList list;
    const std::size_t source = in.u16le(names.length_source_descriptor);
    const std::size_t combined = in.u16le(names.length_combined_capabilities);
    if (source > in.remaining()) in.fail(names.length_source_descriptor, "more than there is");
    const auto descriptor = in.bytes(names.source_descriptor, source);
    list.source_descriptor.assign(descriptor.begin(), descriptor.end());
    if (combined > in.remaining()) in.fail(names.length_combined_capabilities, "more than there is");
    if (combined < kSetHeadSize) in.fail(names.length_combined_capabilities, "shorter than its own header");
    const std::size_t count = in.u16le(names.number_capabilities);
    list.pad2_octets = in.u16le(names.pad2_octets);
    if (in.malformed()) return list;

    const auto behind = in.remaining() - (combined - kSetHeadSize);
    for (std::size_t i = 0; i < count && !in.malformed(); ++i) {
        const auto left = in.remaining() - behind;
        if (left < kSetHeadSize) in.fail(names.number_capabilities, "more than there are");
        if (left >= kSetHeadSize) list.sets.push_back(read_set(in, left));
    }
    if (in.remaining() > behind) in.fail(names.number_capabilities, "fewer than there are");
    return list;
}

void CapabilityList::write(Writer& out, const Names& names) const {
    out.u16le(names.length_source_descriptor, static_cast<std::uint16_t>(source_descriptor.size()));
    LaterLength combined(out, names.length_combined_capabilities);
    out.raw(names.source_descriptor, source_descriptor);
    const auto begin = out.bytes.size();
    out.u16le(names.number_capabilities, static_cast<std::uint16_t>(sets.size()));
    out.u16le(names.pad2_octets, pad2_octets);
    for (const auto& set : sets) write_set(out, set);
    combined.count_from(begin);
}

}  // namespace badrdp::wire
