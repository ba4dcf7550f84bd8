#include "capture/open/key_log.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace badrdp::capture {
namespace {

constexpr std::array kLabels{
    std::pair{std::string_view("CLIENT_RANDOM"), TlsSecret::master},
    std::pair{std::string_view("CLIENT_HANDSHAKE_TRAFFIC_SECRET"), TlsSecret::client_handshake},
    std::pair{std::string_view("SERVER_HANDSHAKE_TRAFFIC_SECRET"), TlsSecret::server_handshake},
    std::pair{std::string_view("CLIENT_TRAFFIC_SECRET_0"), TlsSecret::client_traffic},
    std::pair{std::string_view("SERVER_TRAFFIC_SECRET_0"), TlsSecret::server_traffic}};

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<wire::Bytes> from_hex(std::string_view text) {
    wire::Bytes out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return text.size() % 2 == 0 ? std::optional(std::move(out)) : std::nullopt;
}

// The next word, taken off the front.
std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const auto word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(word.size());
    return word;
}

}  // namespace

void KeyLog::add(std::string_view lines) {
    while (!lines.empty() && secrets_.size() < kMost) {
        auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto label = std::ranges::find(kLabels, take_word(line), &decltype(kLabels)::value_type::first);
        const auto random_text = take_word(line);
        const auto secret_text = take_word(line);
        if (label == kLabels.end() || random_text.size() != 2 * TlsRandom{}.size()) continue;
        if (secret_text.empty() || secret_text.size() > 2 * kLongest) continue;
        const auto random = from_hex(random_text);
        auto secret = from_hex(secret_text);
        if (!random || !secret) continue;
        TlsRandom key{};
        std::ranges::copy(*random, key.begin());
        secrets_.try_emplace({key, label->second}, std::move(*secret));
    }
}

const wire::Bytes* KeyLog::find(TlsSecret what, const TlsRandom& client) const {
    const auto found = secrets_.find({client, what});
    return found == secrets_.end() ? nullptr : &found->second;
}

}  // namespace badrdp::capture
