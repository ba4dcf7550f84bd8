#include "harness/live/http/web_socket.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "harness/live/http/http_server.h"
#include "harness/os/private_folder.h"
#include "tests/harness/live/ask.h"

BOOST_AUTO_TEST_SUITE(live_web_socket)

using namespace badrdp::harness;
using namespace badrdp::harness::http;
using badrdp::test::kLoopback;
namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

namespace {

// The key and what it is answered with [RFC 6455 1.3]; "Hello" of a client, masked, and of a server [5.7],
// the latter binary (0x82), and a close frame with 1000 [5.5.1, 7.4.1].
constexpr std::string_view kUpgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr std::string_view kAccept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
const std::string kMaskedHello("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
const std::string kHello("\x82\x05Hello", 7);
const std::string kClose("\x88\x02\x03\xe8", 4);

// A program behind a Unix socket, the server in front of it, and a browser's end.
struct Behind {
    PrivateFolder folder;
    asio::io_context loop;
    Local::acceptor acceptor{loop, Local::endpoint((folder.path() / "program").string())};
    Local::socket program{loop};
    std::shared_ptr<void> seat = std::make_shared<int>();
    HttpServer server{
        loop.get_executor(), kLoopback, 0,
        [this](const Request& request) {
            return request.web_socket
                       ? Response{.passage = Passage{(folder.path() / "program").string(), seat}}
                       : text_response(200, "a page");
        },
        [](const std::string&) {}};
    asio::ip::tcp::socket browser{loop};
    std::string heard, seen;  // by the program, by the browser
    std::array<char, 4096> in_program{}, in_browser{};

    void accept() {
        acceptor.async_accept(program, [this](auto error) {
            BOOST_TEST(!error);
            read(program, in_program, heard);
        });
    }
    void ask() {
        browser.connect({kLoopback, server.port()});
        say("GET /w HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n" +
            std::string(kUpgrade));
    }
    void say(const std::string& bytes) { asio::write(browser, asio::buffer(bytes)); }
    bool runs_until(const std::function<bool()>& true_now) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        loop.restart();
        while (!true_now() && loop.run_one_until(end) > 0) {
        }
        return true_now();
    }
    template <class Socket>
    void read(Socket& socket, std::array<char, 4096>& in, std::string& into) {
        socket.async_read_some(asio::buffer(in), [&](auto error, std::size_t n) {
            into.append(in.data(), n);
            if (error)
                into += "(end)";
            else
                read(socket, in, into);
        });
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(bytes_go_both_ways_until_the_program_ends) {
    Behind behind;
    behind.accept();
    behind.ask();
    behind.read(behind.browser, behind.in_browser, behind.seen);
    BOOST_TEST(behind.runs_until([&] { return behind.seen.contains("\r\n\r\n"); }), behind.seen);
    BOOST_TEST(behind.seen.starts_with("HTTP/1.1 101 "), behind.seen);
    BOOST_TEST(behind.seen.contains(kAccept), behind.seen);
    BOOST_TEST(behind.seat.use_count() > 1);
    behind.say(kMaskedHello);
    BOOST_TEST(behind.runs_until([&] { return behind.heard == "Hello"; }), behind.heard);
    asio::write(behind.program, asio::buffer(std::string("Hello")));
    BOOST_TEST(behind.runs_until([&] { return behind.seen.ends_with(kHello); }));
    behind.program.close();
    BOOST_TEST(behind.runs_until([&] { return behind.seen.ends_with(kClose); }));
    behind.browser.close();
    BOOST_TEST(behind.runs_until([&] { return behind.seat.use_count() == 1; }));
}

BOOST_AUTO_TEST_CASE(a_browser_that_goes_takes_its_end_of_the_program_along) {
    Behind behind;
    behind.accept();
    behind.ask();
    BOOST_TEST(behind.runs_until([&] { return behind.program.is_open() && behind.browser.available() > 0; }));
    behind.browser.close();
    BOOST_TEST(behind.runs_until([&] { return behind.heard == "(end)"; }), behind.heard);
    BOOST_TEST(behind.runs_until([&] { return behind.seat.use_count() == 1; }));
}

BOOST_AUTO_TEST_CASE(where_no_program_listens_it_is_said) {
    Behind behind;
    behind.acceptor.close();
    behind.ask();
    behind.read(behind.browser, behind.in_browser, behind.seen);
    BOOST_TEST(behind.runs_until([&] { return behind.seen.contains("it is gone"); }), behind.seen);
    BOOST_TEST(behind.seen.starts_with("HTTP/1.1 503 "), behind.seen);
}

// Nothing of a message beyond the limit is held: the end is told as 1009 [RFC 6455 7.4.1].
BOOST_AUTO_TEST_CASE(a_message_that_promises_too_much_ends_it) {
    Behind behind;
    behind.accept();
    behind.ask();
    BOOST_TEST(behind.runs_until([&] { return behind.program.is_open() && behind.browser.available() > 0; }));
    behind.read(behind.browser, behind.in_browser, behind.seen);
    behind.say(std::string("\x82\xff\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00", 14));  // 1 MiB
    BOOST_TEST(behind.runs_until([&] { return behind.seen.ends_with("\x88\x02\x03\xf1"); }));
    behind.browser.close();
    BOOST_TEST(behind.runs_until([&] { return behind.heard == "(end)"; }), behind.heard);
}

BOOST_AUTO_TEST_SUITE_END()
