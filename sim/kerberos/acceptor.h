// Kerberos at a host, by MIT's library: one context of GSS-API as acceptor, with the keys of a keytab [RFC
// 4121, RFC 2743].
#pragma once

#include <filesystem>
#include <memory>

#include "sim/auth/kerberos.h"

namespace badrdp::kerberos {

// From now on this process's Kerberos has neither this machine's settings (krb5.conf, the list of mechanisms)
// nor any that its environment names: a host takes the same tickets everywhere. Changes the environment, and
// so is called while there is one thread.
void leave_settings_of_machine_alone();

// For one connection. `keytab` is read when the client's AP-REQ comes; no replay cache is kept, since every
// case has keys of its own.
std::unique_ptr<auth::KerberosAcceptor> acceptor(std::filesystem::path keytab);

// The status that Windows has for what the library makes of an AP-REQ, by its minor code [MS-ERREF 2.1.1].
std::uint32_t status_of(std::uint32_t minor);

}  // namespace badrdp::kerberos
