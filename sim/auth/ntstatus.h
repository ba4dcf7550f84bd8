// The words that CredSSP's errorCode is made of [MS-ERREF 2.3.1, 2.1.1].
#pragma once

#include <cstdint>
#include <string>

namespace badrdp::auth {

namespace ntstatus {
inline constexpr std::uint32_t access_denied = 0xc0000022, no_logon_servers = 0xc000005e,
                               no_such_user = 0xc0000064, wrong_password = 0xc000006a,
                               logon_failure = 0xc000006d, account_restriction = 0xc000006e,
                               invalid_logon_hours = 0xc000006f, invalid_workstation = 0xc0000070,
                               password_expired = 0xc0000071, account_disabled = 0xc0000072,
                               not_supported = 0xc00000bb, time_difference_at_dc = 0xc0000133,
                               logon_type_not_granted = 0xc000015b, account_expired = 0xc0000193,
                               password_must_change = 0xc0000224, account_locked_out = 0xc0000234,
                               bad_bindings = 0xc000035b, invalid_token = 0x80090308,
                               message_altered = 0x8009030f;
}  // namespace ntstatus

std::string status_text(std::uint32_t status);  // "STATUS_LOGON_FAILURE", "0xc0001234"

}  // namespace badrdp::auth
