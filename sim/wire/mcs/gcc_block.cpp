#include "sim/wire/mcs/gcc_block.h"

namespace badrdp::wire {
namespace {

constexpr std::uint16_t kHeaderSize = 2 + 2;  // type, length
constexpr BlockNames kUnknown{"unknownData.header.type", "unknownData.header.length"};

}  // namespace

std::uint16_t next_block_type(const Reader& in) {
    const auto ahead = in.peek();
    return ahead.size() < 2 ? std::uint16_t{0} : static_cast<std::uint16_t>(ahead[0] | ahead[1] << 8);
}

Reader read_block(Reader& in, const BlockNames& names, std::uint16_t type) {
    if (in.u16le(names.type) != type) in.fail(names.type, "not the type of this block");
    const auto length = in.u16le(names.length);
    if (length < kHeaderSize) in.fail(names.length, "shorter than its own header");
    return in.within(names.length, length < kHeaderSize ? 0u : std::size_t{length} - kHeaderSize);
}

void write_block(Writer& out, const BlockNames& names, std::uint16_t type, const Writer& contents) {
    out.u16le(names.type, type);
    out.u16le(names.length, static_cast<std::uint16_t>(kHeaderSize + contents.bytes.size()));
    out.append(contents);
}

Expected<UnknownBlock> UnknownBlock::read(Reader& in) {
    UnknownBlock block;
    block.type = next_block_type(in);
    auto body = read_block(in, kUnknown, block.type);
    const auto contents = body.rest("unknownData.contents");
    block.contents.assign(contents.begin(), contents.end());
    in.adopt_all(body, kUnknown.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return block;
}

void UnknownBlock::write(Writer& out) const {
    Writer body;
    body.raw("unknownData.contents", contents);
    write_block(out, kUnknown, type, body);
}

}  // namespace badrdp::wire
