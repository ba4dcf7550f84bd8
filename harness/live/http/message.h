// What a browser or a script asks of badrdp, and what it is answered: plain values, no socket.
#pragma once

#include <functional>
#include <map>
#include <memory>
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
    std::string body{};
};

struct Response {
    unsigned status = 200;
    std::string type = "text/html; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    std::shared_ptr<EventStream> stream{};  // then what comes is sent as it comes, instead of the body
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
