// The blocks of a pcapng file as bytes [draft-ietf-opsawg-pcapng], little-endian, each a multiple of 4 long.
#pragma once

#include "capture/packet.h"
#include "capture/pcapng.h"

namespace badrdp::capture {

using Block = std::vector<std::uint8_t>;

Block section_header_block(const FileInfo& info);
Block interface_block(const Interface& interface);             // time stamps in nanoseconds
Block decryption_secrets_block(std::string_view tls_key_log);  // lines of an NSS key log
Block enhanced_packet_block(const Packet& packet);

}  // namespace badrdp::capture
