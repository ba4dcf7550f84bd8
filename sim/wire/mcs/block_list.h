// Lists of settings blocks, which differ between the two ends only in the types that they know.
#pragma once

#include <utility>
#include <variant>

#include "sim/wire/mcs/gcc_block.h"

namespace badrdp::wire {

// Reads the next block as the one of `Variant`'s types that has its type number, and as the last if none has.
template <class Variant, std::size_t I = 0>
Expected<Variant> read_next_block(Reader& in) {
    using Block = std::variant_alternative_t<I, Variant>;
    if constexpr (I + 1 < std::variant_size_v<Variant>) {
        if (next_block_type(in) != Block::kType) return read_next_block<Variant, I + 1>(in);
    }
    auto block = Block::read(in);
    if (!block) return std::unexpected(block.error());
    return Variant(std::move(*block));
}

// A known block that comes twice would let two readers see different settings: refused.
template <class Variant>
std::vector<Variant> read_blocks(Reader& in) {
    std::vector<Variant> blocks;
    while (in.remaining() > 0) {
        const auto type = next_block_type(in);
        auto block = read_next_block<Variant>(in);
        if (!block) break;
        for (const auto& earlier : blocks)
            std::visit(
                [&]<class Block>(const Block&) {
                    if constexpr (requires { Block::kType; })
                        if (Block::kType == type) in.fail(Block::kNames.type, "a second block of this type");
                },
                earlier);
        blocks.push_back(std::move(*block));
    }
    return blocks;
}

// The first block of this type, or null.
template <class Block, class Blocks>
auto find_block(Blocks& blocks) -> decltype(std::get_if<Block>(&blocks.front())) {
    for (auto& block : blocks)
        if (auto* found = std::get_if<Block>(&block)) return found;
    return nullptr;
}

template <class Block, class Variant>
void demand_block(Reader& in, const std::vector<Variant>& blocks) {
    if (!find_block<Block>(blocks)) in.fail(Block::kNames.type, "missing");
}

template <class Variant>
void write_blocks(Writer& out, const std::vector<Variant>& blocks) {
    for (const auto& block : blocks) std::visit([&](const auto& b) { b.write(out); }, block);
}

}  // namespace badrdp::wire
