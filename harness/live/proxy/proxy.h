// Between somebody's client and somebody's server: passes on what both say, knows the steps of it that show
// in clear, and spoils what it is told to on the way.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/live/host_event.h"
#include "harness/live/proxy/plan.h"
#include "sim/link/server.h"
#include "sim/link/socket_watch.h"

namespace badrdp::harness {

struct ProxyOrder {
    std::string name;                        // what its events are told of
    boost::asio::ip::tcp::endpoint listens;  // port 0: any free one
    boost::asio::ip::tcp::endpoint to;       // the server
    ProxyPlan plan{};
    std::size_t most = 1000;                  // connections at once; one more is reset
    std::function<bool(wire::Step)> holds{};  // whether messages of this step wait; absent: none does
    std::function<bool()> holds_any{};        // whether those of any step do
    link::SocketWitness witness{};            // what is exchanged with clients; empty: nobody asks
};

class Proxy {
public:
    // Throws std::system_error, "cannot listen on ...", when the place cannot be had.
    Proxy(boost::asio::any_io_executor executor, ProxyOrder order, HostTell tell);
    ~Proxy();  // closes every connection
    Proxy(Proxy&&) noexcept;
    Proxy& operator=(Proxy&&) noexcept;

    std::uint16_t port() const;
    unsigned open() const;  // connections

    // What connections meet from now on; those that are open go on as they began. `anew`: they are closed,
    // and the next one is the first.
    void change(ProxyPlan plan, bool anew);
    // The messages that wait, by connection.
    std::vector<link::HeldMessage> held() const;
    // Passes the message of this connection on, bent by these. Says how many changed anything; nothing: no
    // such message waits.
    std::optional<std::size_t> go_on(unsigned connection, std::span<const fault::Fault> faults,
                                     const NegotiationEdit* edit);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness
