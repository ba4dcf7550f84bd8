#include "harness/scenario/words.h"

#include <array>

namespace badrdp::harness {
namespace {

template <class E>
constexpr Word word(std::string_view name, E value) {
    return {name, static_cast<std::uint32_t>(value)};
}

constexpr std::array kProtocols{
    word("rdp", peer::protocol::rdp),          word("tls", peer::protocol::ssl),
    word("nla", peer::protocol::hybrid),       word("rdstls", peer::protocol::rdstls),
    word("nla_ex", peer::protocol::hybrid_ex), word("rdsaad", peer::protocol::rdsaad)};

constexpr std::array kFailures{
    word("SSL_REQUIRED_BY_SERVER", 1),    word("SSL_NOT_ALLOWED_BY_SERVER", 2),
    word("SSL_CERT_NOT_ON_SERVER", 3),    word("INCONSISTENT_FLAGS", 4),
    word("HYBRID_REQUIRED_BY_SERVER", 5), word("SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER", 6)};

constexpr std::array kAlerts{word("close_notify", 0),
                             word("unexpected_message", 10),
                             word("bad_record_mac", 20),
                             word("record_overflow", 22),
                             word("decompression_failure", 30),
                             word("handshake_failure", 40),
                             word("bad_certificate", 42),
                             word("unsupported_certificate", 43),
                             word("certificate_revoked", 44),
                             word("certificate_expired", 45),
                             word("certificate_unknown", 46),
                             word("illegal_parameter", 47),
                             word("unknown_ca", 48),
                             word("access_denied", 49),
                             word("decode_error", 50),
                             word("decrypt_error", 51),
                             word("protocol_version", 70),
                             word("insufficient_security", 71),
                             word("internal_error", 80),
                             word("inappropriate_fallback", 86),
                             word("user_canceled", 90),
                             word("no_renegotiation", 100),
                             word("missing_extension", 109),
                             word("unsupported_extension", 110),
                             word("unrecognized_name", 112),
                             word("certificate_required", 116),
                             word("no_application_protocol", 120)};

constexpr std::array kVersions{word("1.0", 0x0301), word("1.1", 0x0302), word("1.2", 0x0303),
                               word("1.3", 0x0304)};

constexpr std::array kListening{
    word("normal", host::Listening::normal), word("closed", host::Listening::closed),
    word("backlog_full", host::Listening::backlog_full), word("mute", host::Listening::mute)};

constexpr std::array kKeys{word("rsa", host::KeyKind::rsa), word("ec", host::KeyKind::ec),
                           word("ed25519", host::KeyKind::ed25519)};

constexpr std::array kIssuers{word("self", host::Issuer::self), word("ca", host::Issuer::ca),
                              word("expired_ca", host::Issuer::expired_ca),
                              word("missing_intermediate", host::Issuer::missing_intermediate)};

constexpr std::array kSpoiled{
    word("no", host::Spoiled::no), word("bad_signature", host::Spoiled::bad_signature),
    word("wrong_key", host::Spoiled::wrong_key), word("garbage_der", host::Spoiled::garbage_der)};

constexpr std::array kDigests{word("sha256", 0), word("sha384", 0), word("sha512", 0), word("sha1", 0),
                              word("md5", 0)};

}  // namespace

std::span<const Word> protocol_words() { return kProtocols; }
std::span<const Word> failure_words() { return kFailures; }
std::span<const Word> alert_words() { return kAlerts; }
std::span<const Word> version_words() { return kVersions; }
std::span<const Word> listening_words() { return kListening; }
std::span<const Word> key_words() { return kKeys; }
std::span<const Word> issuer_words() { return kIssuers; }
std::span<const Word> spoiled_words() { return kSpoiled; }
std::span<const Word> digest_words() { return kDigests; }

std::optional<std::uint32_t> value_of(std::span<const Word> words, std::string_view name) {
    for (const auto& w : words)
        if (w.name == name) return w.value;
    return std::nullopt;
}

std::string_view name_of(std::span<const Word> words, std::uint32_t value) {
    for (const auto& w : words)
        if (w.value == value) return w.name;
    return {};
}

std::vector<std::string> names_of(std::span<const Word> words) {
    std::vector<std::string> out;
    for (const auto& w : words) out.emplace_back(w.name);
    return out;
}

const std::vector<std::string>& option_words() {
    static const std::vector<std::string> words{"lenient", "strict", "tofu", "tls", "rdp", "nla"};
    return words;
}

}  // namespace badrdp::harness
