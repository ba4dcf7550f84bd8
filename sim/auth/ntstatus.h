// The words that CredSSP's errorCode is made of [MS-ERREF 2.3.1, 2.1.1].
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/wire/io/named.h"

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
                               bad_bindings = 0xc000035b, unsupported_function = 0x80090302,
                               invalid_token = 0x80090308, message_altered = 0x8009030f,
                               wrong_principal = 0x80090322, time_skew = 0x80090324;
}  // namespace ntstatus

inline constexpr std::array kStatuses{
    wire::Named{ntstatus::access_denied, "STATUS_ACCESS_DENIED"},
    wire::Named{ntstatus::no_logon_servers, "STATUS_NO_LOGON_SERVERS"},
    wire::Named{ntstatus::no_such_user, "STATUS_NO_SUCH_USER"},
    wire::Named{ntstatus::wrong_password, "STATUS_WRONG_PASSWORD"},
    wire::Named{ntstatus::logon_failure, "STATUS_LOGON_FAILURE"},
    wire::Named{ntstatus::account_restriction, "STATUS_ACCOUNT_RESTRICTION"},
    wire::Named{ntstatus::invalid_logon_hours, "STATUS_INVALID_LOGON_HOURS"},
    wire::Named{ntstatus::invalid_workstation, "STATUS_INVALID_WORKSTATION"},
    wire::Named{ntstatus::password_expired, "STATUS_PASSWORD_EXPIRED"},
    wire::Named{ntstatus::account_disabled, "STATUS_ACCOUNT_DISABLED"},
    wire::Named{ntstatus::not_supported, "STATUS_NOT_SUPPORTED"},
    wire::Named{ntstatus::time_difference_at_dc, "STATUS_TIME_DIFFERENCE_AT_DC"},
    wire::Named{ntstatus::logon_type_not_granted, "STATUS_LOGON_TYPE_NOT_GRANTED"},
    wire::Named{ntstatus::account_expired, "STATUS_ACCOUNT_EXPIRED"},
    wire::Named{ntstatus::password_must_change, "STATUS_PASSWORD_MUST_CHANGE"},
    wire::Named{ntstatus::account_locked_out, "STATUS_ACCOUNT_LOCKED_OUT"},
    wire::Named{ntstatus::bad_bindings, "STATUS_BAD_BINDINGS"},
    wire::Named{ntstatus::unsupported_function, "SEC_E_UNSUPPORTED_FUNCTION"},
    wire::Named{ntstatus::invalid_token, "SEC_E_INVALID_TOKEN"},
    wire::Named{ntstatus::message_altered, "SEC_E_MESSAGE_ALTERED"},
    wire::Named{ntstatus::wrong_principal, "SEC_E_WRONG_PRINCIPAL"},
    wire::Named{ntstatus::time_skew, "SEC_E_TIME_SKEW"}};

std::string status_text(std::uint32_t status);  // "STATUS_LOGON_FAILURE", "0xc0001234"

}  // namespace badrdp::auth
