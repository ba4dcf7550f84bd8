// Who holds a TCP port of this machine, as /proc tells it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// The inodes of the sockets that listen on `port`, from the text of /proc/net/tcp or tcp6 [proc_net_tcp(5)].
// A line that is cut or no such line is left out.
std::vector<std::uint64_t> listeners_on(std::string_view table, std::uint16_t port);

// "xrdp (pid 1234)": the process that listens on `port`, on whatever address; empty if that cannot be known:
// the process is another user's, or the socket is bound and does not listen.
std::string port_holder(std::uint16_t port);

}  // namespace badrdp::harness
