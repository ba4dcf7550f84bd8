#include "harness/live/api/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "capture/json_text.h"
#include "harness/data/file/complaint.h"
#include "harness/data/scenario/load.h"
#include "harness/live/api/values.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness::api {

namespace json = boost::json;
using http::Response;

namespace {

constexpr unsigned kMostBits = 4096;  // of an RSA key, which is made while everybody waits

void demand_quick_keys(const Scenario& scenario) {
    const auto slow = [](const host::CertificateRecipe& recipe) { return recipe.bits > kMostBits; };
    if (slow(scenario.host.certificate) ||
        std::ranges::any_of(scenario.host.connections, slow, &host::Service::certificate))
        throw UsageError(fmt::format("a key has at most {} bits here", kMostBits));
}

Response document(Call& call) { return {.type = "application/json", .body = call.api.openapi()}; }
Response scenarios(Call& call) {
    json::array out;
    for (const auto& scenario : call.api.options().catalogue)
        out.push_back(json::object{{"id", scenario.id()},
                                   {"title", scenario.title},
                                   {"cause", scenario.cause},
                                   {"why_not_served", why_not_served(scenario)}});
    return json_response(200, out);
}
Response hosts(Call& call) {
    json::array out;
    for (const auto& [name, host] : call.api.hosts().all()) out.push_back(value_of(*host));
    return json_response(200, out);
}
Response make(Call& call) {
    demand_keys(call.body, {"name", "scenario", "toml", "address", "port", "accounts"});
    HostSpec spec{.name = text_of(call.body, "name"), .scenario = {}, .place = {}};
    if (call.api.hosts().find(spec.name))
        throw UsageError(fmt::format("there is a host '{}' already", spec.name));
    spec.scenario = call.scenario(spec.name);
    const bool own = call.body.contains("address");
    const auto address = own ? text_of(call.body, "address") : call.api.free_address();
    boost::system::error_code bad;
    spec.place.address = boost::asio::ip::make_address(address, bad);
    if (bad || !spec.place.address.is_loopback())
        throw UsageError(fmt::format("'{}' is no address of loopback", address));
    spec.place.port = call.api.options().port;
    if (const auto* port = call.body.if_contains("port"))
        spec.place.port = static_cast<std::uint16_t>(number_in(*port, "port", 65535));
    spec.place.name = spec.scenario.by_name ? "localhost" : address;
    if (const auto* accounts = call.body.if_contains("accounts")) {
        if (!accounts->is_array()) throw UsageError("accounts is no list of texts");
        for (const auto& one : accounts->get_array()) {
            if (!one.is_string()) throw UsageError("accounts is no list of texts");
            spec.accounts.push_back(parse_account(std::string(one.get_string())));
        }
    }
    const auto& made = call.api.hosts().make(std::move(spec));
    return json_response(201, value_of(made));
}
Response look(Call& call) { return call.now(); }
Response become(Call& call) {
    demand_keys(call.body, {"scenario", "toml"});
    call.host().become(call.scenario(call.names[0]));
    return call.now();
}
Response remove(Call& call) {
    call.host();
    call.api.hosts().remove(call.names[0]);
    return {.status = 204};
}
Response reset(Call& call) {
    call.host().reset();
    return call.now();
}
Response reset_all(Call& call) {
    for (const auto& [name, host] : call.api.hosts().all()) host->reset();
    for (const auto& [name, proxy] : call.api.proxies().all()) proxy->reset();
    return hosts(call);
}
Response add_fault(Call& call) {
    demand_keys(call.body, {"fault"});
    auto fault = parse_host_fault(text_of(call.body, "fault"));
    if (!fault) throw UsageError(fault.error());
    auto& host = call.host();
    const auto number = host.add(std::move(*fault));
    return json_response(201, json::object{{"number", number}, {"host", value_of(host)}});
}
Response lift_fault(Call& call) {
    if (!call.host().lift(number_of(call.names.at(1), "number of a fault")))
        throw NotThere(fmt::format("the host has no fault {}", call.names[1]));
    return call.now();
}
Response set(Call& call) {
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const auto& [key, value] : call.body) {
        std::string text;
        if (value.is_string())
            text = std::string(value.get_string());
        else if (value.is_bool())
            text = value.get_bool() ? "true" : "false";
        else
            text = std::to_string(number_in(value, key, 65535));
        wanted.emplace_back(key, std::move(text));
    }
    call.host().set(wanted);
    return call.now();
}
Response put_obstacle(Call& call) {
    demand_keys(call.body, {"obstacle"});
    const auto word = text_of(call.body, "obstacle");
    const auto obstacle = obstacle_named(word);
    if (!obstacle) {
        std::string all;
        for (const auto one : all_obstacles()) all += (all.empty() ? "" : ", ") + std::string(name(one));
        throw UsageError(fmt::format("'{}' is no obstacle; there are: {}", word, all));
    }
    call.host().put(*obstacle);
    return call.now();
}
Response lift_obstacle(Call& call) {
    call.host().put(Obstacle::none);
    return call.now();
}
Response hold(Call& call, bool waits) {
    call.host().hold(step_of(call.names.at(1)), waits);
    return call.now();
}
Response hold_step(Call& call) { return hold(call, true); }
Response let_step(Call& call) { return hold(call, false); }
Response held(Call& call) { return list_of(call.host().live().held()); }

Response go_on(Call& call) {
    const auto number = number_of(call.names.at(1), "number of a connection");
    auto& host = call.host();
    const auto held = host.live().held();
    const auto changed = host.go_on(number, edits_of(call.body, held_of(held, number)));
    return json_response(200, json::object{{"edits", changed.value_or(0)}});
}
Response events(Call& call) {
    const auto host = call.query.find("host");
    return {.stream = call.api.listen(host == call.query.end() ? "" : host->second)};
}

constexpr std::array kRows{
    Row{{"GET", "/openapi.json", "This document", ""}, document},
    Row{{"GET", "/scenarios", "What hosts can be made of by name", ""}, scenarios},
    Row{{"GET", "/hosts", "All hosts", ""}, hosts},
    Row{{"POST", "/hosts",
         "Makes a host, of a scenario by its id, or of the text of a scenario file (toml). Optional: address "
         "(of loopback; a free one), port, accounts (NAME:PASSWORD)",
         R"({"name": "one", "scenario": "certificate/expired"})", 201},
        make},
    Row{{"GET", "/hosts/{host}", "How a host is now", ""}, look},
    Row{{"PUT", "/hosts/{host}",
         "Makes it another scenario: open connections are closed, and the next one is the first",
         R"({"scenario": "tls/reset-after-client-hello"})"},
        become},
    Row{{"DELETE", "/hosts/{host}", "Removes it, and closes its connections", "", 204}, remove},
    Row{{"POST", "/hosts/{host}/reset", "As it was made: open connections are closed", "{}"}, reset},
    Row{{"POST", "/reset", "The same of all hosts, and of all proxies", "{}"}, reset_all},
    Row{{"POST", "/hosts/{host}/faults",
         "Adds a fault, as the inside of a [[fault]] on one line; open connections go on as they began",
         R"({"fault": "reset = \"x224_request\""})", 201},
        add_fault},
    Row{{"DELETE", "/hosts/{host}/faults/{number}", "Lifts that fault", ""}, lift_fault},
    Row{{"PUT", "/hosts/{host}/settings",
         "Changes settings of a host that has [host.settings]; open connections go on as they began",
         R"({"TermService": "stuck_accepting"})"},
        set},
    Row{{"PUT", "/hosts/{host}/obstacle",
         "What stands in front of it: none, rejected, dropped or mute; open connections go on",
         R"({"obstacle": "rejected"})"},
        put_obstacle},
    Row{{"DELETE", "/hosts/{host}/obstacle", "Lifts it", ""}, lift_obstacle},
    Row{{"PUT", "/hosts/{host}/holds/{step}",
         "Messages of this step wait, on every connection, for ten minutes at most", "{}"},
        hold_step},
    Row{{"DELETE", "/hosts/{host}/holds/{step}", "They do not wait any more; those that do still wait", ""},
        let_step},
    Row{{"GET", "/hosts/{host}/held", "The messages that wait, with their fields", ""}, held},
    Row{{"POST", "/hosts/{host}/held/{connection}",
         "Says the message, with other values of its fields, or other bytes (hexadecimal digits)",
         R"({"fields": {"tpkt.length": 3}})"},
        go_on},
    Row{{"GET", "/events", "What happens, as server-sent events; ?host=NAME of one host or proxy alone", ""},
        events}};

}  // namespace

Response json_response(unsigned status, const json::value& value) {
    return {.status = status, .type = "application/json", .body = capture::json_text(value) + "\n"};
}

std::vector<Row> all_rows() {
    std::vector<Row> out(rows().begin(), rows().end());
    out.insert(out.end(), proxy_rows().begin(), proxy_rows().end());
    return out;
}

ChangingHost& Call::host() const {
    auto* found = api.hosts().find(names.at(0));
    if (!found) throw NotThere(fmt::format("there is no host '{}'", names[0]));
    return *found;
}
Response Call::now() const { return json_response(200, value_of(host())); }

Scenario Call::scenario(const std::string& name) const {
    if (body.contains("toml")) {
        auto loaded = parse_scenario(text_of(body, "toml"), name, api.options().scenarios);
        std::string all;
        for (const auto& complaint : loaded.complaints) all += to_string(complaint) + "\n";
        if (!all.empty()) throw UsageError(all);
        demand_quick_keys(loaded.scenarios.at(0));
        return std::move(loaded.scenarios[0]);
    }
    const auto id = text_of(body, "scenario");
    const auto found =
        std::ranges::find_if(api.options().catalogue, [&](const Scenario& s) { return s.id() == id; });
    if (found == api.options().catalogue.end()) throw NotThere(fmt::format("there is no scenario '{}'", id));
    return *found;
}

std::span<const Row> rows() { return kRows; }

}  // namespace badrdp::harness::api
