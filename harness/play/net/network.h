// What a case is played over: the client, the fake host, the network between them, and the witness of its
// packets.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "capture/timeline.h"
#include "harness/data/scenario/scenario.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/sandbox.h"
#include "sim/link/transcript.h"
#include "sim/path/test_network.h"

namespace badrdp::harness {

enum class Net : std::uint8_t { loopback, tap, simulated };
std::string_view name(Net);
std::optional<Net> net_named(std::string_view);

// A timed deed of ours, or a delayed frame, that came later than this has changed what the client met.
inline constexpr std::chrono::milliseconds kPunctual{50};

// What the client is told of the host.
struct Whereabouts {
    std::string host;  // a name or an address
    std::string address;
    std::uint16_t port = 0;
    std::string realm{path::test_network::kRealm};  // of Kerberos, as the client is told it
};

// What a visit tells while it goes on, on the loop's thread.
struct Witness {
    std::function<void(const link::Note&)> note;    // of the host's
    std::function<void(unsigned)> connection;       // one more TCP connection: how many there are now
    std::function<void(std::string_view)> secrets;  // a line of TLS secrets, for the capture
    std::function<void()> flooded{};                // the client sends more than any may (TrafficLimits)
};

struct VisitOrder {
    unsigned number = 1;     // of the client, which may come again: the host shows another certificate then
    std::uint16_t port = 0;  // where the host listened in the visit before; 0: wherever it may
    Witness witness;
};

// The network of one case, in which the host is there for each visit of the client. Its members are called in
// this order for each of them; what takes long is done on workers, so that the loop stays punctual.
class Network {
public:
    virtual ~Network() = default;

    // When it returns the host listens, and every packet from now on is recorded.
    virtual boost::asio::awaitable<void> open(VisitOrder order) = 0;
    virtual Whereabouts whereabouts() const = 0;
    // Puts the client where it belongs, and starts it. `ended` is called once, on the loop, when it is gone.
    virtual boost::asio::awaitable<void> start_client(SandboxOrder order,
                                                      std::function<void(ProcessEnd)> ended) = 0;
    virtual void end_client(Limit why) = 0;  // now, or as soon as it has started
    // The client is gone: ends the host, waits until the last packets are there, and reads them. A text says
    // what we got wrong ourselves, which makes the case worthless.
    virtual boost::asio::awaitable<std::string> close() = 0;

    // All of them are good after close().
    virtual const capture::Timeline& timeline() const = 0;  // of what the client met
    virtual const std::vector<capture::Packet>& packets() const = 0;
    virtual std::vector<capture::Interface> interfaces() const = 0;
    virtual std::vector<std::size_t> bites() const { return {}; }  // of each impairment of the scenario
    // Connections that its middlebox has answered, if there is one.
    virtual std::optional<std::size_t> intercepted() const { return std::nullopt; }
    // What was asked of its name server, and of its KDC, and answered.
    virtual std::vector<std::string> names_log() const { return {}; }
    virtual std::vector<std::string> kdc_log() const { return {}; }
};

// Below a case's folder: what the client's machine trusts, as long as it is there.
inline constexpr std::string_view kTrusted = "home/trusted.pem";

// Real sockets on 127.0.0.1, and libpcap on `lo`. `dir` is the case's folder.
std::unique_ptr<Network> loopback_network(boost::asio::any_io_executor loop,
                                          boost::asio::thread_pool& workers, const Scenario& scenario,
                                          std::filesystem::path dir);

// The same sockets, where nobody may capture: the packets are those that the host itself sent and received.
std::unique_ptr<Network> own_view_network(boost::asio::any_io_executor loop,
                                          boost::asio::thread_pool& workers, const Scenario& scenario,
                                          std::filesystem::path dir);
// Why the host cannot see what a client did in this scenario; empty: it can.
std::string_view why_not_in_own_view(const Scenario& scenario);

// Two namespaces with a tap each, and a wire between them that does what the scenario's impairments say.
// `seed` is that of the wire's random choices.
std::unique_ptr<Network> tap_network(boost::asio::any_io_executor loop, boost::asio::thread_pool& workers,
                                     const Scenario& scenario, std::uint64_t seed, std::filesystem::path dir);

}  // namespace badrdp::harness
