// What records inside TLS are, told from their sizes alone: a few of RDP's messages have a length of their
// own. Where the cipher adds a fixed number of bytes (AES-GCM, ChaCha20-Poly1305) those lengths show outside.
#pragma once

#include <optional>

#include "capture/survey/talk.h"

namespace badrdp::harness::diagnosis {

inline constexpr std::uint16_t kTls13 = 0x0304;

// Bytes that the cipher of this conversation adds to a record; nothing: their number varies, or it is not
// known [RFC 8446 5.2, RFC 5288 3, RFC 7905 2].
std::optional<std::size_t> added_by_cipher(const capture::Connection& facts);

struct ToldBySizes {
    // The host's Synchronize, both its Control PDUs and its Font Map have come behind the client's Confirm
    // Active [MS-RDPBCGR 2.2.1.19 to 2.2.1.22]: the session is active.
    bool finalized = false;
    // The host's last words are as long as a Set Error Info, with an ultimatum behind it or not [2.2.5.1.1,
    // 2.2.2.3], and finalization had not begun: frame of the last one, 0: they are not.
    std::uint64_t turned_away = 0;
    // The last record of all is the client's, and as long as its ultimatum: the frame; 0: it is not.
    std::uint64_t client_parts = 0;
};

ToldBySizes told_by_sizes(const capture::Talk& talk);

}  // namespace badrdp::harness::diagnosis
