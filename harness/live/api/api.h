// The interface by which scripts make, change and watch hosts: JSON over HTTP, told as a value of its own at
// /openapi.json. Pure but for the hosts: a request comes in, a response goes out.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/live/changing_host.h"
#include "harness/live/http/message.h"
#include "harness/live/proxy/changing_proxy.h"

namespace badrdp::harness::api {

struct ApiOptions {
    std::string token;                // that every request must have
    std::filesystem::path scenarios;  // the catalogue's folder
    std::vector<Scenario> catalogue;  // what a host may be made from by name
    std::uint16_t port = 3389;        // of hosts that name none
    std::size_t first_address = 0;    // of loopback_address(), for hosts that name none
    std::string program = "badrdp serve";
    // Beside loopback, where a proxy may lead.
    std::vector<boost::asio::ip::tcp::endpoint> servers{};
};

// What it can do: a row for each method of each path. The answers and the document follow from it.
struct Route {
    std::string_view method;
    std::string_view path;  // "/hosts/{host}/faults/{number}"
    std::string_view what;
    std::string_view body;  // an example of what is sent, or nothing
    unsigned status = 200;  // if all is well
};

class Api {
public:
    Api(Hosts& hosts, Proxies& proxies, ApiOptions options);

    http::Response answer(const http::Request& request);
    // Passes on what happened at a host or a proxy to those who listen.
    void tell(const HostEvent& event);

    std::string openapi() const;  // [OpenAPI 3.1.0], as JSON

    // For what answers.
    Hosts& hosts() { return hosts_; }
    Proxies& proxies() { return proxies_; }
    const ApiOptions& options() const { return options_; }
    std::string free_address();
    // To events of this host or proxy, or of all; throws UsageError if too many listen.
    std::shared_ptr<http::EventStream> listen(std::string host);

private:
    Hosts& hosts_;
    Proxies& proxies_;
    ApiOptions options_;
    std::size_t next_address_;
    std::vector<std::pair<std::string, std::weak_ptr<http::EventStream>>> listeners_;
};

}  // namespace badrdp::harness::api
