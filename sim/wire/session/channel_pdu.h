// What travels on a static virtual channel, in a single chunk [MS-RDPBCGR 2.2.6.1].
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct ChannelPdu {
    static constexpr std::uint32_t kFirst = 0x00000001;
    static constexpr std::uint32_t kLast = 0x00000002;

    std::uint32_t flags = kFirst | kLast;
    Bytes data{};

    // Of a chunk that is all there is: channelPduHeader.length counts the chunks together.
    static Expected<ChannelPdu> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ChannelPdu&, const ChannelPdu&) = default;
};

}  // namespace badrdp::wire
