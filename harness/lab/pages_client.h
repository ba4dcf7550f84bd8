// What a desk's page shows of its real client: pure.
#pragma once

#include <string>

#include "harness/lab/desk_clients.h"

namespace badrdp::harness::lab {

inline constexpr std::string_view kScreen = "screen";  // below a desk's path: the page in the frame
inline constexpr std::string_view kWindow = "window";  // and the WebSocket behind it

// `path` is the desk's, `word` that of the student's forms; `has_host`: there is a host to connect to;
// `open`: the desk takes something. Empty if the lab starts no client.
std::string client_part(const ClientLook& look, const std::string& path, const std::string& word,
                        bool has_host, bool open);

// What is in the frame: the window, or what the client has said.
http::Response screen_page(const ClientLook& look);

}  // namespace badrdp::harness::lab
