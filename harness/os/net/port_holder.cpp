#include "harness/os/net/port_holder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "harness/os/lines.h"
#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListen = "0A";  // TCP_LISTEN of the kernel's tcp_states.h
// Columns of /proc/net/tcp: "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode".
constexpr std::size_t kLocal = 1, kState = 3, kInode = 9;
constexpr std::size_t kLongestTable = 4u << 20;

template <class T>
std::optional<T> number_in(std::string_view text, int base) {
    T value{};
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (trouble != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string text_of_table(const char* file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(kLongestTable, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return text;
}

// Whether one of the descriptors of this process is one of these sockets.
bool holds_one(const fs::path& process, const std::vector<std::string>& sockets) {
    std::error_code not_ours;
    for (fs::directory_iterator entry(process / "fd", not_ours), end; !not_ours && entry != end;
         entry.increment(not_ours)) {
        std::error_code gone;
        const auto target = fs::read_symlink(entry->path(), gone).string();
        if (!gone && std::ranges::find(sockets, target) != sockets.end()) return true;
    }
    return false;
}

// The address as those tables have it: each four bytes as a number of this machine, in hexadecimal.
std::string kernel_text(const boost::asio::ip::address& address) {
    std::vector<unsigned char> bytes;
    if (address.is_v4())
        for (const auto byte : address.to_v4().to_bytes()) bytes.push_back(byte);
    else
        for (const auto byte : address.to_v6().to_bytes()) bytes.push_back(byte);
    std::string out;
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, &bytes[at], sizeof word);
        out += fmt::format("{:08X}", word);
    }
    return out;
}

bool is_any(std::string_view place) { return place.find_first_not_of('0') == place.npos; }

}  // namespace

std::vector<std::uint64_t> listeners_on(std::string_view table, const boost::asio::ip::address& address,
                                        std::uint16_t port) {
    const auto own = kernel_text(address);
    std::vector<std::uint64_t> out;
    for (const auto line : split_lines(table)) {
        const auto words = split_words(line);
        if (words.size() <= kInode || words[kState] != kListen) continue;
        const auto colon = words[kLocal].rfind(':');
        if (colon == std::string_view::npos) continue;
        const auto local = number_in<std::uint16_t>(words[kLocal].substr(colon + 1), 16);
        const auto inode = number_in<std::uint64_t>(words[kInode], 10);
        const auto place = words[kLocal].substr(0, colon);
        const bool meets = address.is_unspecified() || place == own || is_any(place);
        if (local == port && inode && meets) out.push_back(*inode);
    }
    return out;
}

std::string port_holder(const boost::asio::ip::address& address, std::uint16_t port) {
    std::vector<std::string> sockets;
    for (const auto* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"})
        for (const auto inode : listeners_on(text_of_table(table), address, port))
            sockets.push_back(fmt::format("socket:[{}]", inode));
    if (sockets.empty()) return {};
    std::error_code none;
    for (fs::directory_iterator entry("/proc", none), end; !none && entry != end; entry.increment(none)) {
        const auto pid = number_in<unsigned>(entry->path().filename().string(), 10);
        if (!pid || !holds_one(entry->path(), sockets)) continue;
        std::string name;
        std::ifstream comm(entry->path() / "comm");
        std::getline(comm, name);
        return fmt::format("{} (pid {})", printable(name), *pid);
    }
    return {};
}

}  // namespace badrdp::harness
