// Writes a capture file in the pcapng format (draft-ietf-opsawg-pcapng), with TLS secrets inside.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "capture/packet.h"

namespace badrdp::capture {

struct FileInfo {
    std::string application;  // "badrdp 0.1.0"
    std::string comment;      // of the section: scenario, client, verdict
};

// A file that is written block by block, mode 0600, and appears under its name only when it is finished. Each
// of these throws std::system_error naming the file.
class PcapngFile {
public:
    PcapngFile(const std::filesystem::path& file, const FileInfo& info);
    ~PcapngFile();
    PcapngFile(PcapngFile&&) noexcept;
    PcapngFile& operator=(PcapngFile&&) noexcept;

    void add(const Interface& interface);            // before its packets; they are counted from 0
    void add_secrets(std::string_view tls_key_log);  // before the packets that they open
    void add(const Packet& packet);
    void finish();

private:
    class Blocks;
    std::unique_ptr<Blocks> blocks_;
};

// Section header, interfaces, one Decryption Secrets Block (NSS key log lines; left out when empty), then
// the packets with their comments. Mode 0600. Throws std::system_error naming the file.
void write_pcapng(const std::filesystem::path& file, const FileInfo& info,
                  std::span<const Interface> interfaces, std::span<const Packet> packets,
                  std::string_view tls_key_log);

}  // namespace badrdp::capture
