// A socket that listens where it is told to, or says why not.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <sstream>
#include <system_error>

namespace badrdp::harness {

// Throws std::system_error, "cannot listen on 127.0.0.1:3389: ...".
inline void listen_at(boost::asio::ip::tcp::acceptor& acceptor, const boost::asio::ip::tcp::endpoint& place) {
    using boost::asio::ip::tcp;
    boost::system::error_code why;
    acceptor.open(place.protocol(), why);
    if (!why) acceptor.set_option(tcp::acceptor::reuse_address(true), why);
    if (!why) acceptor.bind(place, why);
    if (!why) acceptor.listen(tcp::acceptor::max_listen_connections, why);
    if (!why) return;
    std::ostringstream text;
    text << "cannot listen on " << place;
    throw std::system_error(why, text.str());
}

}  // namespace badrdp::harness
