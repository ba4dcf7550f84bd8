// What the X.224 Connection Request and Confirm say, in clear or inside TLS: a line for whoever reads, and
// the facts of the connection.
#pragma once

#include <string>

#include "capture/timeline.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::capture {

std::string request_detail(const wire::ConnectionRequest& request);
std::string confirm_detail(const wire::ConnectionConfirm& confirm);

void note_request(const wire::ConnectionRequest& request, Connection& facts);
void note_confirm(const wire::ConnectionConfirm& confirm, Connection& facts);

}  // namespace badrdp::capture
