// A client's and a server's network with a wire between them, on the test's own loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <utility>
#include <vector>

#include "harness/os/net/namespaces.h"
#include "harness/os/net/tap.h"
#include "harness/play/net/wire.h"

namespace badrdp::harness::test {

struct Network {
    explicit Network(boost::asio::io_context& the_loop, std::vector<path::Impairment> list = {},
                     WireLimits limits = {})
        : impairments(std::move(list)),
          loop(the_loop),
          client_end(client, client_tap()),
          server_end(server, server_tap()),
          wire(loop.get_executor(), client_end.take(), server_end.take(), path::Path(impairments, 1),
               limits) {}

    boost::asio::ip::tcp::acceptor listen(const boost::asio::ip::tcp::endpoint& here) {
        const Inside inside(server);
        return {loop, here};
    }
    boost::asio::ip::tcp::socket client_socket(const boost::asio::ip::tcp& version) {
        const Inside inside(client);
        return {loop, version};
    }

    std::vector<path::Impairment> impairments;
    boost::asio::io_context& loop;
    NetNamespace client;
    NetNamespace server;
    Tap client_end;
    Tap server_end;
    Wire wire;
};

}  // namespace badrdp::harness::test
