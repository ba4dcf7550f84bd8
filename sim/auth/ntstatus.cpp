#include "sim/auth/ntstatus.h"

#include <string_view>

#include "sim/wire/io/hex.h"

namespace badrdp::auth {

std::string status_text(std::uint32_t status) {
    struct Row {
        std::uint32_t status;
        std::string_view name;
    };
    static constexpr Row kRows[] = {
        {ntstatus::access_denied, "STATUS_ACCESS_DENIED"},
        {ntstatus::no_logon_servers, "STATUS_NO_LOGON_SERVERS"},
        {ntstatus::no_such_user, "STATUS_NO_SUCH_USER"},
        {ntstatus::wrong_password, "STATUS_WRONG_PASSWORD"},
        {ntstatus::logon_failure, "STATUS_LOGON_FAILURE"},
        {ntstatus::account_restriction, "STATUS_ACCOUNT_RESTRICTION"},
        {ntstatus::invalid_logon_hours, "STATUS_INVALID_LOGON_HOURS"},
        {ntstatus::invalid_workstation, "STATUS_INVALID_WORKSTATION"},
        {ntstatus::password_expired, "STATUS_PASSWORD_EXPIRED"},
        {ntstatus::account_disabled, "STATUS_ACCOUNT_DISABLED"},
        {ntstatus::not_supported, "STATUS_NOT_SUPPORTED"},
        {ntstatus::time_difference_at_dc, "STATUS_TIME_DIFFERENCE_AT_DC"},
        {ntstatus::logon_type_not_granted, "STATUS_LOGON_TYPE_NOT_GRANTED"},
        {ntstatus::account_expired, "STATUS_ACCOUNT_EXPIRED"},
        {ntstatus::password_must_change, "STATUS_PASSWORD_MUST_CHANGE"},
        {ntstatus::account_locked_out, "STATUS_ACCOUNT_LOCKED_OUT"},
        {ntstatus::bad_bindings, "STATUS_BAD_BINDINGS"},
        {ntstatus::invalid_token, "SEC_E_INVALID_TOKEN"},
        {ntstatus::message_altered, "SEC_E_MESSAGE_ALTERED"},
    };
    for (const auto& row : kRows)
        if (row.status == status) return std::string(row.name);
    return wire::hex(status);
}

}  // namespace badrdp::auth
