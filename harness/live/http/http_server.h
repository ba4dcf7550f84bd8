// The one place that speaks HTTP: reads requests within bounds of size, time and number, and asks a handler.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "harness/live/http/message.h"

namespace badrdp::harness::http {

struct HttpLimits {
    std::size_t header = 16 * 1024;
    std::size_t body = 64 * 1024;
    unsigned connections = 256;         // at once; one more is closed
    std::chrono::seconds patience{30};  // for one request to come, and for one answer to be taken
};

class HttpServer {
public:
    // Listens at once. The handler runs on the loop, and is asked only what why_refused() lets pass; what it
    // throws is answered with 500 and told nobody but `trouble`. Throws std::system_error, "cannot listen on
    // 127.0.0.1:8089: ...".
    HttpServer(boost::asio::any_io_executor executor, const boost::asio::ip::address& address,
               std::uint16_t port, Handler handler, std::function<void(std::string)> trouble,
               HttpLimits limits = {});
    ~HttpServer();
    HttpServer(HttpServer&&) noexcept;
    HttpServer& operator=(HttpServer&&) = delete;

    std::uint16_t port() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness::http
