// The SPNEGO tokens in which a CredSSP peer may wrap its NTLM messages [RFC 4178 4.2; MS-SPNG 2.2].
#pragma once

#include <array>
#include <optional>
#include <variant>
#include <vector>

#include "sim/wire/io/der.h"

namespace badrdp::wire {

// Object identifiers as their DER content.
inline constexpr std::array<std::uint8_t, 6> kSpnegoOid{0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
inline constexpr std::array<std::uint8_t, 10> kNtlmsspOid{0x2b, 0x06, 0x01, 0x04, 0x01,
                                                          0x82, 0x37, 0x02, 0x02, 0x0a};

struct NegTokenInit {
    std::vector<Bytes> mech_types{};    // object identifiers, most wanted first
    std::optional<Bytes> req_flags{};   // content of the BIT STRING
    std::optional<Bytes> mech_token{};  // of the first mechanism
    std::optional<Bytes> mech_list_mic{};

    // With the GSS-API wrapper (0x60, SPNEGO's identifier) that begins a context [RFC 2743 3.1].
    static Expected<NegTokenInit> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const NegTokenInit&, const NegTokenInit&) = default;
};

struct NegTokenResp {
    static constexpr std::uint32_t kAcceptCompleted = 0;
    static constexpr std::uint32_t kAcceptIncomplete = 1;
    static constexpr std::uint32_t kReject = 2;
    static constexpr std::uint32_t kRequestMic = 3;

    std::optional<std::uint32_t> neg_state{};
    std::optional<Bytes> supported_mech{};
    std::optional<Bytes> response_token{};
    std::optional<Bytes> mech_list_mic{};

    static Expected<NegTokenResp> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const NegTokenResp&, const NegTokenResp&) = default;
};

using SpnegoToken = std::variant<NegTokenInit, NegTokenResp>;

// Whether these bytes begin as a SPNEGO token does, and not as an NTLM message.
bool looks_like_spnego(BytesView token);
Expected<SpnegoToken> read_spnego(Reader& in);

// The MechTypeList as it is encoded in a NegTokenInit: what the mechListMIC signs [RFC 4178 5].
Bytes encoded_mech_types(const NegTokenInit& init);

}  // namespace badrdp::wire
