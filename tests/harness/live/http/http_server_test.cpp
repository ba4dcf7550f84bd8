#include "harness/live/http/http_server.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/harness/live/ask.h"

BOOST_AUTO_TEST_SUITE(live_http_server)

using namespace badrdp::harness;
using namespace badrdp::harness::http;
using badrdp::test::ask;
using badrdp::test::kLoopback;
namespace asio = boost::asio;

namespace {

struct Served {
    asio::io_context loop;
    std::string trouble;
    HttpServer server;

    explicit Served(Handler handler, HttpLimits limits = {})
        : server(
              loop.get_executor(), kLoopback, 0, std::move(handler),
              [this](std::string text) { trouble = std::move(text); }, limits) {}
    std::string say(const std::string& text) { return ask(loop, server.port(), text); }
    std::string host() const { return "Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_request_reaches_the_handler_and_its_answer_comes_back) {
    Served served([](const Request& request) {
        return text_response(200, request.method + " " + request.target + " " + request.body);
    });
    const auto answer = served.say("POST /a?b HTTP/1.1\r\n" + served.host() +
                                   "Content-Length: 3\r\nConnection: close\r\n\r\nxyz");
    BOOST_TEST(answer.starts_with("HTTP/1.1 200 "), answer);
    BOOST_TEST(answer.ends_with("\r\n\r\nPOST /a?b xyz"), answer);
    BOOST_TEST(answer.contains("Content-Security-Policy: default-src 'none'"), answer);
}

BOOST_AUTO_TEST_CASE(what_another_site_asks_does_not_reach_the_handler) {
    unsigned asked = 0;
    Served served([&](const Request&) { return text_response(200, std::to_string(++asked)); });
    const auto answer = served.say("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    BOOST_TEST(answer.starts_with("HTTP/1.1 403 "), answer);
    BOOST_TEST(asked == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_or_no_http_is_refused) {
    Served served([](const Request&) { return text_response(200, "reached"); }, {.header = 1000, .body = 10});
    BOOST_TEST(served.say("POST / HTTP/1.1\r\n" + served.host() + "Content-Length: 11\r\n\r\nabcdefghijk")
                   .starts_with("HTTP/1.1 413 "));
    BOOST_TEST(served.say("GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")
                   .starts_with("HTTP/1.1 431 "));
    BOOST_TEST(served.say("\x03\x00\x00\x13\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_is_told_to_the_host_alone) {
    Served served([](const Request&) -> Response { throw std::runtime_error("the reason"); });
    const auto answer = served.say("GET / HTTP/1.1\r\n" + served.host() + "Connection: close\r\n\r\n");
    BOOST_TEST(answer.starts_with("HTTP/1.1 500 "), answer);
    BOOST_TEST(!answer.contains("the reason"), answer);
    BOOST_TEST(served.trouble == "the reason");
}

BOOST_AUTO_TEST_CASE(a_client_that_says_nothing_is_let_go) {
    Served served([](const Request&) { return text_response(200, ""); },
                  {.patience = std::chrono::seconds(1)});
    BOOST_TEST(served.say("GET / HTTP/1.1\r\n") == "");  // and the connection ends
}

BOOST_AUTO_TEST_CASE(one_connection_too_many_is_closed) {
    Served served([](const Request&) { return text_response(200, ""); }, {.connections = 1});
    asio::ip::tcp::socket first(served.loop);
    first.connect({kLoopback, served.server.port()});
    asio::write(first, asio::buffer(std::string("GET / HTTP/1.1\r\n")));
    BOOST_TEST(served.say("GET / HTTP/1.1\r\n" + served.host() + "Connection: close\r\n\r\n") == "");
}

BOOST_AUTO_TEST_CASE(events_come_as_they_happen) {
    const auto stream = std::make_shared<EventStream>();
    stream->push("first", "1");
    Served served([&](const Request&) { return Response{.stream = stream}; });
    std::string seen;
    asio::ip::tcp::socket socket(served.loop);
    socket.connect({kLoopback, served.server.port()});
    asio::write(socket, asio::buffer("GET / HTTP/1.1\r\n" + served.host() + "\r\n"));
    std::array<char, 4096> in{};
    std::function<void()> read = [&] {
        socket.async_read_some(asio::buffer(in), [&](auto error, std::size_t n) {
            seen.append(in.data(), n);
            if (seen.contains("data: 1\n\n") && !seen.contains("second")) stream->push("second", "2");
            if (!error && !seen.contains("data: 2\n\n"))
                read();
            else
                served.loop.stop();
        });
    };
    read();
    served.loop.run_for(std::chrono::seconds(10));
    BOOST_TEST(seen.contains("text/event-stream"), seen);
    BOOST_TEST(seen.contains("event: second\ndata: 2\n\n"), seen);
}

BOOST_AUTO_TEST_CASE(a_listener_who_does_not_read_loses_the_oldest_and_is_told) {
    EventStream stream;
    for (std::size_t i = 0; i < EventStream::kMost + 3; ++i) stream.push("n", std::to_string(i));
    BOOST_TEST(*stream.take() == "event: lost\ndata: 3\n\n");
    BOOST_TEST(*stream.take() == "event: n\ndata: 3\n\n");
}

BOOST_AUTO_TEST_SUITE_END()
