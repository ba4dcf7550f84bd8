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

// Of one that is kept, and shown again.
inline constexpr std::size_t kLongestLicense = 8 * 1024;

class LicenseClient {
public:
    struct Heard {
        std::optional<wire::Writer> answer{};
        std::optional<wire::Bytes> granted{};    // the licence, as it is to be shown again
        std::optional<std::uint32_t> refusal{};  // dwErrorCode; none: there is no need of a licence
        std::string unproven{};                  // what cannot be believed, and why; empty: all can
    };

    LicenseClient() = default;
    // `shown` is empty for a client that has none yet; `prepare` is called before anything is sealed.
    LicenseClient(std::string user, wire::Bytes shown, std::function<void(std::span<std::uint8_t>)> random,
                  std::function<void()> prepare = {})
        : user_(std::move(user)),
          shown_(std::move(shown)),
          random_(std::move(random)),
          prepare_(std::move(prepare)) {}

    wire::Expected<Heard> hear(wire::BytesView message);

private:
    Heard on_request(const wire::ServerLicenseRequest& request);
    Heard on_challenge(const wire::ServerPlatformChallenge& challenge) const;
    wire::Expected<Heard> on_license(const wire::ServerNewLicense& license) const;
    // What is sealed so, if it bears this MAC; else why it is not to be believed.
    std::expected<wire::Bytes, std::string> opened(wire::BytesView sealed, const wire::LicenseMac& mac,
                                                   std::string_view what) const;
    wire::Bytes secret_for(const wire::ServerLicenseRequest& request, const auth::Bytes32& client_random);

    std::string user_;
    wire::Bytes shown_;
    std::function<void(std::span<std::uint8_t>)> random_;
    std::function<void()> prepare_;
    // Once it has sent its secret; a host whose certificate it cannot read gets none.
    std::optional<auth::LicenseKeys> keys_;
};

}  // namespace badrdp::peer
