// One broken host on a socket: what it shows can be changed while it listens.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "harness/data/scenario/scenario.h"
#include "sim/link/mint.h"
#include "sim/link/server.h"

namespace badrdp::harness {

struct LivePlace {
    boost::asio::ip::address address;  // loopback, unless somebody asked for more
    std::uint16_t port = 3389;         // 0: any free one
    std::string name{};                // whom the certificate is made out to
    std::size_t most = SIZE_MAX;       // connections at once; one more is reset
};

struct LiveWatch {
    std::function<void(const link::Note&)> note;
    std::function<void(unsigned)> connection;     // one more TCP connection: how many there are now
    std::function<void(std::string_view)> key{};  // a line of an NSS key log; absent: nobody wants it
    std::function<void(unsigned)> refused{};      // so many more connections could not be taken
    std::function<bool(wire::Step)> holds{};      // whether what the host says at this step waits
};

class LiveHost {
public:
    // `served` as as_served() gives it. Throws std::system_error, "cannot listen on 127.0.0.1:3389: ...",
    // when the place cannot be had, and std::runtime_error when OpenSSL cannot make what the scenario asks
    // for.
    LiveHost(boost::asio::any_io_executor executor, Scenario served, LivePlace place, LiveWatch watch);

    const Scenario& scenario() const { return scenario_; }
    const LivePlace& place() const { return place_; }  // with the port that was had
    const std::string& fingerprint() const { return minted_.fingerprint_sha256; }
    // DER of the root that clients of a scenario with `trusted` may trust.
    const wire::Bytes& authority() const { return minted_.authority_der; }
    unsigned open() const { return server_->open(); }  // connections
    void stop() { server_->stop(); }

    // What connections meet from now on; see link::Server::change. The certificate stays unless its recipe is
    // another one.
    void change(Scenario served, bool anew);
    std::vector<link::HeldMessage> held() const { return server_->held(); }
    std::optional<std::size_t> go_on(unsigned connection, std::span<const fault::Fault> edits) {
        return server_->go_on(connection, edits);
    }

private:
    link::ServerOrder order();
    void show();

    Scenario scenario_;
    LivePlace place_;
    LiveWatch watch_;
    link::Minted minted_;
    std::optional<link::TlsContext> tls_;
    std::vector<link::TlsContext> tls_of_;
    std::optional<link::Server> server_;
};

// What to do where this machine does not let anybody listen there: "; choose another ...". `holder` is who
// holds the port, or nothing.
std::string cure_of_refusal(const std::error_code& why, const std::string& holder);

}  // namespace badrdp::harness
