// The client's half of NTLM [MS-NLMP 3.1.5.1]: the NEGOTIATE, and the AUTHENTICATE that answers a CHALLENGE.
#pragma once

#include <expected>

#include "sim/auth/account.h"
#include "sim/auth/knobs.h"
#include "sim/auth/ntlm_seal.h"
#include "sim/wire/nla/ntlm.h"

namespace badrdp::auth {

class NtlmInitiator {
public:
    struct Order {
        Credentials credentials{};
        std::string workstation = "BADRDP";
        std::string target_name{};  // the service: TERMSRV/host
        Random random{};
        std::uint64_t now = 0;  // a FILETIME
        Mic mic = Mic::honest;
    };

    struct Answer {
        wire::Writer authenticate;
        NtlmSeal seal;
    };

    explicit NtlmInitiator(Order order);

    wire::Writer negotiate();
    std::expected<Answer, Trouble> answer(BytesView challenge);

private:
    Bytes temp(const wire::AvPairs& info, const Bytes8& time, const Bytes8& client_challenge) const;

    Order order_;
    Bytes negotiate_bytes_;
};

}  // namespace badrdp::auth
