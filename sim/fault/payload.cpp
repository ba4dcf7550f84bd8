#include "sim/fault/payload.h"

#include <fmt/format.h>

namespace badrdp::fault {
namespace {

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

constexpr std::array kTexts{kHttp, kSsh, kSmtp};
static_assert(kTexts.size() == kBanners.size());

}  // namespace

std::optional<Payload> banner(std::string_view word) {
    for (std::size_t i = 0; i < kBanners.size(); ++i)
        if (kBanners[i] == word)
            return Payload{std::string(word), wire::Bytes(kTexts[i].begin(), kTexts[i].end())};
    return std::nullopt;
}

Payload hex_payload(wire::Bytes bytes) {
    auto words = hex_words(bytes);
    return {std::move(words), std::move(bytes)};
}

std::string hex_words(wire::BytesView bytes) {
    std::string out = "hex:";
    for (const auto byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

}  // namespace badrdp::fault
