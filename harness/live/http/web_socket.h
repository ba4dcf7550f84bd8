// A browser's WebSocket and a program's Unix socket, with us in between [RFC 6455].
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "harness/live/http/message.h"

namespace badrdp::harness::http {

using Asked = boost::beast::http::request<boost::beast::http::string_body>;

bool asks_for_web_socket(const Asked& asked);

// Answers `asked`, and passes bytes on until either end goes. Neither end is read faster than the other one
// takes it, and nothing is held but what one read brings. False: the program does not listen, and nothing was
// answered.
boost::asio::awaitable<bool> pass_on(boost::beast::tcp_stream& browser, const Asked& asked,
                                     const Passage& passage);

}  // namespace badrdp::harness::http
