#include "harness/data/scenario/payload.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <random>

#include "harness/data/file/table.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostGarbage = 1u << 20;
constexpr std::size_t kDeepest = 10'000;  // 40,000 bytes: their lengths still fit into two

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

std::string unknown(std::string_view words) {
    const std::vector<std::string> known(fault::kBanners.begin(), fault::kBanners.end());
    return fmt::format("unknown bytes '{}'{}; write {}, garbage:64 or hex:0300", words,
                       did_you_mean(words, known), fmt::join(known, ", "));
}

}  // namespace

std::expected<fault::Payload, std::string> payload(std::string_view words, std::uint32_t seed) {
    if (auto banner = fault::banner(words)) return std::move(*banner);
    std::expected<wire::Bytes, std::string> bytes;
    if (words.starts_with("garbage:"))
        bytes = garbage(words.substr(8), seed);
    else if (words.starts_with("nested:"))
        bytes = nested(words.substr(7));
    else if (words.starts_with("hex:"))
        bytes = hex(words.substr(4));
    else
        return std::unexpected(unknown(words));
    if (!bytes) return std::unexpected(bytes.error());
    if (words.starts_with("hex:")) return fault::hex_payload(std::move(*bytes));
    return fault::Payload{std::string(words), std::move(*bytes)};
}

}  // namespace badrdp::harness
