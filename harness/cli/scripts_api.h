// The interface for scripts, as `serve` and `proxy` open it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <optional>

#include "harness/cli/cli.h"
#include "harness/live/api/api.h"
#include "harness/live/http/http_server.h"

namespace badrdp::harness {

// Of an option: throws UsageError unless it is one of loopback.
boost::asio::ip::address loopback_of(std::string_view option, const std::string& text);

struct ScriptsPlace {
    std::string at;               // ADDRESS:PORT
    std::filesystem::path token;  // the file that the token is written to; empty: it is printed
};

class ScriptsApi {
public:
    // Says where it is. `options` without the token, which is new each time.
    ScriptsApi(boost::asio::any_io_executor executor, Hosts& hosts, Proxies& proxies,
               const ScriptsPlace& place, api::ApiOptions options);

    void tell(const HostEvent& event) { api_->tell(event); }

private:
    std::optional<api::Api> api_;
    std::optional<http::HttpServer> server_;
};

}  // namespace badrdp::harness
