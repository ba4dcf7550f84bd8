// A fake RDP host on a socket: listens as its scenario says, and serves every connection on one loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/auth/kerberos.h"
#include "sim/fault/fault.h"
#include "sim/host/host.h"
#include "sim/link/socket_watch.h"
#include "sim/link/tls.h"
#include "sim/link/transcript.h"

namespace badrdp::link {

struct ServerOrder {
    host::Host host;
    std::span<const fault::Fault> faults;  // not owned
    TlsContext tls;
    std::vector<TlsContext> tls_of{};   // of each of host.connections
    auth::KerberosMaker kerberos{};     // nothing: the host is in no realm
    std::vector<std::string> screen{};  // what an active session shows, line by line
    boost::asio::ip::address address;   // loopback, unless somebody asked for more
    std::uint16_t port = 0;             // 0: any free one below the kernel's ephemeral range
    std::chrono::milliseconds patience{60'000};
    std::size_t most = SIZE_MAX;  // connections that are open at once; one more is reset
};

// The contexts of host.connections, in their order. One that shows what the host itself does shares `own`.
std::vector<TlsContext> contexts_of(const host::Host& host, const TlsContext& own,
                                    const std::function<TlsContext(const host::Service&)>& make);

struct ServerCallbacks {
    std::function<void(const Note&)> note;
    std::function<void(unsigned)> connection;  // one more TCP connection: how many there are now
    // What its sockets send and receive; empty: nobody asks, and nothing is looked at.
    SocketWitness socket{};
    std::function<void(unsigned)> refused{};  // so many more connections could not be taken
    // Whether what the host says at this step waits; absent: never.
    std::function<bool(wire::Step)> holds{};
};

// A message that waits to be said, before the faults and the cipher.
struct HeldMessage {
    unsigned connection = 0;
    wire::Step step = wire::Step::none;
    wire::Bytes bytes{};
    std::vector<wire::FieldSpan> fields{};
};

// What the server itself got wrong: any of it makes the case worthless.
struct ServerLosses {
    std::chrono::milliseconds latest_timer{0};  // how late a timed deed of ours was at worst
    unsigned refused = 0;  // connections that we could not take, for want of descriptors or past `most`
};

class Server {
public:
    // Throws std::system_error, "cannot listen on [::1]:3389: ...", when the address or the port cannot be
    // had.
    Server(boost::asio::any_io_executor executor, ServerOrder order, ServerCallbacks callbacks);
    ~Server();
    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;

    // What connections meet from now on; those that are open go on as they began, unless `anew`: then they
    // are closed, and the next one is the first. Address and port stay. Throws as the constructor does where
    // the socket has to be made anew, because another `listening` is wanted; nobody listens then.
    void change(ServerOrder order, bool anew);

    std::vector<HeldMessage> held() const;
    // Says what this connection holds, bent by these edits; how many of them changed anything, or nothing if
    // it holds nothing.
    std::optional<std::size_t> go_on(unsigned connection, std::span<const fault::Fault> edits);

    std::uint16_t port() const;
    void stop();            // closes the listener and every connection
    unsigned open() const;  // connections that are still open
    ServerLosses losses() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::link
