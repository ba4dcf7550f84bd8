// The server's half of NTLM [MS-NLMP 3.2.5.1]: a NEGOTIATE comes in, a CHALLENGE goes out, and the
// AUTHENTICATE that answers it proves a listed account's password, or is refused. Only NTLMv2 with session
// security.
#pragma once

#include <expected>

#include "sim/auth/account.h"
#include "sim/auth/knobs.h"
#include "sim/auth/ntlm_seal.h"
#include "sim/wire/nla/ntlm.h"

namespace badrdp::auth {

struct HostNames {
    std::string computer = "BADRDP";  // NetBIOS names
    std::string domain = "BADRDP";
    std::string dns_computer = "badrdp";
    std::string dns_domain = "badrdp";
};

class NtlmAcceptor {
public:
    struct Order {
        std::vector<Account> accounts{};
        HostNames names{};
        Random random{};
        std::uint64_t now = 0;  // a FILETIME
        ServerKnobs knobs{};
    };

    // Who has proved it, and the keys.
    struct Proven {
        Account account;
        NtlmSeal seal;
    };

    explicit NtlmAcceptor(Order order);

    // The CHALLENGE, with names for its fields and those of its target info.
    std::expected<wire::Writer, Trouble> challenge(BytesView negotiate);
    std::expected<Proven, Trouble> authenticate(BytesView message);

private:
    wire::Writer target_info() const;
    std::expected<const Account*, Trouble> prove(const wire::NtlmAuthenticate& message, BytesView response,
                                                 Bytes16& base_key) const;
    std::uint64_t host_time() const;

    Order order_;
    Bytes8 challenge_{};
    std::uint32_t flags_ = 0;
    Bytes negotiate_bytes_;
    Bytes challenge_bytes_;  // empty until it has been said, and when it was answered
};

}  // namespace badrdp::auth
