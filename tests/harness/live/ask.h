// A raw HTTP client for tests: says some bytes on a socket, and gives back all that comes until it is closed.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace badrdp::test {

inline const auto kLoopback = boost::asio::ip::make_address("127.0.0.1");

inline std::string ask(boost::asio::io_context& loop, std::uint16_t port, const std::string& text) {
    struct Asked {
        explicit Asked(boost::asio::io_context& io) : socket(io) {}
        boost::asio::ip::tcp::socket socket;
        std::array<char, 4096> in{};
        std::string seen;
        bool over = false;
    };
    const auto asked = std::make_shared<Asked>(loop);
    asked->socket.connect({kLoopback, port});
    boost::asio::write(asked->socket, boost::asio::buffer(text));
    std::function<void()> read = [&read, asked] {
        asked->socket.async_read_some(boost::asio::buffer(asked->in),
                                      [&read, asked](auto error, std::size_t n) {
                                          asked->seen.append(asked->in.data(), n);
                                          asked->over = static_cast<bool>(error);
                                          if (!error) read();
                                      });
    };
    read();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    loop.restart();
    while (!asked->over && std::chrono::steady_clock::now() < end) loop.run_one_until(end);
    return asked->seen;
}

}  // namespace badrdp::test
