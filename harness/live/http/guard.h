// Who may ask: no page of another site, and nobody who leads a name of his own to this machine.
#pragma once

#include <string>

#include "harness/live/http/message.h"

namespace badrdp::harness::http {

// Why the request is not answered; empty if it is. Its Host must be an IP address or localhost, which no name
// server of somebody else's decides on, with our port; its Origin, if it has one, must be that same place,
// and a browser must not say that another site asks for anything but a page to look at.
std::string why_refused(const Request& request, std::uint16_t port);

// 43 letters of OpenSSL's randomness: nobody guesses it. Throws std::runtime_error when
// there is none.
std::string secret_word();

// Compares without telling by the time it takes how much of it was right.
bool same_secret(std::string_view given, std::string_view wanted);

}  // namespace badrdp::harness::http
