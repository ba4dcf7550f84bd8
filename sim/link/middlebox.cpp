#include "sim/link/middlebox.h"

#include <array>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "sim/wire/tls/tls_record.h"

namespace badrdp::link {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kMostWaiting = 1u << 20;  // bytes for an end that does not read

// The middlebox's own socket to one end, and the TLS that it speaks there once TLS has begun.
struct End {
    explicit End(tcp::socket s) : socket(std::move(s)) {}

    tcp::socket socket;
    std::optional<Tls> tls;
    std::array<std::uint8_t, 16 * 1024> in{};
    wire::Bytes waiting;     // to be written
    wire::Bytes on_its_way;  // being written
    wire::Bytes unsaid;      // plaintext for a TLS that is not up yet
    bool closing = false;    // FIN once everything is written
};

class Passage : public std::enable_shared_from_this<Passage> {
public:
    Passage(tcp::socket client, std::shared_ptr<SocketWatch> watch, tcp::socket host,
            const TlsContext& certificate, std::function<void()> intercepts)
        : client_(std::move(client)),
          host_(std::move(host)),
          watch_(std::move(watch)),
          certificate_(certificate),
          intercepts_(std::move(intercepts)) {}

    void start() {
        read(client_, host_);
        read(host_, client_);
    }
    void stop() {
        error_code ignored;  // closing is all that is left to do
        watch_->close(std::move(client_.socket));
        host_.socket.close(ignored);
    }

private:
    void read(End& from, End& to) {
        from.socket.async_read_some(asio::buffer(from.in), [self = shared_from_this(), &from, &to](
                                                               error_code error, std::size_t size) {
            if (error && &from == &self->client_) self->watch_->failed(from.socket, error);
            if (error) return self->ended(to, error);
            if (&from == &self->client_) self->watch_->read(wire::BytesView(from.in).first(size));
            self->pass(from, to, wire::BytesView(from.in).first(size));
            if (to.waiting.size() > kMostWaiting) return self->stop();
            self->read(from, to);
        });
    }

    void pass(End& from, End& to, wire::BytesView bytes) {
        if (!from.tls && &from == &client_ && bytes.front() == wire::tls_type::handshake) intercept();
        if (!from.tls) return send(to, bytes);
        from.tls->feed(bytes);
        const auto plaintext = from.tls->take_plaintext();
        to.unsaid.insert(to.unsaid.end(), plaintext.begin(), plaintext.end());
        for (auto* end : {&client_, &host_}) flush(*end);
        if (from.tls->failed() || from.tls->peer_closed()) close(to);
    }

    void intercept() {
        intercepts_();
        client_.tls.emplace(certificate_);
        TlsClient trusts_anybody;
        trusts_anybody.tls.min_version = 0x0301;
        trusts_anybody.verify = false;
        host_.tls.emplace(TlsContext(trusts_anybody));
        host_.tls->start();
    }

    void flush(End& end) {
        if (end.tls->finished() && !end.unsaid.empty()) end.tls->write(std::exchange(end.unsaid, {}));
        send(end, end.tls->take_output());
    }

    void send(End& to, wire::BytesView bytes) {
        to.waiting.insert(to.waiting.end(), bytes.begin(), bytes.end());
        write(to);
    }

    void write(End& to) {
        if (!to.on_its_way.empty()) return;
        if (to.waiting.empty()) {
            error_code ignored;  // it may be closed already
            if (to.closing && &to == &client_) watch_->shut(to.socket);
            if (to.closing) to.socket.shutdown(tcp::socket::shutdown_send, ignored);
            return;
        }
        to.on_its_way = std::exchange(to.waiting, {});
        if (&to == &client_) watch_->write(to.socket, to.on_its_way);
        asio::async_write(to.socket, asio::buffer(to.on_its_way),
                          [self = shared_from_this(), &to](error_code error, std::size_t) {
                              to.on_its_way.clear();
                              if (error) return self->stop();
                              self->write(to);
                          });
    }

    void close(End& end) {
        if (end.tls && end.tls->finished()) {
            end.tls->close_notify();
            send(end, end.tls->take_output());
        }
        end.closing = true;
        write(end);
    }

    // What ended on one side ends on the other, in the same way.
    void ended(End& other, error_code error) {
        if (error == asio::error::eof) return close(other);
        error_code ignored;  // closing is all that is left to do
        if (error == asio::error::connection_reset && &other == &client_) watch_->reset(other.socket);
        if (error == asio::error::connection_reset)
            other.socket.set_option(asio::socket_base::linger(true, 0), ignored);
        stop();
    }

    End client_;
    End host_;
    std::shared_ptr<SocketWatch> watch_;  // of the client's socket
    TlsContext certificate_;
    std::function<void()> intercepts_;
};

}  // namespace

struct Middlebox::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, MiddleboxOrder o)
        : order(std::move(o)), acceptor(executor, {order.address, order.port}) {}

    void accept() {
        acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket client) {
            if (error) return;
            self->dial(std::move(client));
            self->accept();
        });
    }

    void dial(tcp::socket client) {
        error_code gone;
        const auto from = client.remote_endpoint(gone);
        if (gone) return;
        auto host = std::make_shared<tcp::socket>(
            order.open_socket ? order.open_socket() : tcp::socket(acceptor.get_executor(), tcp::v4()));
        host->set_option(asio::socket_base::reuse_address(true));
        error_code taken;
        host->bind({asio::ip::make_address("127.0.0.3"), from.port()}, taken);
        if (taken) return;
        auto kept = std::make_shared<tcp::socket>(std::move(client));
        auto watch =
            watches.emplace_back(std::make_shared<SocketWatch>(order.socket, ++accepted, from.port()));
        host->async_connect(order.host, [self = shared_from_this(), host, kept, watch](error_code error) {
            if (error) return;  // the client sees its connection closed
            auto passage = std::make_shared<Passage>(std::move(*kept), watch, std::move(*host),
                                                     self->order.certificate, [weak = std::weak_ptr(self)] {
                                                         if (const auto still = weak.lock())
                                                             ++still->intercepted;
                                                     });
            passage->start();
            self->passages.emplace_back(passage);
        });
    }

    void stop() {
        error_code ignored;  // closing is all that is left to do
        acceptor.close(ignored);
        for (const auto& weak : passages)
            if (const auto passage = weak.lock()) passage->stop();
        for (const auto& watch : watches) watch->stop();
    }

    MiddleboxOrder order;
    tcp::acceptor acceptor;
    std::vector<std::weak_ptr<Passage>> passages;
    std::vector<std::shared_ptr<SocketWatch>> watches;
    unsigned accepted = 0;
    unsigned intercepted = 0;
};

Middlebox::Middlebox(asio::any_io_executor executor, MiddleboxOrder order)
    : state_(std::make_shared<State>(executor, std::move(order))) {
    state_->accept();
}
Middlebox::~Middlebox() {
    if (state_) state_->stop();
}
Middlebox::Middlebox(Middlebox&&) noexcept = default;
Middlebox& Middlebox::operator=(Middlebox&&) noexcept = default;

std::uint16_t Middlebox::port() const { return state_->acceptor.local_endpoint().port(); }
unsigned Middlebox::intercepted() const { return state_->intercepted; }

}  // namespace badrdp::link
