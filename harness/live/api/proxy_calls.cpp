// Proxies: made, changed, watched and removed.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "harness/data/scenario/load.h"
#include "harness/live/api/call.h"
#include "harness/live/api/values.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness::api {

namespace json = boost::json;
using boost::asio::ip::tcp;
using http::Response;

namespace {

// No name is asked for: whoever answers would decide where clients are led.
tcp::endpoint endpoint_of(const HostPort& place, std::string_view key) {
    boost::system::error_code bad;
    const auto address = boost::asio::ip::make_address(place.host, bad);
    if (bad) throw UsageError(fmt::format("{}: '{}' is no IP address", key, place.host));
    return {address, place.port};
}

fault::Fault fault_on_the_way(const std::string& text) {
    auto parsed = parse_any_fault(text);
    if (!parsed) throw UsageError(parsed.error());
    return std::move(*parsed);
}

Response proxies(Call& call) {
    json::array out;
    for (const auto& [name, proxy] : call.api.proxies().all()) out.push_back(value_of(*proxy));
    return json_response(200, out);
}
Response make_proxy(Call& call) {
    demand_keys(call.body, {"name", "to", "listen"});
    ProxySpec spec{.name = text_of(call.body, "name"), .listens = {}, .to = {}};
    spec.to = endpoint_of(parse_host_port(text_of(call.body, "to")), "to");
    spec.listens = call.body.contains("listen")
                       ? endpoint_of(parse_listening(text_of(call.body, "listen")), "listen")
                       : tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0);
    const auto& servers = call.api.options().servers;
    if (!spec.to.address().is_loopback() && std::ranges::find(servers, spec.to) == servers.end())
        throw UsageError("to: a proxy leads to loopback, or where the command line named a server");
    if (!spec.listens.address().is_loopback()) throw UsageError("listen: a proxy is on loopback");
    const auto& made = call.api.proxies().make(std::move(spec));
    return json_response(201, value_of(made));
}
Response look_at_proxy(Call& call) { return call.proxy_now(); }
Response remove_proxy(Call& call) {
    call.proxy();
    call.api.proxies().remove(call.names[0]);
    return {.status = 204};
}
Response reset_proxy(Call& call) {
    call.proxy().reset();
    return call.proxy_now();
}
Response add_proxy_fault(Call& call) {
    demand_keys(call.body, {"fault"});
    auto& proxy = call.proxy();
    const auto number = proxy.add(fault_on_the_way(text_of(call.body, "fault")));
    return json_response(201, json::object{{"number", number}, {"proxy", value_of(proxy)}});
}
Response lift_proxy_fault(Call& call) {
    if (!call.proxy().lift_fault(number_of(call.names.at(1), "number of a fault")))
        throw NotThere(fmt::format("the proxy has no fault {}", call.names[1]));
    return call.proxy_now();
}
Response add_edit(Call& call) {
    demand_keys(call.body, {"edit"});
    auto& proxy = call.proxy();
    const auto number = proxy.add(parse_edit(text_of(call.body, "edit")));
    return json_response(201, json::object{{"number", number}, {"proxy", value_of(proxy)}});
}
Response lift_edit(Call& call) {
    if (!call.proxy().lift_edit(number_of(call.names.at(1), "number of an edit")))
        throw NotThere(fmt::format("the proxy has no edit {}", call.names[1]));
    return call.proxy_now();
}
Response put_path(Call& call) {
    demand_keys(call.body, {"scenario", "toml"});
    auto& proxy = call.proxy();
    auto found = on_the_way(call.scenario(call.names[0]), proxy.spec().plan.terminated.has_value());
    if (found.path.empty())
        throw UsageError("nothing of this scenario's path can be had between two streams: " +
                         (found.not_so.empty() ? "it has none" : found.not_so.front()));
    proxy.put(std::move(found.path));
    json::array not_so;
    for (const auto& one : found.not_so) not_so.push_back(json::string(one));
    return json_response(200, json::object{{"not_so", std::move(not_so)}, {"proxy", value_of(proxy)}});
}
Response lift_path(Call& call) {
    call.proxy().put({});
    return call.proxy_now();
}
Response hold_proxy_step(Call& call) {
    call.proxy().hold(step_of(call.names.at(1)), true);
    return call.proxy_now();
}
Response let_proxy_step(Call& call) {
    call.proxy().hold(step_of(call.names.at(1)), false);
    return call.proxy_now();
}
Response held_by_proxy(Call& call) { return list_of(call.proxy().live().held()); }
Response pass_on(Call& call) {
    const auto number = number_of(call.names.at(1), "number of a connection");
    auto& proxy = call.proxy();
    const auto held = proxy.live().held();
    const auto& message = held_of(held, number);
    auto body = call.body;
    std::optional<NegotiationEdit> edit;
    if (body.contains("edit")) edit = parse_edit(text_of(body, "edit"));
    body.erase("edit");
    const auto changed = proxy.go_on(number, edits_of(body, message), edit ? &*edit : nullptr);
    return json_response(200, json::object{{"edits", changed.value_or(0)}});
}

constexpr std::array kProxyRows{
    Row{{"GET", "/proxies", "All proxies", ""}, proxies},
    Row{{"POST", "/proxies",
         "Makes a proxy to a server on loopback, or to the one that the command line named. Optional: listen "
         "(of loopback; a free port)",
         R"({"name": "between", "to": "127.0.0.1:3389"})", 201},
        make_proxy},
    Row{{"GET", "/proxies/{proxy}", "How a proxy is now", ""}, look_at_proxy},
    Row{{"DELETE", "/proxies/{proxy}", "Removes it, and closes its connections", "", 204}, remove_proxy},
    Row{{"POST", "/proxies/{proxy}/reset", "As it was made: open connections are closed", "{}"}, reset_proxy},
    Row{{"POST", "/proxies/{proxy}/faults",
         "Adds a fault, as the inside of a [[fault]] on one line; open connections go on as they began",
         R"({"fault": "delay = \"x224_confirm\", by = \"2s\", connection = 1"})", 201},
        add_proxy_fault},
    Row{{"DELETE", "/proxies/{proxy}/faults/{number}", "Lifts that fault", ""}, lift_proxy_fault},
    Row{{"POST", "/proxies/{proxy}/edits",
         "Changes what is negotiated in clear, with true lengths; open connections go on as they began",
         R"({"edit": "requestedProtocols=0x1 cookie=somebody"})", 201},
        add_edit},
    Row{{"DELETE", "/proxies/{proxy}/edits/{number}", "Lifts that edit", ""}, lift_edit},
    Row{{"PUT", "/proxies/{proxy}/path",
         "Puts the network of a scenario in between, as far as it can be had on two streams",
         R"({"scenario": "path/latency[by=100ms]"})"},
        put_path},
    Row{{"DELETE", "/proxies/{proxy}/path", "Takes it away", ""}, lift_path},
    Row{{"PUT", "/proxies/{proxy}/holds/{step}",
         "Messages of this step wait, on every connection, for ten minutes at most", "{}"},
        hold_proxy_step},
    Row{{"DELETE", "/proxies/{proxy}/holds/{step}", "They do not wait any more; those that do still wait",
         ""},
        let_proxy_step},
    Row{{"GET", "/proxies/{proxy}/held", "The messages that wait; those in clear with their fields", ""},
        held_by_proxy},
    Row{{"POST", "/proxies/{proxy}/held/{connection}",
         "Passes the message on, with other values of its fields (fields), other bytes (bytes, hexadecimal "
         "digits), or negotiated otherwise (edit)",
         R"({"edit": "selectedProtocol=0x0"})"},
        pass_on}};

}  // namespace

ChangingProxy& Call::proxy() const {
    auto* found = api.proxies().find(names.at(0));
    if (!found) throw NotThere(fmt::format("there is no proxy '{}'", names[0]));
    return *found;
}
Response Call::proxy_now() const { return json_response(200, value_of(proxy())); }

std::span<const Row> proxy_rows() { return kProxyRows; }

}  // namespace badrdp::harness::api
