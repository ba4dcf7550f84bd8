// The three messages of NTLM [MS-NLMP 2.2.1] and what their payloads hold. Offsets are kept as they were
// read, and are checked against the whole message before anything is looked up through them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/wire/io/literal.h"
#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

namespace ntlm_flag {  // NegotiateFlags [2.2.2.5]
inline constexpr std::uint32_t unicode = 0x0000'0001, oem = 0x0000'0002, request_target = 0x0000'0004,
                               sign = 0x0000'0010, seal = 0x0000'0020, datagram = 0x0000'0040,
                               lm_key = 0x0000'0080, ntlm = 0x0000'0200, anonymous = 0x0000'0800,
                               oem_domain_supplied = 0x0000'1000, oem_workstation_supplied = 0x0000'2000,
                               always_sign = 0x0000'8000, target_type_domain = 0x0001'0000,
                               target_type_server = 0x0002'0000, extended_session_security = 0x0008'0000,
                               target_info = 0x0080'0000, version = 0x0200'0000, bits_128 = 0x2000'0000,
                               key_exch = 0x4000'0000, bits_56 = 0x8000'0000;
}  // namespace ntlm_flag

namespace av_id {  // AvId [2.2.2.1]
inline constexpr std::uint16_t eol = 0, nb_computer_name = 1, nb_domain_name = 2, dns_computer_name = 3,
                               dns_domain_name = 4, dns_tree_name = 5, flags = 6, timestamp = 7,
                               single_host = 8, target_name = 9, channel_bindings = 10;
}  // namespace av_id

inline constexpr std::uint32_t kAvFlagMic = 0x2;  // in the value of av_id::flags

using Bytes8 = std::array<std::uint8_t, 8>;
using Bytes16 = std::array<std::uint8_t, 16>;

// Where in the message a part of the payload lies.
struct NtlmPart {
    std::uint16_t length = 0;
    std::uint16_t max_length = 0;
    std::uint32_t offset = 0;

    friend bool operator==(const NtlmPart&, const NtlmPart&) = default;
};

// A list of AV_PAIR up to its end mark, which is demanded and not kept.
struct AvPair {
    std::uint16_t id = 0;
    Bytes value{};

    friend bool operator==(const AvPair&, const AvPair&) = default;
};

struct AvPairs {
    std::vector<AvPair> pairs{};

    const Bytes* find(std::uint16_t id) const;

    static Expected<AvPairs> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AvPairs&, const AvPairs&) = default;
};

struct NtlmNegotiate {
    static constexpr std::uint32_t kType = 1;

    std::uint32_t flags = 0;
    NtlmPart domain_name{};
    NtlmPart workstation{};
    std::optional<Bytes8> version{};
    Bytes payload{};

    static Expected<NtlmNegotiate> read(Reader& in);
    void write(Writer& out) const;

    std::size_t header_size() const { return version ? 40 : 32; }

    friend bool operator==(const NtlmNegotiate&, const NtlmNegotiate&) = default;
};

struct NtlmChallenge {
    static constexpr std::uint32_t kType = 2;

    NtlmPart target_name{};
    std::uint32_t flags = 0;
    Bytes8 server_challenge{};
    Bytes8 reserved{};
    NtlmPart target_info{};
    std::optional<Bytes8> version{};
    Bytes payload{};

    static Expected<NtlmChallenge> read(Reader& in);
    void write(Writer& out) const;

    std::size_t header_size() const { return version ? 56 : 48; }
    BytesView part(const NtlmPart& part) const;
    NtlmPart add(BytesView part);  // to the end of the payload

    friend bool operator==(const NtlmChallenge&, const NtlmChallenge&) = default;
};

struct NtlmAuthenticate {
    static constexpr std::uint32_t kType = 3;
    static constexpr std::size_t kMicAt = 72;  // its offset, when there is one

    NtlmPart lm_challenge_response{};
    NtlmPart nt_challenge_response{};
    NtlmPart domain_name{};
    NtlmPart user_name{};
    NtlmPart workstation{};
    NtlmPart encrypted_random_session_key{};
    std::uint32_t flags = 0;
    std::optional<Bytes8> version{};  // neither of them where the payload begins earlier
    std::optional<Bytes16> mic{};
    Bytes payload{};

    static Expected<NtlmAuthenticate> read(Reader& in);
    void write(Writer& out) const;

    std::size_t header_size() const { return 64 + (version ? 8 : 0) + (mic ? 16 : 0); }
    BytesView part(const NtlmPart& part) const;
    NtlmPart add(BytesView part);

    friend bool operator==(const NtlmAuthenticate&, const NtlmAuthenticate&) = default;
};

// What an NtChallengeResponse of more than 24 bytes is [2.2.2.7, 2.2.2.8].
struct NtlmV2Response {
    Bytes16 proof{};
    std::uint8_t resp_type = 1;
    std::uint8_t hi_resp_type = 1;
    std::uint16_t reserved1 = 0;
    std::uint32_t reserved2 = 0;
    Bytes8 timestamp{};  // a FILETIME, little endian
    Bytes8 challenge_from_client{};
    std::uint32_t reserved3 = 0;
    AvPairs av_pairs{};
    Bytes rest{};  // behind the end mark: four zeros, as a rule

    static Expected<NtlmV2Response> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const NtlmV2Response&, const NtlmV2Response&) = default;
};

// The MessageType of what begins as an NTLM message does.
std::optional<std::uint32_t> ntlm_message_type(BytesView token);

}  // namespace badrdp::wire
