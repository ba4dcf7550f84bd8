// The Early User Authorization Result that follows CredSSP where HYBRID_EX was selected
// [MS-RDPBCGR 2.2.10.2]: four bytes without any wrapper.
#pragma once

#include <cstdint>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct EarlyUserAuthResult {
    static constexpr std::uint32_t kSuccess = 0;
    static constexpr std::uint32_t kAccessDenied = 5;
    static constexpr std::size_t kSize = 4;

    std::uint32_t authorization_result = kSuccess;

    static Expected<EarlyUserAuthResult> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const EarlyUserAuthResult&, const EarlyUserAuthResult&) = default;
};

}  // namespace badrdp::wire
