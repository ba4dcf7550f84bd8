#include "harness/live/http/target.h"

#include <fmt/format.h>

#include <charconv>

namespace badrdp::harness::http {
namespace {

constexpr std::size_t kMostFields = 64;
constexpr std::size_t kMostParts = 16;

// Calls `each` with the parts between the separators; stops when it says false.
template <class Each>
bool split(std::string_view text, char separator, Each each) {
    for (;;) {
        const auto end = text.find(separator);
        if (!each(text.substr(0, end))) return false;
        if (end == text.npos) return true;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned char byte = static_cast<unsigned char>(text[at]);
        if (plus && byte == '+') byte = ' ';
        if (text[at] == '%') {
            const auto digits = text.substr(at + 1, 2);
            const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (digits.size() < 2 || bad != std::errc{} || end != digits.data() + 2) return std::nullopt;
            at += 2;
        }
        if (byte == 0) return std::nullopt;
        out += static_cast<char>(byte);
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kOthers = "-._~";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || kOthers.contains(c))
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::optional<Fields> form_fields(std::string_view text) {
    Fields out;
    std::size_t count = 0;
    const bool whole = split(text, '&', [&](std::string_view part) {
        if (part.empty()) return true;
        if (++count > kMostFields) return false;
        const auto sign = part.find('=');
        auto name = percent_decoded(part.substr(0, sign), true);
        auto value = percent_decoded(sign == part.npos ? "" : part.substr(sign + 1), true);
        if (!name || !value) return false;
        out.try_emplace(std::move(*name), std::move(*value));
        return true;
    });
    if (!whole) return std::nullopt;
    return out;
}

std::optional<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) return std::nullopt;
    Target out;
    const auto question = target.find('?');
    auto path = target.substr(1, question == target.npos ? target.npos : question - 1);
    if (path.ends_with('/')) path.remove_suffix(1);
    const bool whole = path.empty() || split(path, '/', [&](std::string_view part) {
                           auto decoded = percent_decoded(part, false);
                           if (!decoded || decoded->empty() || *decoded == "." || *decoded == ".." ||
                               out.path.size() == kMostParts)
                               return false;
                           out.path.push_back(std::move(*decoded));
                           return true;
                       });
    if (!whole) return std::nullopt;
    if (question == target.npos) return out;
    auto fields = form_fields(target.substr(question + 1));
    if (!fields) return std::nullopt;
    out.query = std::move(*fields);
    return out;
}

}  // namespace badrdp::harness::http
