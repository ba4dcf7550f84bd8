// What both ends of our NTLM want and say of themselves.
#pragma once

#include "sim/auth/digest.h"
#include "sim/wire/nla/ntlm.h"

namespace badrdp::auth {

// Without these there is nothing to seal with; and names in the code page of some machine are nobody's.
inline constexpr std::uint32_t kNtlmNeeded = wire::ntlm_flag::unicode | wire::ntlm_flag::ntlm |
                                             wire::ntlm_flag::extended_session_security |
                                             wire::ntlm_flag::sign | wire::ntlm_flag::seal;
inline constexpr std::uint32_t kNtlmOffered =
    kNtlmNeeded | wire::ntlm_flag::request_target | wire::ntlm_flag::always_sign | wire::ntlm_flag::version |
    wire::ntlm_flag::bits_128 | wire::ntlm_flag::bits_56 | wire::ntlm_flag::key_exch;

// Windows 10 and Server 2019, NTLM revision 15.
inline constexpr Bytes8 kNtlmVersion{10, 0, 0x61, 0x4a, 0, 0, 0, 15};

}  // namespace badrdp::auth
