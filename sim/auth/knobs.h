// How the cryptography of NLA may be wrong on purpose. None of it lets anybody in: what a knob spoils can
// only be refused by the other end, or by ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace badrdp::auth {

// Fills it with chance, which comes from outside.
using Random = std::function<void(std::span<std::uint8_t>)>;

// The three messages of a client, and our answers to them.
enum class Round : std::uint8_t { negotiate, authenticate, credentials };

enum class PubKeyAuth : std::uint8_t {
    honest,
    flipped,   // sealed well, one bit of the content wrong
    echoed,    // sealed well, the very content that the other end sent or would send
    unsealed,  // bytes of chance
    absent,
};

struct ServerKnobs {
    PubKeyAuth pub_key_auth = PubKeyAuth::honest;
    bool ignores_nonce = false;             // hashes zeros instead of the client's nonce
    bool binds_as_version_4 = false;        // the key plus one, whatever version was negotiated
    std::optional<std::uint32_t> claims{};  // tsRequest.version, while acting by the honest one
    std::optional<std::uint32_t> error_at_negotiate{};
    std::optional<std::uint32_t> error_at_authenticate{};
    std::optional<std::uint32_t> error_at_credentials{};
    bool ntlm = true;             // false: a policy has it refused, and the host takes Kerberos alone
    bool says_error_code = true;  // false: closes without a word, as hosts before Windows 8.1 do
    std::optional<Round> garbage_token{};
    std::chrono::seconds clock_skew{0};
    bool timestamp = true;         // in the CHALLENGE's target info
    bool target_info = true;       // any of it
    bool target_info_ends = true;  // with MsvAvEOL
    bool long_pair = false;        // an AV_PAIR that says it has 65,535 bytes

    friend bool operator==(const ServerKnobs&, const ServerKnobs&) = default;
};

enum class Mic : std::uint8_t { honest, wrong, announced_and_zero, absent };

struct ClientKnobs {
    PubKeyAuth pub_key_auth = PubKeyAuth::honest;
    bool nonce = true;             // false: never sends its clientNonce
    bool believes_server = false;  // delegates whatever the server proves, or says
    Mic mic = Mic::honest;
    std::optional<std::uint32_t> claims{};
    std::optional<Round> garbage_token{};

    friend bool operator==(const ClientKnobs&, const ClientKnobs&) = default;
};

}  // namespace badrdp::auth
