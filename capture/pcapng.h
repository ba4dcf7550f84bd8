// Writes a capture file in the pcapng format (draft-ietf-opsawg-pcapng), with TLS secrets inside.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "capture/packet.h"

namespace badrdp::capture {

struct FileInfo {
    std::string application;  // "badrdp 0.1.0"
    std::string comment;      // of the section: scenario, client, verdict
};

// Section header, interfaces, one Decryption Secrets Block (NSS key log lines; left out when empty), then
// the packets with their comments. Mode 0600. Throws std::system_error naming the file.
void write_pcapng(const std::filesystem::path& file, const FileInfo& info,
                  std::span<const Interface> interfaces, std::span<const Packet> packets,
                  std::string_view tls_key_log);

}  // namespace badrdp::capture
