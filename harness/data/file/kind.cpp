#include "harness/data/file/kind.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace badrdp::harness {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kCapture = "; ask `badrdp diagnose` what died in it, or open it in Wireshark";

struct Magic {
    std::string_view bytes;
    std::string_view is;
    std::string_view advice;
};
constexpr std::array kMagics{
    Magic{"\x0a\x0d\x0d\x0a"sv, "is a packet capture (pcapng)", kCapture},
    Magic{"\xd4\xc3\xb2\xa1"sv, "is a packet capture (pcap)", kCapture},
    Magic{"\xa1\xb2\xc3\xd4"sv, "is a packet capture (pcap)", kCapture},
    Magic{"\x4d\x3c\xb2\xa1"sv, "is a packet capture (pcap)", kCapture},
    Magic{"\xa1\xb2\x3c\x4d"sv, "is a packet capture (pcap)", kCapture},
    Magic{
        "ElfFile\0"sv, "is an event log of Windows (evtx)",
        "; `evtxexport FILE | badrdp explain -` reads it (package libevtx-utils), or save it as XML or text"},
    Magic{"\x1f\x8b"sv, "is compressed (gzip)", "; unpack it first"},
    Magic{"PK\x03\x04"sv, "is an archive (zip)", "; unpack it first"},
};

constexpr std::size_t kEnough = 4096;

std::string beginning(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes(kEnough, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
}

// mstsc writes UTF-16 with a byte order mark, other programs what they like.
std::string as_ascii(std::string_view bytes) {
    std::string out;
    for (const char c : bytes)
        if (c != '\0' && static_cast<unsigned char>(c) < 0x80) out += c;
    return out;
}

// Lines of "full address:s:host": a name, the kind of value (s, i or b), the value.
bool is_rdp_file(std::string_view text) {
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    const auto first = line.find(':');
    return first != line.npos && first + 2 < line.size() && line[first + 2] == ':' &&
           "sib"sv.find(line[first + 1]) != line.npos;
}

}  // namespace

std::optional<std::string> foreign_kind(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
    const auto bytes = beginning(file);
    for (const auto& magic : kMagics)
        if (bytes.starts_with(magic.bytes)) return std::string(magic.is) + std::string(magic.advice);
    if (is_rdp_file(as_ascii(bytes)))
        return "is a connection file of Remote Desktop (.rdp); `badrdp connect HOST:PORT` tries the host "
               "that "
               "it names";
    if (bytes.contains('\0')) return "is no text file; badrdp reads its own files, which are TOML";
    return std::nullopt;
}

}  // namespace badrdp::harness
