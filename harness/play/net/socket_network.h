// What loopback and the taps have in common: a host on real sockets, and a client in its sandbox.
#pragma once

#include <optional>
#include <string>

#include "harness/play/net/network.h"
#include "harness/play/net/traffic.h"
#include "sim/link/middlebox.h"
#include "sim/link/server.h"

namespace badrdp::harness {

// What listens for one visit: the host, and what may be in front of it.
struct Hosted {
    link::Server server;
    std::optional<link::Middlebox> middlebox;
    std::uint16_t port = 0;  // to which the client is sent
};

// Where a client on this machine's loopback finds the host.
Whereabouts on_loopback(const Scenario& scenario, std::uint16_t port);

class SocketNetwork : public Network {
public:
    boost::asio::awaitable<void> open(VisitOrder order) final;
    boost::asio::awaitable<void> start_client(SandboxOrder order,
                                              std::function<void(ProcessEnd)> ended) final;
    void end_client(Limit why) final;
    boost::asio::awaitable<std::string> close() final;
    const capture::Timeline& timeline() const final { return timeline_; }
    std::optional<std::size_t> intercepted() const final { return intercepted_; }

protected:
    SocketNetwork(boost::asio::any_io_executor loop, boost::asio::thread_pool& workers,
                  const Scenario& scenario, std::filesystem::path dir);

    const boost::asio::any_io_executor& loop() const { return loop_; }
    boost::asio::thread_pool& workers() const { return workers_; }
    const Scenario& scenario() const { return scenario_; }
    const std::filesystem::path& dir() const { return dir_; }
    Traffic& traffic() { return traffic_; }  // of this visit
    const Traffic& traffic() const { return traffic_; }

    // Both listen where the calling thread is; `open_socket` makes the middlebox's sockets there later on,
    // and `witness` is told what passes between the client and whoever it is sent to.
    Hosted hosted(link::ServerOrder order, link::ServerCallbacks callbacks,
                  std::optional<link::TlsContext> middlebox,
                  std::function<boost::asio::ip::tcp::socket()> open_socket = {},
                  link::SocketWitness witness = {}) const;

private:
    virtual boost::asio::awaitable<void> lay_out() = 0;  // anew for each visit
    // Makes the host listen, at an address of this network and at the order's port if that is not 0; or a
    // middlebox there, which shows this certificate, and the host behind it.
    virtual Hosted host(link::ServerOrder order, link::ServerCallbacks callbacks,
                        std::optional<link::TlsContext> middlebox) = 0;
    virtual boost::asio::awaitable<void> record(std::uint16_t port) = 0;
    virtual void admit(SandboxOrder& order) const = 0;           // puts the client where it belongs
    virtual auth::KerberosMaker kerberos() const { return {}; }  // of a host that is in a realm
    virtual void heard(const link::Note&) {}                     // what the host notes, as it does
    // Waits until the client's last packets are there. A text says what was lost of them.
    virtual boost::asio::awaitable<std::string> settle() = 0;
    virtual capture::Timeline read() = 0;  // of all packets; on a worker

    struct Certificates {
        std::optional<link::TlsContext> host;
        std::vector<link::TlsContext> connections;  // of the host's, where it changes with each
        std::optional<link::TlsContext> middlebox;
    };
    Certificates mint(const VisitOrder& order) const;
    link::ServerCallbacks callbacks();

    boost::asio::any_io_executor loop_;
    boost::asio::thread_pool& workers_;
    const Scenario& scenario_;
    std::filesystem::path dir_;
    Witness witness_;
    Traffic traffic_;
    std::optional<Hosted> hosted_;
    std::optional<Sandbox> sandbox_;
    std::optional<Limit> end_soon_;  // said before there was a client
    std::optional<std::size_t> intercepted_;
    capture::Timeline timeline_;
};

}  // namespace badrdp::harness
