#include "harness/live/http/http_server.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <set>

#include "harness/live/http/guard.h"
#include "harness/live/http/web_socket.h"
#include "harness/os/net/listen.h"

namespace badrdp::harness::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// A page may load nothing, run nothing, be framed by nobody and post to nobody else.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri "
    "'none'";

constexpr std::chrono::seconds kHeartbeat{15};

using Parser = bhttp::request_parser<bhttp::string_body>;
using Answer = bhttp::response<bhttp::string_body>;

std::string field(const Parser::value_type& message, beast::string_view name) {
    const auto found = message.find(name);
    return found == message.end() ? std::string() : std::string(found->value());
}

Request request_of(const Parser::value_type& message) {
    auto type = field(message, "Content-Type");
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.pop_back();
    return {.method = std::string(message.method_string()),
            .target = std::string(message.target()),
            .host = field(message, "Host"),
            .origin = field(message, "Origin"),
            .fetch_site = field(message, "Sec-Fetch-Site"),
            .token = field(message, "X-Badrdp-Token"),
            .content_type = std::move(type),
            .web_socket = asks_for_web_socket(message),
            .body = message.body()};
}

Answer answer_of(Response response, unsigned version, bool keep_alive, bool with_body) {
    Answer out(static_cast<bhttp::status>(response.status), version);
    out.set(bhttp::field::content_type, response.type);
    out.set("Content-Security-Policy", kPolicy);
    out.set("X-Content-Type-Options", "nosniff");
    // Nobody else learns a link. "no-referrer" would make browsers call the origin of our own forms "null".
    out.set("Referrer-Policy", "same-origin");
    out.set("Cross-Origin-Resource-Policy", "same-origin");
    out.set(bhttp::field::cache_control, "no-store");
    for (const auto& [name, value] : response.headers) out.set(name, value);
    out.keep_alive(keep_alive);
    const auto size = response.body.size();
    if (with_body) out.body() = std::move(response.body);
    if (response.status != 204) out.content_length(size);  // [RFC 9110 8.6]
    return out;
}

// Of a request that could not be read: what is said before the connection is closed, or nothing.
unsigned status_of(const error_code& why) {
    if (why == bhttp::error::body_limit) return 413;
    if (why == bhttp::error::header_limit) return 431;
    const bool ours = why.category() == error_code(bhttp::error::bad_method).category();
    return ours && why != bhttp::error::end_of_stream && why != bhttp::error::partial_message ? 400 : 0;
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, Handler h, std::function<void(std::string)> t, HttpLimits l)
        : acceptor(executor), handler(std::move(h)), trouble(std::move(t)), limits(l) {}

    void listen(const asio::ip::address& address, std::uint16_t wanted) {
        listen_at(acceptor, {address, wanted});
        port = acceptor.local_endpoint().port();
        asio::co_spawn(acceptor.get_executor(), accept(shared_from_this()), asio::detached);
    }

    static asio::awaitable<void> accept(std::shared_ptr<State> self) {
        asio::steady_timer rest(self->acceptor.get_executor());
        for (;;) {
            error_code error;
            auto socket =
                co_await self->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
            if (!self->acceptor.is_open()) co_return;
            if (error) {  // no descriptor is left: look again in a moment instead of spinning
                rest.expires_after(std::chrono::milliseconds(100));
                co_await rest.async_wait(asio::redirect_error(asio::use_awaitable, error));
                continue;
            }
            if (self->open.size() >= self->limits.connections) continue;
            asio::co_spawn(self->acceptor.get_executor(), converse(self, std::move(socket)), asio::detached);
        }
    }

    Response ask(const Request& request) {
        if (auto why = why_refused(request, port); !why.empty()) return text_response(403, why + "\n");
        try {
            return handler(request);
        } catch (const std::exception& error) {
            trouble(error.what());
            return text_response(500, "badrdp could not do that; its own output says why\n");
        }
    }

    // One connection, from its first request to its last.
    static asio::awaitable<void> converse(std::shared_ptr<State> self, tcp::socket socket) {
        beast::tcp_stream stream(std::move(socket));
        const Seat seat(*self, stream);
        beast::flat_buffer buffer(self->limits.header + self->limits.body);
        for (bool more = true; more;) {
            Parser parser;
            parser.header_limit(static_cast<std::uint32_t>(self->limits.header));
            parser.body_limit(self->limits.body);
            stream.expires_after(self->limits.patience);
            error_code error;
            co_await bhttp::async_read(stream, buffer, parser,
                                       asio::redirect_error(asio::use_awaitable, error));
            Response response;
            more = !error && parser.get().keep_alive();
            const auto version = error ? 11 : parser.get().version();
            const bool head = !error && parser.get().method() == bhttp::verb::head;
            if (error) {
                const auto status = status_of(error);
                if (status == 0) co_return;
                response = text_response(status, "the request cannot be read\n");
            } else {
                response = self->ask(request_of(parser.get()));
            }
            if (response.passage && !error) {
                if (co_await pass_on(stream, parser.get(), *response.passage)) co_return;
                response = text_response(503, "it is gone\n");
            }
            if (response.stream) co_return co_await tell(stream, std::move(response));
            auto answer = answer_of(std::move(response), version, more, !head);
            stream.expires_after(self->limits.patience);
            co_await bhttp::async_write(stream, answer, asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
        }
        error_code ignored;  // it may have gone already
        stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    // Events as they come, until the listener goes; a comment now and then shows whether he is still there.
    static asio::awaitable<void> tell(beast::tcp_stream& stream, Response response) {
        const auto events = response.stream;
        asio::steady_timer wake(stream.get_executor());
        events->on_push([&wake] { wake.cancel(); });
        const Closes closes{*events};
        bhttp::response<bhttp::empty_body> head(bhttp::status::ok, 11);
        head.set(bhttp::field::content_type, "text/event-stream");
        head.set(bhttp::field::cache_control, "no-store");
        head.keep_alive(false);
        bhttp::response_serializer<bhttp::empty_body> serializer(head);
        error_code error;
        stream.expires_after(std::chrono::seconds(30));
        co_await bhttp::async_write_header(stream, serializer,
                                           asio::redirect_error(asio::use_awaitable, error));
        while (!error) {
            auto text = events->take();
            if (!text) {
                wake.expires_after(kHeartbeat);
                co_await wake.async_wait(asio::redirect_error(asio::use_awaitable, error));
                text = error == asio::error::operation_aborted ? events->take() : ":\n\n";
            }
            error = {};
            if (!text) continue;
            stream.expires_after(std::chrono::seconds(30));
            co_await asio::async_write(stream, asio::buffer(*text),
                                       asio::redirect_error(asio::use_awaitable, error));
        }
    }

    struct Closes {
        EventStream& stream;
        ~Closes() {
            stream.on_push({});
            stream.close();
        }
    };

    // Among those that are counted, and that the server closes when it goes.
    struct Seat {
        Seat(State& s, beast::tcp_stream& t) : state(s), stream(t) { state.open.insert(&stream); }
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        ~Seat() { state.open.erase(&stream); }
        State& state;
        beast::tcp_stream& stream;
    };

    void stop() {
        error_code ignored;  // closing is all that is left to do
        acceptor.close(ignored);
        for (auto* stream : open) stream->cancel();
    }

    tcp::acceptor acceptor;
    Handler handler;
    std::function<void(std::string)> trouble;
    HttpLimits limits;
    std::uint16_t port = 0;
    std::set<beast::tcp_stream*> open;
};

HttpServer::HttpServer(asio::any_io_executor executor, const asio::ip::address& address, std::uint16_t port,
                       Handler handler, std::function<void(std::string)> trouble, HttpLimits limits)
    : state_(std::make_shared<State>(executor, std::move(handler), std::move(trouble), limits)) {
    state_->listen(address, port);
}
HttpServer::~HttpServer() {
    if (state_) state_->stop();
}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
std::uint16_t HttpServer::port() const { return state_->port; }

}  // namespace badrdp::harness::http
