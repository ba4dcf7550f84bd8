// The settings blocks that both ends put into the user data of their GCC conference: what all of them share
// [MS-RDPBCGR 2.2.1.3.1].
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct BlockNames {
    std::string_view type;
    std::string_view length;  // of the block, its header included
};

// The type of the block that comes next; nothing is consumed, and 0 is said of less than two bytes.
std::uint16_t next_block_type(const Reader& in);

// Reads the header of a block, and gives a reader of its contents.
Reader read_block(Reader& in, const BlockNames& names, std::uint16_t type);
void write_block(Writer& out, const BlockNames& names, std::uint16_t type, const Writer& contents);

// A block of a type that is not known here, kept whole.
struct UnknownBlock {
    std::uint16_t type = 0;
    Bytes contents{};

    static Expected<UnknownBlock> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const UnknownBlock&, const UnknownBlock&) = default;
};

}  // namespace badrdp::wire
