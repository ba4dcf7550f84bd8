#include "sim/link/socket_watch.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "sim/host/certificate.h"
#include "sim/link/mint.h"
#include "sim/link/server.h"

BOOST_AUTO_TEST_SUITE(link_socket_watch)

using namespace badrdp;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using What = link::SocketEvent::What;

namespace {

std::string told(const link::SocketEvent& event) {
    const std::string who = event.from == wire::Role::client ? "client" : "server";
    switch (event.what) {
        case What::opened: return "opened";
        case What::data: return who + " " + std::string(event.bytes.begin(), event.bytes.end());
        case What::fin: return who + " fin";
        case What::rst: break;
    }
    return who + " rst";
}

wire::BytesView bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A connection over the kernel's own TCP, of which the server's end is watched.
struct Watched {
    Watched() {
        tcp::acceptor acceptor(loop, {asio::ip::make_address("127.0.0.1"), 0});
        client.connect(acceptor.local_endpoint());
        server = acceptor.accept();
        watch = std::make_shared<link::SocketWatch>(
            [this](const link::SocketEvent& event) { said += (said.empty() ? "" : ", ") + told(event); }, 1,
            client.local_endpoint().port());
    }

    void client_says(std::string_view text) { asio::write(client, asio::buffer(text)); }
    void client_resets() {
        client.set_option(asio::socket_base::linger(true, 0));
        client.close();
    }
    void settle() { loop.run_for(std::chrono::seconds(20)); }  // until nobody waits for anything

    asio::io_context loop;
    tcp::socket client{loop};
    tcp::socket server{loop};
    std::shared_ptr<link::SocketWatch> watch;
    std::string said;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_came_before_an_own_word_is_told_before_it_and_once, Watched) {
    client_says("hello");
    watch->write(server, bytes("welcome"));
    std::array<std::uint8_t, 64> in{};
    const auto size = server.read_some(asio::buffer(in));
    watch->read(wire::BytesView(in).first(size));
    BOOST_TEST(said == "opened, client hello, server welcome");
}

BOOST_FIXTURE_TEST_CASE(whoever_said_fin_first_is_told_first_read_or_not, Watched) {
    client_says("bye");
    client.shutdown(tcp::socket::shutdown_send);
    watch->shut(server);
    BOOST_TEST(said == "opened, client bye, client fin, server fin");
}

BOOST_FIXTURE_TEST_CASE(a_reset_is_told_with_what_came_before_it, Watched) {
    client_says("bye");
    client_resets();
    watch->write(server, bytes("too late"));
    watch->reset(server);
    BOOST_TEST(said == "opened, client bye, client rst");
}

BOOST_FIXTURE_TEST_CASE(a_reset_that_a_read_came_to_is_the_clients, Watched) {
    client_resets();
    std::array<std::uint8_t, 64> in{};
    error_code error;
    server.read_some(asio::buffer(in), error);
    watch->failed(server, error);
    BOOST_TEST(said == "opened, client rst");
}

// Linux answers data for a socket that is closed with RST [RFC 1122 4.2.2.13].
BOOST_FIXTURE_TEST_CASE(what_comes_to_a_closed_socket_is_told_and_answered_with_reset, Watched) {
    watch->close(std::move(server));
    client_says("anybody there?");
    settle();
    BOOST_TEST(said == "opened, server fin, client anybody there?, server rst");
    error_code error;
    std::array<char, 8> in{};
    client.read_some(asio::buffer(in), error);
    BOOST_TEST((error == asio::error::eof || error == asio::error::connection_reset));
    asio::write(client, asio::buffer("x", 1), error);
    const auto gone = error == asio::error::broken_pipe || error == asio::error::connection_reset;
    BOOST_TEST(gone, error.message());
}

BOOST_FIXTURE_TEST_CASE(the_client_of_a_closed_socket_is_heard_to_leave, Watched) {
    watch->close(std::move(server));
    client.close();
    settle();
    BOOST_TEST(said == "opened, server fin, client fin");
}

BOOST_FIXTURE_TEST_CASE(who_stops_hears_what_has_come_and_waits_for_nothing, Watched) {
    watch->close(std::move(server));
    client_says("late");
    watch->stop();
    BOOST_TEST(said == "opened, server fin, client late, server rst");
    settle();
    BOOST_TEST(said == "opened, server fin, client late, server rst");
}

BOOST_FIXTURE_TEST_CASE(a_socket_with_unread_bytes_is_closed_with_reset, Watched) {
    client_says("unread");
    watch->close(std::move(server));
    BOOST_TEST(said == "opened, client unread, server rst");
    error_code error;
    std::array<char, 8> in{};
    client.read_some(asio::buffer(in), error);
    BOOST_TEST((error == asio::error::connection_reset));
}

BOOST_AUTO_TEST_CASE(a_server_tells_of_a_client_that_it_never_came_to) {
    asio::io_context loop;
    std::string said;
    std::uint16_t port = 0;
    link::Server server(
        loop.get_executor(),
        {.host = {},
         .faults = {},
         .tls = link::TlsContext(host::Tls{}, link::mint({}, "127.0.0.1", link::Clock::now())),
         .address = asio::ip::make_address("127.0.0.1")},
        {.note = [](const link::Note&) {},
         .connection = [](unsigned) {},
         .socket =
             [&](const link::SocketEvent& event) {
                 said += (said.empty() ? "" : ", ") + told(event);
                 port = event.peer_port;
             }});
    tcp::socket client(loop);
    client.connect({asio::ip::make_address("127.0.0.1"), server.port()});
    const auto mine = client.local_endpoint().port();
    asio::write(client, asio::buffer("early", 5));
    client.close();
    server.stop();
    BOOST_TEST(said == "opened, client early, client fin, server rst");
    BOOST_TEST(port == mine);
}

BOOST_AUTO_TEST_SUITE_END()
