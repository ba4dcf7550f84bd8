#include "harness/data/scenario/payload.h"

#include <fmt/format.h>

#include <charconv>
#include <random>

#include "harness/data/file/table.h"

namespace badrdp::harness {
namespace {

// What common servers say to bytes that they take for a broken request, or before any byte at all.
constexpr std::string_view kHttp =
    "HTTP/1.1 400 Bad Request\r\n"
    "Server: nginx\r\n"
    "Content-Type: text/html\r\n"
    "Content-Length: 58\r\n"
    "Connection: close\r\n"
    "\r\n"
    "<html><body><center>400 Bad Request</center></body></html>";
constexpr std::string_view kSsh = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
constexpr std::string_view kSmtp = "220 mail.example ESMTP Postfix\r\n";

constexpr std::size_t kMostGarbage = 1u << 20;
constexpr std::size_t kDeepest = 10'000;  // 40,000 bytes: their lengths still fit into two

wire::Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

std::expected<wire::Bytes, std::string> garbage(std::string_view count, std::uint32_t seed) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), size);
    if (error != std::errc{} || end != count.data() + count.size() || size == 0 || size > kMostGarbage)
        return std::unexpected(
            fmt::format("\"garbage:\" needs a number of bytes from 1 to {}", kMostGarbage));
    // The standard fixes this generator's numbers, but not those of its distributions.
    std::mt19937 numbers(seed);
    wire::Bytes out(size);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(numbers() >> 24);
    return out;
}

// Pairs of digits, with blanks between the pairs wherever they help the eye: as tools print them.
std::expected<wire::Bytes, std::string> hex(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits += c;
    wire::Bytes out;
    if (digits.empty())
        return std::unexpected("\"hex:\" has no digits; a message of which nothing is left is `omit`");
    if (digits.size() % 2 != 0)
        return std::unexpected(
            fmt::format("\"hex:\" needs an even number of digits, and this has {}", digits.size()));
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        std::uint8_t byte = 0;
        const auto* first = digits.data() + i;
        const auto [end, error] = std::from_chars(first, first + 2, byte, 16);
        if (error != std::errc{} || end != first + 2)
            return std::unexpected(
                fmt::format("\"{}\" is not hexadecimal", std::string_view(digits).substr(i, 2)));
        out.push_back(byte);
    }
    return out;
}

// That many SEQUENCEs of ASN.1, one inside the other, each with its right length [X.690 8.1.3].
std::expected<wire::Bytes, std::string> nested(std::string_view count) {
    std::size_t depth = 0;
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), depth);
    if (error != std::errc{} || end != count.data() + count.size() || depth == 0 || depth > kDeepest)
        return std::unexpected(fmt::format("\"nested:\" needs a depth from 1 to {}", kDeepest));
    wire::Bytes backwards;
    for (; depth > 0; --depth) {
        const auto length = backwards.size();
        backwards.push_back(static_cast<std::uint8_t>(length));
        if (length > 0x7f) {
            backwards.push_back(static_cast<std::uint8_t>(length >> 8));
            backwards.push_back(0x82);
        }
        backwards.push_back(0x30);
    }
    return wire::Bytes(backwards.rbegin(), backwards.rend());
}

}  // namespace

std::expected<wire::Bytes, std::string> payload(std::string_view words, std::uint32_t seed) {
    if (words == "http") return bytes_of(kHttp);
    if (words == "ssh") return bytes_of(kSsh);
    if (words == "smtp") return bytes_of(kSmtp);
    if (words.starts_with("garbage:")) return garbage(words.substr(8), seed);
    if (words.starts_with("nested:")) return nested(words.substr(7));
    if (words.starts_with("hex:")) return hex(words.substr(4));
    return std::unexpected(fmt::format("unknown bytes '{}'{}; write http, ssh, smtp, garbage:64 or hex:0300",
                                       words, did_you_mean(words, {"http", "ssh", "smtp"})));
}

std::string hex_words(wire::BytesView bytes) {
    std::string out = "hex:";
    for (const auto byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

}  // namespace badrdp::harness
