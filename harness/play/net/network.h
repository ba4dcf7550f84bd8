// What a case is played over: the network between the client and the fake host, and the witness of its
// packets.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "capture/timeline.h"
#include "harness/data/scenario/scenario.h"
#include "harness/os/sandbox/sandbox.h"
#include "sim/link/middlebox.h"
#include "sim/link/server.h"

namespace badrdp::harness {

enum class Net : std::uint8_t { loopback, tap, simulated };  // the last one has no Network
std::string_view name(Net);
std::optional<Net> net_named(std::string_view);

// A timed deed of ours, or a delayed frame, that came later than this has changed what the client met.
inline constexpr std::chrono::milliseconds kPunctual{50};

// What the client is told of the host.
struct Whereabouts {
    std::string host;  // a name or an address
    std::string address;
    std::uint16_t port = 0;
};

// What listens for one visit: the host, and what may be in front of it.
struct Hosted {
    link::Server server;
    std::optional<link::Middlebox> middlebox;
    std::uint16_t port = 0;  // to which the client is sent
};

// One network serves one visit of one client. Its members are called in this order; what takes long is done
// on the workers, so that the loop stays punctual.
class Network {
public:
    virtual ~Network() = default;

    virtual boost::asio::awaitable<void> open() = 0;
    // Makes the host listen, at an address of this network and at the order's port if that is not 0; or a
    // middlebox there, which shows this certificate, and the host behind it.
    virtual Hosted host(link::ServerOrder order, link::ServerCallbacks callbacks,
                        std::optional<link::TlsContext> middlebox) = 0;
    // Packets from and to this port that are sent from now on are caught.
    virtual boost::asio::awaitable<void> record(std::uint16_t port) = 0;
    virtual Whereabouts whereabouts() const = 0;
    virtual void admit(SandboxOrder& order) const = 0;  // puts the client where it belongs
    virtual void heard(const link::Note&) {}            // what the host notes, as it does
    // The client is gone: waits until its last packets are there, and closes. A text says what was lost.
    virtual boost::asio::awaitable<std::string> close() = 0;

    // Both are good after close(), too. Packets of interface 0 are what the client met.
    virtual const std::vector<capture::Packet>& packets() const = 0;
    virtual std::vector<capture::Interface> interfaces() const = 0;
    virtual std::vector<std::size_t> bites() const { return {}; }  // of each impairment of the scenario
    // What was asked of its name server, and answered.
    virtual std::vector<std::string> names_log() const { return {}; }
};

// Both listen where the calling thread is; `open_socket` makes the middlebox's sockets there later on.
Hosted hosted(const boost::asio::any_io_executor& loop, link::ServerOrder order,
              link::ServerCallbacks callbacks, std::optional<link::TlsContext> middlebox,
              std::function<boost::asio::ip::tcp::socket()> open_socket = {});

// Real sockets on 127.0.0.1, and libpcap on `lo`.
std::unique_ptr<Network> loopback_network(boost::asio::any_io_executor loop,
                                          boost::asio::thread_pool& workers, const Scenario& scenario);

// Two namespaces with a tap each, and a wire between them that does what the scenario's impairments say.
// `seed` is that of the wire's random choices; `dir` is the case's folder.
std::unique_ptr<Network> tap_network(boost::asio::any_io_executor loop, boost::asio::thread_pool& workers,
                                     const Scenario& scenario, std::uint64_t seed, std::filesystem::path dir);

}  // namespace badrdp::harness
