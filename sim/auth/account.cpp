#include "sim/auth/account.h"

#include <algorithm>

#include "sim/auth/text.h"

namespace badrdp::auth {

namespace {

bool same(std::string_view text, BytesView other) {
    return std::ranges::equal(upper(utf16(text)), upper(other));
}

bool goes_by(const Account& account, BytesView user, BytesView domain) {
    if (account.name.empty() || user.size() % 2 != 0 || domain.size() % 2 != 0) return false;
    const bool domain_fits = account.domain.empty() || same(account.domain, domain);
    if (domain_fits && same(account.name, user)) return true;
    if (!domain.empty()) return false;
    const auto text = utf8(user);
    const auto split = text.rfind('@');
    return split != text.npos && same(account.name, utf16(text.substr(0, split))) &&
           (account.domain.empty() || same(account.domain, utf16(text.substr(split + 1))));
}

}  // namespace

std::string_view name(LeftBehind left) {
    switch (left) {
        case LeftBehind::nothing: return "nothing";
        case LeftBehind::ticket: return "ticket";
        case LeftBehind::password: break;
    }
    return "password";
}

std::optional<Refused> refusal(const Account& account) {
    if (account.password.empty())  // Windows keeps such accounts at the console
        return Refused{ntstatus::account_restriction, "the account has no password"};
    switch (account.state) {
        case AccountState::ok: return std::nullopt;
        case AccountState::locked: return Refused{ntstatus::account_locked_out, "the account is locked"};
        case AccountState::disabled: return Refused{ntstatus::account_disabled, "the account is disabled"};
        case AccountState::expired: return Refused{ntstatus::account_expired, "the account has expired"};
        case AccountState::password_expired:
            return Refused{ntstatus::password_expired, "the password has expired"};
        case AccountState::must_change:
            return Refused{ntstatus::password_must_change, "the password must be changed first"};
        case AccountState::not_allowed_here:
            return Refused{ntstatus::logon_type_not_granted, "the account may not log on here"};
        case AccountState::logon_hours:
            return Refused{ntstatus::invalid_logon_hours, "the account may not log on at this hour"};
        case AccountState::restricted:
            return Refused{ntstatus::account_restriction, "the account is restricted"};
    }
    return Refused{};
}

const Account* find_account(const std::vector<Account>& accounts, BytesView user, BytesView domain) {
    const auto found = std::ranges::find_if(
        accounts, [&](const Account& account) { return goes_by(account, user, domain); });
    return found == accounts.end() ? nullptr : &*found;
}

}  // namespace badrdp::auth
