#include "sim/wire/rdsaad/rdsaad.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "sim/wire/io/named.h"

namespace badrdp::wire {

namespace {

constexpr std::array kAadResults{
    Named{0x00000000, "S_OK"},
    Named{AadResult::kInvalidToken, "SEC_E_INVALID_TOKEN"},
    Named{0x80070005, "E_ACCESSDENIED"},
    Named{0xd000006d, "STATUS_LOGON_FAILURE"},
    Named{0xd000005e, "STATUS_NO_LOGON_SERVERS"},
    Named{0xd000006f, "STATUS_INVALID_LOGON_HOURS"},
    Named{0xd0000070, "STATUS_INVALID_WORKSTATION"},
    Named{0xd0000071, "STATUS_PASSWORD_EXPIRED"},
    Named{0xd0000072, "STATUS_ACCOUNT_DISABLED"},
};

constexpr std::size_t kLongestRdsAad = 32 * 1024;

constexpr std::string_view kNonceHead = R"({"ts_nonce":")";
constexpr std::string_view kRequestHead = R"({"rdp_assertion":")";
constexpr std::string_view kResultHead = R"({"authentication_result":)";
constexpr std::string_view kTextTail = "\"}";

BytesView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of_bytes(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

void read_literal(Reader& in, std::string_view field, std::string_view literal) {
    if (!std::ranges::equal(in.bytes(field, literal.size()), bytes_of(literal)))
        in.fail(field, "not of this PDU");
}

void read_end(Reader& in) {
    if (in.u8("rdsaad.end") != 0 || in.remaining() > 0) in.fail("rdsaad.end", "not one zero byte at the end");
}

bool plain(std::uint8_t byte) { return byte >= 0x20 && byte != '"' && byte != '\\'; }

// A text, and what closes the PDU behind it.
std::string read_text(Reader& in, std::string_view head, std::string_view field) {
    read_literal(in, "rdsaad.head", head);
    const auto behind = kTextTail.size() + 1;
    if (in.remaining() < behind) in.fail("rdsaad.tail", "missing");
    const auto value = in.bytes(field, in.remaining() < behind ? 0 : in.remaining() - behind);
    if (!std::ranges::all_of(value, plain)) in.fail(field, "not a plain text");
    read_literal(in, "rdsaad.tail", kTextTail);
    read_end(in);
    return text_of_bytes(value);
}

void write_text(Writer& out, std::string_view head, std::string_view field, std::string_view value,
                std::string_view tail) {
    out.raw("rdsaad.head", bytes_of(head));
    out.raw(field, bytes_of(value));
    out.raw("rdsaad.tail", bytes_of(tail));
    out.u8("rdsaad.end", 0);
}

constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// [RFC 4648 5], without padding [RFC 7515 2]. Bits that are left over must be 0.
std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const auto value = kBase64Url.find(c);
        if (value == kBase64Url.npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> held & 0xff);
    }
    if (held >= 6 || (bits & ((1u << held) - 1)) != 0) return std::nullopt;
    return out;
}

std::string to_base64url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<std::uint8_t>(c);
        for (held += 8; held >= 6; held -= 6) out += kBase64Url[bits >> (held - 6) & 0x3f];
    }
    if (held > 0) out += kBase64Url[bits << (6 - held) & 0x3f];
    return out;
}

}  // namespace

Expected<AadNonce> AadNonce::read(Reader& in) {
    AadNonce pdu{.ts_nonce = read_text(in, kNonceHead, "rdsaad.ts_nonce")};
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void AadNonce::write(Writer& out) const {
    write_text(out, kNonceHead, "rdsaad.ts_nonce", ts_nonce, kTextTail);
}

Expected<AadRequest> AadRequest::read(Reader& in) {
    AadRequest pdu{.rdp_assertion = read_text(in, kRequestHead, "rdsaad.rdp_assertion")};
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void AadRequest::write(Writer& out) const {
    write_text(out, kRequestHead, "rdsaad.rdp_assertion", rdp_assertion, kTextTail);
}

Expected<AadResult> AadResult::read(Reader& in) {
    AadResult pdu;
    const auto begin = in.peek();
    pdu.quoted = begin.size() > kResultHead.size() && begin[kResultHead.size()] == '"';
    read_literal(in, "rdsaad.head", std::string(kResultHead) + (pdu.quoted ? "\"" : ""));
    const std::string_view tail = pdu.quoted ? kTextTail : std::string_view("}");
    const auto is_digit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
    const auto waiting = in.peek();
    const auto digits = std::ranges::find_if_not(waiting, is_digit) - waiting.begin();
    const auto text =
        text_of_bytes(in.bytes("rdsaad.authentication_result", static_cast<std::size_t>(digits)));
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), pdu.authentication_result);
    if (parsed.ec != std::errc() || (text.size() > 1 && text.front() == '0'))
        in.fail("rdsaad.authentication_result", "no number of 32 bits");
    read_literal(in, "rdsaad.tail", tail);
    read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void AadResult::write(Writer& out) const {
    write_text(out, std::string(kResultHead) + (quoted ? "\"" : ""), "rdsaad.authentication_result",
               std::to_string(authentication_result), quoted ? kTextTail : std::string_view("}"));
}

std::optional<AadAssertion> AadAssertion::read(std::string_view compact) {
    const auto first = compact.find('.');
    const auto second = first == compact.npos ? first : compact.find('.', first + 1);
    if (second == compact.npos) return std::nullopt;
    auto header = from_base64url(compact.substr(0, first));
    auto payload = from_base64url(compact.substr(first + 1, second - first - 1));
    auto signature = from_base64url(compact.substr(second + 1));
    if (!header || !payload || !signature || header->empty() || payload->empty() || signature->empty())
        return std::nullopt;
    return AadAssertion{std::move(*header), std::move(*payload), std::move(*signature)};
}

std::string AadAssertion::compact() const {
    return to_base64url(header) + "." + to_base64url(payload) + "." + to_base64url(signature);
}

Expected<std::optional<std::size_t>> rdsaad_length(BytesView waiting) {
    const auto end = std::ranges::find(waiting.first(std::min(waiting.size(), kLongestRdsAad)), 0);
    const auto size = static_cast<std::size_t>(end - waiting.begin());
    if (size < std::min(waiting.size(), kLongestRdsAad)) return size + 1;
    if (waiting.size() < kLongestRdsAad) return std::nullopt;
    return std::unexpected(Malformed{"rdsaad.end", "longer than any PDU of RDS AAD Auth", 0});
}

Step rdsaad_step(BytesView message) {
    const auto begins = [&](std::string_view head) {
        return message.size() >= head.size() &&
               std::ranges::equal(message.first(head.size()), bytes_of(head));
    };
    if (begins(kNonceHead)) return Step::aad_nonce;
    if (begins(kRequestHead)) return Step::aad_request;
    return begins(kResultHead) ? Step::aad_result : Step::none;
}

std::string aad_result_text(std::uint32_t authentication_result) {
    return text_in(kAadResults, authentication_result);
}

}  // namespace badrdp::wire
