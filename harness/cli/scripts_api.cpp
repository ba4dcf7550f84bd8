#include "harness/cli/scripts_api.h"

#include <fmt/core.h>

#include "harness/live/http/guard.h"
#include "harness/os/files.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness {

boost::asio::ip::address loopback_of(std::string_view option, const std::string& text) {
    boost::system::error_code bad;
    const auto address = boost::asio::ip::make_address(text == "localhost" ? "127.0.0.1" : text, bad);
    if (bad || !address.is_loopback())
        throw UsageError(fmt::format("{}: '{}' is no address of loopback", option, text));
    return address;
}

ScriptsApi::ScriptsApi(boost::asio::any_io_executor executor, Hosts& hosts, Proxies& proxies,
                       const ScriptsPlace& place, api::ApiOptions options) {
    const auto [host, port] = parse_host_port(place.at);
    const auto address = loopback_of("--api", host);
    const auto token = http::secret_word();
    if (!place.token.empty()) write_private(place.token, token + "\n");
    options.token = token;
    api_.emplace(hosts, proxies, std::move(options));
    server_.emplace(
        executor, address, port, [this](const http::Request& r) { return api_->answer(r); },
        [](const std::string& trouble) { fmt::print(stderr, "badrdp: {}\n", trouble); });
    fmt::print("Scripts may ask at http://{}/openapi.json, with this header:\n  X-Badrdp-Token: {}\n",
               host_port_text(host, server_->port()),
               place.token.empty() ? token : "(in " + place.token.string() + ")");
}

}  // namespace badrdp::harness
