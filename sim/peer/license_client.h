// A client that is asked for its licence: it shows the one that it has, or asks for one, proves that it knows
// the keys, and keeps what it is given [MS-RDPELE 3.3.5].
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "sim/auth/license_keys.h"
#include "sim/wire/license/license_exchange.h"

namespace badrdp::peer {

class LicenseClient {
public:
    struct Heard {
        std::optional<wire::Writer> answer{};
        std::optional<wire::Bytes> granted{};    // the licence, as it is to be shown again
        std::optional<std::uint32_t> refusal{};  // dwErrorCode; none: there is no need of a licence
        std::string unproven{};                  // what does not bear the host's MAC; empty: all does
    };

    LicenseClient() = default;
    // `shown` is empty for a client that has none yet.
    LicenseClient(std::string user, wire::Bytes shown, std::function<void(std::span<std::uint8_t>)> random)
        : user_(std::move(user)), shown_(std::move(shown)), random_(std::move(random)) {}

    wire::Expected<Heard> hear(wire::BytesView message);

private:
    Heard on_request(const wire::ServerLicenseRequest& request);
    Heard on_challenge(const wire::ServerPlatformChallenge& challenge) const;
    Heard on_license(const wire::ServerNewLicense& license) const;
    wire::Bytes secret_for(const wire::ServerLicenseRequest& request, const auth::Bytes32& client_random);

    std::string user_;
    wire::Bytes shown_;
    std::function<void(std::span<std::uint8_t>)> random_;
    // Once it has sent its secret; a host whose certificate it cannot read gets none.
    std::optional<auth::LicenseKeys> keys_;
};

}  // namespace badrdp::peer
