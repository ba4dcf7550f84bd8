#include "harness/play/net/dns.h"

#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/ip/udp.hpp>

#include "harness/play/net/resolver.h"

namespace badrdp::harness {
namespace {

using boost::asio::ip::udp;
using boost::system::error_code;

constexpr std::size_t kLargestDatagram = 65'507;  // over IPv4: none is ever cut off

}  // namespace

Fd name_socket(std::uint16_t port) {
    const auto what = fmt::format("cannot serve names at 127.0.0.1:{}", port);
    Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), what);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

struct NameServer::State : std::enable_shared_from_this<State> {
    State(const boost::asio::any_io_executor& executor, Fd fd, Names given, Record tell)
        : socket(executor, udp::v4(), fd.get()), names(std::move(given)), record(std::move(tell)) {
        fd.release();
        socket.non_blocking(true);
    }

    void listen() {
        socket.async_receive_from(boost::asio::buffer(datagram), from,
                                  [self = shared_from_this()](error_code failed, std::size_t size) {
                                      if (!self->over) self->take(failed, size);
                                  });
    }

    void take(error_code failed, std::size_t size) {
        if (failed) return tell("the name server stops: " + failed.message());
        const auto reply = reply_to(names, std::span(datagram).first(size));
        error_code unsaid;
        if (reply.datagram) socket.send_to(boost::asio::buffer(*reply.datagram), from, 0, unsaid);
        tell(unsaid ? fmt::format("{} (not sent: {})", reply.record, unsaid.message()) : reply.record);
        if (!over) listen();
    }

    void tell(const std::string& line) const {
        if (record) record(line);
    }

    void stop() {
        over = true;
        error_code ignored;
        socket.close(ignored);
    }

    udp::socket socket;
    Names names;
    Record record;
    udp::endpoint from;
    std::array<std::uint8_t, kLargestDatagram> datagram;
    bool over = false;
};

NameServer::NameServer(boost::asio::any_io_executor executor, Fd socket, Names names, Record record)
    : state_(std::make_shared<State>(executor, std::move(socket), std::move(names), std::move(record))) {
    state_->listen();
}

NameServer::~NameServer() {
    if (state_) state_->stop();
}

NameServer::NameServer(NameServer&&) noexcept = default;

NameServer& NameServer::operator=(NameServer&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

}  // namespace badrdp::harness
