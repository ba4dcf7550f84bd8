// A host that issues licences: what it answers to each message of a client's [MS-RDPELE 3.2.5]. Its licences
// are a few bytes that no program reads, and that a client shows on its next visit as it was given them.
#pragma once

#include <optional>

#include "sim/auth/license_keys.h"
#include "sim/peer/choices.h"
#include "sim/wire/license/license_exchange.h"

namespace badrdp::peer {

struct RsaKey;

class LicenseHost {
public:
    // What the host says next.
    struct Next {
        enum class Word : std::uint8_t {
            challenge,
            license,
            upgrade,
            valid,
            refusal,
            end
        } word = Word::refusal;
        std::uint32_t error = 0;  // of a refusal; of the end, which is the client's word
    };

    LicenseHost() = default;
    LicenseHost(Licensing kind, std::uint32_t error) : kind_(kind), error_(error) {}

    // The number that its request has carried.
    void begin(const auth::Bytes32& server_random) { server_random_ = server_random; }

    // A message of the client's; malformed: none of licensing, or none that may come now.
    wire::Expected<Next> hear(wire::BytesView message, const RsaKey& key);

    wire::ServerPlatformChallenge challenge() const;
    wire::ServerNewLicense license(bool upgraded) const;

private:
    Next refusal(std::uint32_t error) const { return {Next::Word::refusal, error}; }
    bool agree(const auth::Bytes32& client_random, wire::BytesView encrypted, const RsaKey& key);
    Next on_info(const wire::ClientLicenseInfo& info, const RsaKey& key);
    Next on_response(const wire::ClientPlatformChallengeResponse& response) const;

    Licensing kind_ = Licensing::valid_client;
    std::uint32_t error_ = 0;
    auth::Bytes32 server_random_{};
    std::optional<auth::LicenseKeys> keys_;  // once the client has sent its secret
    bool presented_ = false;                 // the client has a licence already
};

}  // namespace badrdp::peer
