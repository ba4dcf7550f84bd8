// Who holds a TCP port of this machine, as /proc tells it.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// The inodes of the sockets that listen on `port` and keep others from `address` there, from the text of
// /proc/net/tcp or tcp6 [proc_net_tcp(5)]: those on that address, those on any, and if `address` is any, all.
// A line that is cut or no such line is left out.
std::vector<std::uint64_t> listeners_on(std::string_view table, const boost::asio::ip::address& address,
                                        std::uint16_t port);

// "xrdp (pid 1234)": the process that listens there; empty if that cannot be known: the process is another
// user's, or the socket is bound and does not listen.
std::string port_holder(const boost::asio::ip::address& address, std::uint16_t port);

}  // namespace badrdp::harness
