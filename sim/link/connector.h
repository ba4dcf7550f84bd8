// The fake client on a socket: resolves, connects, runs one session, and says how it ended.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sim/link/attempt.h"
#include "sim/link/session.h"

namespace badrdp::link {

struct ConnectOrder {
    std::string host;
    std::uint16_t port = 3389;
    Attempt attempt;
    std::uint16_t connection = 1;
    // Where the server offers a UDP transport; the session goes on over TCP meanwhile.
    bool tries_udp = false;
    // What the host's name was found to lead to: nobody is asked again. Absent: a name server, or the name
    // itself.
    std::optional<boost::asio::ip::address> address{};
};

// How it went: `failed_before` is set when there never was a connection.
struct Connected {
    enum class Before : std::uint8_t {
        nothing,
        name,
        reset,
        refused,
        unreachable,
        timeout
    } failed_before = Before::nothing;
    std::string why;               // of failed_before
    std::optional<Ending> ending;  // of the session
    wire::Step deepest = wire::Step::none;
};

// Calls `done` once, from the loop. Keep the returned object until then; destroying it ends the attempt, and
// neither `note` nor `done` is called afterwards.
class Connector {
public:
    // Throws std::runtime_error when OpenSSL refuses the attempt's settings.
    Connector(boost::asio::any_io_executor executor, ConnectOrder order,
              std::function<void(const Note&)> note, std::function<void(Connected)> done);
    ~Connector();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::link
