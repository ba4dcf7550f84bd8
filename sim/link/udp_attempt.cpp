#include "sim/link/udp_attempt.h"

#include <fmt/core.h>
#include <openssl/rand.h>

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>

#include "sim/wire/datagram/udp_syn.h"

namespace badrdp::link {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

namespace {

constexpr unsigned kTries = 4;

wire::UdpSyn syn_of(bool lossy) {
    wire::UdpSyn syn;
    if (lossy) syn.flags |= wire::UdpSyn::kSynLossy;
    std::array<std::uint8_t, 4> random{};
    if (RAND_bytes(random.data(), random.size()) != 1) throw std::runtime_error("OpenSSL has no randomness");
    for (const auto byte : random) syn.initial_sequence_number = syn.initial_sequence_number << 8 | byte;
    return syn;
}

wire::Bytes bytes_of(const wire::UdpSyn& syn) {
    wire::Writer out;
    syn.write(out);
    return std::move(out.bytes);
}

UdpTold cannot_be_used(const error_code& why) {
    const bool refused = why == asio::error::connection_refused;
    return {refused ? UdpAnswer::refused : UdpAnswer::unreachable,
            (refused ? "UDP is refused: " : "UDP cannot be used: ") + why.message()};
}

}  // namespace

struct UdpAttempt::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, bool lossy, std::function<void(const UdpTold&)> t,
          std::chrono::milliseconds p)
        : socket(executor),
          timer(executor),
          syn(syn_of(lossy)),
          said(bytes_of(syn)),
          told(std::move(t)),
          patience(p) {}

    void start(const udp::endpoint& server) {
        error_code error;
        socket.connect(server, error);
        if (error) return told(cannot_be_used(error));
        socket.async_receive(asio::buffer(in),
                             [self = shared_from_this()](error_code failed, std::size_t size) {
                                 if (self->over || failed == asio::error::operation_aborted) return;
                                 self->over = true;
                                 self->timer.cancel();
                                 self->told(failed ? cannot_be_used(failed) : self->answer_of(size));
                             });
        send();
    }

    UdpTold answer_of(std::size_t size) const {
        const bool good = wire::acknowledges(wire::BytesView(in).first(size), syn);
        return {good ? UdpAnswer::syn_ack : UdpAnswer::other,
                fmt::format("UDP is answered with {} bytes", size)};
    }

    void send() {
        error_code error;
        socket.send(asio::buffer(said), 0, error);
        ++sent;
        told({.text = error ? fmt::format("cannot send UDP SYN, {} of {}: {}", sent, kTries, error.message())
                            : fmt::format("sends UDP SYN, {} of {}", sent, kTries)});
        timer.expires_after(patience);
        timer.async_wait([self = shared_from_this()](error_code failed) {
            if (failed || self->over) return;
            if (self->sent < kTries) return self->send();
            self->stop();
            self->told({UdpAnswer::silence, "UDP is not answered"});
        });
    }

    // What is over already is not cancelled: its handler may be queued, and finds `over`.
    void stop() {
        over = true;
        error_code ignored;  // closing is all that is left to do
        timer.cancel();
        socket.close(ignored);
    }

    udp::socket socket;
    asio::steady_timer timer;
    wire::UdpSyn syn;
    wire::Bytes said;
    std::function<void(const UdpTold&)> told;
    std::chrono::milliseconds patience;
    std::array<std::uint8_t, 2048> in{};
    unsigned sent = 0;
    bool over = false;
};

UdpAttempt::UdpAttempt(const asio::any_io_executor& executor, const asio::ip::address& server,
                       std::uint16_t port, bool lossy, std::function<void(const UdpTold&)> told,
                       std::chrono::milliseconds patience)
    : state_(std::make_shared<State>(executor, lossy, std::move(told), patience)) {
    state_->start({server, port});
}

UdpAttempt::~UdpAttempt() { state_->stop(); }

}  // namespace badrdp::link
