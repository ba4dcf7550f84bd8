// What a browser or a script asks of badrdp, and what it is answered: plain values, no socket.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/live/http/event_stream.h"

namespace badrdp::harness::http {

struct Request {
    std::string method{};  // "GET"
    std::string target{};  // as it was sent: "/hosts/a%20b?x=1"
    std::string host{};    // of the header [RFC 9110 7.2]
    std::string origin{};
    std::string fetch_site{};    // Sec-Fetch-Site, as browsers send it
    std::string token{};         // X-Badrdp-Token
    std::string content_type{};  // without parameters
    bool web_socket = false;     // it asks to go on as one [RFC 6455 4.1]
    std::string body{};
};

// A program behind a WebSocket: the bytes of its Unix socket are binary messages, both ways.
struct Passage {
    std::string to;                // its path
    std::shared_ptr<void> seat{};  // held as long as it is open
};

struct Response {
    unsigned status = 200;
    std::string type = "text/html; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    std::shared_ptr<EventStream> stream{};  // then what comes is sent as it comes, instead of the body
    std::optional<Passage> passage{};       // to whom asks for a WebSocket alone
};

using Handler = std::function<Response(const Request&)>;

inline Response text_response(unsigned status, std::string text) {
    return {.status = status, .type = "text/plain; charset=utf-8", .body = std::move(text)};
}

// After a form was posted: what is shown in its place [RFC 9110 15.4.4].
inline Response see_other(std::string where) {
    return {.status = 303, .type = "text/plain; charset=utf-8", .headers = {{"Location", std::move(where)}}};
}

}  // namespace badrdp::harness::http
