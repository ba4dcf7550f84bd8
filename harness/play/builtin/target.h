// The host that the built-in client connects to and the account that it uses, as a command line gives them.
#pragma once

#include <cstdint>
#include <string>

#include "sim/auth/account.h"

namespace badrdp::harness {

struct HostPort {
    std::string host;
    std::uint16_t port = 3389;
};

// "127.0.0.1:3389", "[::1]:3389", "::1" and "host" (port 3389). Throws UsageError, also for "::1:3389", which
// can be read in two ways.
HostPort parse_host_port(const std::string& text);
// The same of a place to listen at: port 0 is any free one.
HostPort parse_listening(const std::string& text);

// As parse_host_port reads it, and other clients too: an IPv6 address stands in brackets [RFC 3986 3.2.2].
std::string host_port_text(const std::string& host, std::uint16_t port);

// "NAME", "NAME:PASSWORD", either with "@DOMAIN" behind it.
auth::Account parse_account(const std::string& text);

}  // namespace badrdp::harness
