// The messages of CredSSP [MS-CSSP 2.2.1]: TSRequest, and the credentials that its authInfo hides.
#pragma once

#include <optional>
#include <vector>

#include "sim/wire/io/der.h"

namespace badrdp::wire {

struct TsRequest {
    static constexpr std::size_t kMostBytes = 64 * 1024;
    static constexpr std::size_t kNonceBytes = 32;

    std::uint32_t version = 6;
    std::optional<std::vector<Bytes>> nego_tokens{};  // SPNEGO tokens or bare NTLM messages: one, in practice
    std::optional<Bytes> auth_info{};                 // sealed TSCredentials
    std::optional<Bytes> pub_key_auth{};              // sealed
    std::optional<DerInteger> error_code{};           // an NTSTATUS
    std::optional<Bytes> client_nonce{};              // 32 bytes, but written as told

    // Of exactly one message, as `size` cuts it.
    static Expected<TsRequest> read(Reader& in);
    void write(Writer& out) const;

    // How many bytes of a stream the TSRequest at its front takes; 0 while that cannot be told. Malformed
    // when no TSRequest begins like that, or one of more than kMostBytes.
    static Expected<std::size_t> size(BytesView stream);

    friend bool operator==(const TsRequest&, const TsRequest&) = default;
};

struct TsCredentials {
    static constexpr std::uint32_t kPassword = 1;
    static constexpr std::uint32_t kSmartCard = 2;
    static constexpr std::uint32_t kRemoteGuard = 6;

    std::uint32_t cred_type = kPassword;
    Bytes credentials{};  // TsPasswordCreds and the like, encoded

    static Expected<TsCredentials> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const TsCredentials&, const TsCredentials&) = default;
};

// Credentials for one security package of the host [2.2.1.2.3.1]; what they are, only that package knows.
struct TsRemoteGuardPackageCred {
    Bytes package_name{};
    Bytes cred_buffer{};

    friend bool operator==(const TsRemoteGuardPackageCred&, const TsRemoteGuardPackageCred&) = default;
};

struct TsRemoteGuardCreds {
    TsRemoteGuardPackageCred logon_cred{};
    std::optional<std::vector<TsRemoteGuardPackageCred>> supplemental_creds{};

    static Expected<TsRemoteGuardCreds> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const TsRemoteGuardCreds&, const TsRemoteGuardCreds&) = default;
};

struct TsPasswordCreds {
    Bytes domain_name{};  // all three UTF-16, without a zero at the end
    Bytes user_name{};
    Bytes password{};

    static Expected<TsPasswordCreds> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const TsPasswordCreds&, const TsPasswordCreds&) = default;
};

}  // namespace badrdp::wire
