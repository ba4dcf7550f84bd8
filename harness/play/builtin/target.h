// Whom the built-in client talks to and as whom it logs on, as a command line says it.
#pragma once

#include <cstdint>
#include <string>

#include "sim/auth/account.h"

namespace badrdp::harness {

// "127.0.0.1:3389", "[::1]:3389", "host" (port 3389). Throws UsageError.
struct HostPort {
    std::string host;
    std::uint16_t port = 3389;
};
HostPort parse_host_port(const std::string& text);

// "NAME", "NAME:PASSWORD", either with "@DOMAIN" behind it.
auth::Account parse_account(const std::string& text);

}  // namespace badrdp::harness
