// Standard RDP Security [MS-RDPBCGR 5.3.5 to 5.3.7]: the session keys that come of two random numbers, and
// what they do to packets: a MAC of 8 bytes, and RC4 or 3DES in place.
#pragma once

#include <optional>
#include <variant>

#include "sim/auth/ntlm_keys.h"
#include "sim/auth/rc4.h"
#include "sim/auth/triple_des.h"
#include "sim/wire/sequence/encryption.h"

namespace badrdp::auth {

using wire::EncryptionMethod;

// The keys of one connection, with which packet number 0 of either direction is sealed. Of 8 bytes where
// the method has 40 or 56 bits.
struct RdpKeys {
    Bytes mac{};
    Bytes from_client{};
    Bytes from_server{};
};

RdpKeys rdp_keys(EncryptionMethod method, const Bytes32& client_random, const Bytes32& server_random);

// The key that follows after 4,096 packets [5.3.7.1].
Bytes updated_key(EncryptionMethod method, BytesView initial, BytesView current);

// 168 bits as a key of 3DES: seven bits and one of odd parity to a byte [5.3.5.2].
Bytes24 des_key(const Bytes20& hash);

struct RdpKnobs {
    bool wrong_mac = false;

    friend bool operator==(const RdpKnobs&, const RdpKnobs&) = default;
};

class RdpSecurity {
public:
    static constexpr std::uint32_t kPacketsPerKey = 4096;

    struct Packet {
        bool salted = false;  // SEC_SECURE_CHECKSUM; always so with FIPS
        std::size_t pad =
            0;  // bytes at the end of the data that fill a block, which no MAC covers; FIPS only
    };

    // Throws MissingAlgorithm; `method` must be one single method but `none`.
    RdpSecurity(EncryptionMethod method, Sender self, const Bytes32& client_random,
                const Bytes32& server_random, RdpKnobs knobs = {});

    // How many bytes a packet of this size lacks of whole blocks.
    std::size_t pad_for(std::size_t size) const;

    // Signs and encrypts in place; the data is as long as pad_for wants it.
    void seal(std::span<std::uint8_t> data, std::span<std::uint8_t, 8> signature, Packet packet);

    // Decrypts in place, and says whether the MAC is right. Data that is no whole number of blocks, or is
    // shorter than its padding, is wrong.
    bool open(std::span<std::uint8_t> data, std::span<const std::uint8_t, 8> signature, Packet packet);

private:
    struct Direction {
        Bytes initial;
        Bytes current;
        std::optional<std::variant<Rc4, TripleDes>> cipher;
        std::uint32_t packets = 0;  // since the key was new
        std::uint32_t total = 0;
    };

    void start(Direction& direction, TripleDes::Way way);
    void refresh(Direction& direction);
    void apply(Direction& direction, std::span<std::uint8_t> data);
    Bytes8 mac(BytesView data, bool salted, std::uint32_t count) const;

    EncryptionMethod method_;
    RdpKnobs knobs_;
    Bytes mac_key_;
    Direction out_, in_;
};

}  // namespace badrdp::auth
