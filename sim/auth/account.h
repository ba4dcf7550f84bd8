// Who may log on, and what a host answers to those who may not. Accounts are canaries: nobody who is not
// listed is let in, and nobody without a password.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/auth/digest.h"
#include "sim/auth/ntstatus.h"
#include "sim/auth/secret.h"

namespace badrdp::auth {

enum class AccountState : std::uint8_t {
    ok,
    locked,
    disabled,
    expired,
    password_expired,
    must_change,       // the password, before the first logon
    not_allowed_here,  // may not log on through Remote Desktop
    logon_hours,       // not at this hour
    restricted,
};

// What a client leaves at its host of the account that it logs on with, in the order of what the host can do
// with it.
enum class LeftBehind : std::uint8_t {
    nothing,   // empty credentials: Restricted Admin
    ticket,    // logs on here, and is of no use elsewhere: Remote Credential Guard [MS-CSSP 2.2.1.2.3]
    password,  // or a smart card's PIN
};

inline constexpr std::array kEachLeftBehind{LeftBehind::nothing, LeftBehind::ticket, LeftBehind::password};
std::string_view name(LeftBehind left);  // "password"

// All three as UTF-8.
struct Credentials {
    std::string domain{};
    std::string user{};
    Secret password{};

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

struct Account {
    std::string name{};
    std::string domain{};  // empty: a local account, which goes by every domain
    Secret password{};
    AccountState state = AccountState::ok;

    friend bool operator==(const Account&, const Account&) = default;
};

struct Refused {
    std::uint32_t status = ntstatus::logon_failure;
    std::string why = "nobody was authenticated";
    bool told = false;  // by the other end, in its errorCode; otherwise we found out by ourselves
};

// Why an exchange cannot go on.
using Trouble = std::variant<Refused, wire::Malformed>;

inline std::unexpected<Trouble> refused(std::uint32_t status, std::string why) {
    return std::unexpected(Trouble{Refused{status, std::move(why)}});
}

// What a Windows host answers to the right password; nothing: come in.
std::optional<Refused> refusal(const Account& account);

// By user and domain as UTF-16, in any case; the user may be name@domain. Never one without a name.
const Account* find_account(const std::vector<Account>& accounts, BytesView user, BytesView domain);

}  // namespace badrdp::auth
