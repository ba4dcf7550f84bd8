#include "harness/live/http/web_socket.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket.hpp>
#include <exception>

#include "harness/os/loop/event.h"

namespace badrdp::harness::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = boost::beast::websocket;
using boost::system::error_code;
using Program = asio::local::stream_protocol::socket;

namespace {

constexpr std::size_t kMostOfAMessage = 64 * 1024;  // of a browser's, which are keys and movements
using Piece = std::array<std::byte, 16 * 1024>;

struct BothEnds {
    BothEnds(beast::tcp_stream& stream, Program&& socket)
        : browser(stream), program(std::move(socket)), told(stream.get_executor()) {}

    void close() {
        error_code gone;  // it may have gone already
        program.close(gone);
        beast::get_lowest_layer(browser).close();
    }

    ws::stream<beast::tcp_stream&> browser;
    Program program;
    Event told;  // all that the browser had to say
};

asio::awaitable<void> to_program(BothEnds& ends) {
    Piece piece;
    for (error_code error;;) {
        const auto some = co_await ends.browser.async_read_some(
            asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        co_await asio::async_write(ends.program, asio::buffer(piece.data(), some),
                                   asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
    }
    ends.close();
}

asio::awaitable<void> to_browser(BothEnds& ends) {
    Piece piece;
    for (error_code error;;) {
        const auto some = co_await ends.program.async_read_some(
            asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        co_await ends.browser.async_write(asio::buffer(piece.data(), some),
                                          asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
    }
}

// What the program has said has been passed on: the browser is told that there is no more.
asio::awaitable<void> say_goodbye(BothEnds& ends) {
    error_code gone;
    if (beast::get_lowest_layer(ends.browser).socket().is_open())
        co_await ends.browser.async_close(ws::close_code::normal,
                                          asio::redirect_error(asio::use_awaitable, gone));
    ends.close();
}

}  // namespace

bool asks_for_web_socket(const Asked& asked) { return ws::is_upgrade(asked); }

asio::awaitable<bool> pass_on(beast::tcp_stream& browser, const Asked& asked, const Passage& passage) {
    error_code error;
    Program program(browser.get_executor());
    co_await program.async_connect(asio::local::stream_protocol::endpoint(passage.to),
                                   asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    browser.expires_never();  // a WebSocket has its own clocks: it asks a browser that is still whether it is
                              // there
    BothEnds ends(browser, std::move(program));
    ends.browser.set_option(ws::stream_base::timeout::suggested(beast::role_type::server));
    ends.browser.read_message_max(kMostOfAMessage);
    ends.browser.binary(true);
    co_await ends.browser.async_accept(asked, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return true;
    asio::co_spawn(browser.get_executor(), to_program(ends),
                   [&ends](const std::exception_ptr&) { ends.told.happen(); });
    co_await to_browser(ends);
    co_await say_goodbye(ends);
    co_await ends.told.wait();
    co_return true;
}

}  // namespace badrdp::harness::http
