#include "harness/live/api/api.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "harness/data/scenario/load.h"
#include "harness/live/api/values.h"
#include "harness/live/http/http_server.h"
#include "tests/harness/live/hosts.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(live_api)

using namespace badrdp;
using namespace badrdp::harness;
using test::LiveClient;
using test::run_until;
namespace json = boost::json;
namespace bdata = boost::unit_test::data;

namespace {

Scenario named(const std::string& name) {
    const auto root = std::filesystem::path(test::kProject) / "scenarios";
    return load_scenario(root / (name + ".toml"), root).scenarios.at(0);
}

struct Asked {
    boost::asio::io_context loop;
    api::Api* told = nullptr;
    Hosts hosts{loop.get_executor(), [this](const HostEvent& event) {
                    if (told) told->tell(event);
                }};
    Proxies proxies{loop.get_executor(), [this](const HostEvent& event) {
                        if (told) told->tell(event);
                    }};
    api::Api api{hosts,
                 proxies,
                 {.token = "secret",
                  .scenarios = std::filesystem::path(test::kProject) / "scenarios",
                  .catalogue = {named("healthy/tls"), named("certificate/expired"),
                                named("tls/reset-after-client-hello"), named("path/latency")},
                  .port = 0,
                  .first_address = 60'000}};
    std::set<std::string> called;  // "GET /hosts"

    Asked() { told = &api; }

    http::Response say(const std::string& method, const std::string& target, const std::string& body = {}) {
        return api.answer({.method = method,
                           .target = target,
                           .token = "secret",
                           .content_type = body.empty() ? "" : "application/json",
                           .body = body});
    }
    json::value ask(const std::string& method, const std::string& target, const std::string& body = {},
                    unsigned status = 200) {
        const auto response = say(method, target, body);
        BOOST_TEST(response.status == status, method << ' ' << target << ": " << response.body);
        return response.body.empty() ? json::value() : json::parse(response.body);
    }
    std::uint16_t make(const std::string& body) {
        const auto made = ask("POST", "/hosts", body, 201);
        const std::string address(made.at("address").as_string());
        return static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1)));
    }
};

constexpr auto kOnLoopback = R"({"name": "one", "scenario": "healthy/tls", "address": "127.0.0.1"})";

}  // namespace

namespace {

template <class Play>
void play_with_a_proxy(Asked& asked, Play play) {
    const auto server =
        asked.make(R"({"name": "behind", "scenario": "healthy/tls", "address": "127.0.0.1"})");
    const auto body = R"({"name": "between", "to": "127.0.0.1:)" + std::to_string(server) + "\"}";
    play("post /proxies", "/proxies", body);
    play("get /proxies", "/proxies");
    const auto listens = asked.ask("GET", "/proxies/between").at("listens").as_string();
    const std::string place(listens.data(), listens.size());
    play("get /proxies/{proxy}", "/proxies/between");
    play("put /proxies/{proxy}/holds/{step}", "/proxies/between/holds/x224_confirm");
    const LiveClient client(asked.loop,
                            static_cast<std::uint16_t>(std::stoi(place.substr(place.find(':') + 1))));
    BOOST_REQUIRE(
        run_until(asked.loop, [&] { return !asked.ask("GET", "/proxies/between/held").as_array().empty(); }));
    play("get /proxies/{proxy}/held", "/proxies/between/held");
    play("delete /proxies/{proxy}/holds/{step}", "/proxies/between/holds/x224_confirm");
    play("post /proxies/{proxy}/held/{connection}", "/proxies/between/held/1");
    BOOST_TEST(run_until(asked.loop, [&] { return client.over(); }));
    play("post /proxies/{proxy}/faults", "/proxies/between/faults");
    play("delete /proxies/{proxy}/faults/{number}", "/proxies/between/faults/1");
    play("post /proxies/{proxy}/edits", "/proxies/between/edits");
    play("delete /proxies/{proxy}/edits/{number}", "/proxies/between/edits/2");
    play("put /proxies/{proxy}/path", "/proxies/between/path", R"({"scenario": "path/latency[by=100ms]"})");
    play("delete /proxies/{proxy}/path", "/proxies/between/path");
    play("post /proxies/{proxy}/reset", "/proxies/between/reset");
    play("delete /proxies/{proxy}", "/proxies/between");
}

}  // namespace

// Every method of every path of the document, in an order in which each of them can be done.
BOOST_AUTO_TEST_CASE(whatever_the_document_lists_can_be_done) {
    Asked asked;
    std::set<std::string> left;
    const auto document = json::parse(asked.say("GET", "/openapi.json").body);
    for (const auto& [path, methods] : document.at("paths").as_object())
        for (const auto& [method, operation] : methods.as_object())
            left.insert(std::string(method) + " " + std::string(path));
    const auto port = asked.make(kOnLoopback);
    asked.ask("PUT", "/hosts/one/holds/x224_confirm", "{}");
    const LiveClient client(asked.loop, port);
    BOOST_REQUIRE(
        run_until(asked.loop, [&] { return !asked.ask("GET", "/hosts/one/held").as_array().empty(); }));
    const auto example = [&](const std::string& key) {
        const auto space = key.find(' ');
        const auto& operation = document.at("paths").at(key.substr(space + 1)).at(key.substr(0, space));
        const auto* body = operation.as_object().if_contains("requestBody");
        return body ? json::serialize(body->at("content").at("application/json").at("example"))
                    : std::string();
    };
    const auto play = [&](const std::string& key, std::string target, std::string body = "example") {
        const auto method = key.substr(0, key.find(' '));
        std::string upper;
        for (const char c : method) upper += static_cast<char>(c - 'a' + 'A');
        if (body == "example") body = example(key);
        const auto response = asked.say(upper, target, body);
        const auto& operation = document.at("paths").at(key.substr(method.size() + 1)).at(method);
        BOOST_TEST(operation.at("responses").as_object().contains(std::to_string(response.status)),
                   key << ": " << response.status << ' ' << response.body);
        BOOST_TEST(left.erase(key) == 1U, key);
    };
    play("get /openapi.json", "/openapi.json");
    play("get /scenarios", "/scenarios");
    play("get /hosts", "/hosts");
    play("post /hosts", "/hosts", R"({"name": "two", "scenario": "certificate/expired"})");
    play("get /hosts/{host}", "/hosts/one");
    play("get /hosts/{host}/held", "/hosts/one/held");
    play("post /hosts/{host}/held/{connection}", "/hosts/one/held/1");
    play("put /hosts/{host}/holds/{step}", "/hosts/one/holds/demand_active");
    play("delete /hosts/{host}/holds/{step}", "/hosts/one/holds/demand_active");
    play("post /hosts/{host}/faults", "/hosts/one/faults");
    play("delete /hosts/{host}/faults/{number}", "/hosts/one/faults/1");
    play("put /hosts/{host}/obstacle", "/hosts/one/obstacle");
    play("delete /hosts/{host}/obstacle", "/hosts/one/obstacle");
    asked.make(R"({"name": "set", "address": "127.0.0.1", "toml":
        "schema = 1\ntitle = 't'\nwhy = 'w'\n[host.settings]\npersona = 'server_2022'\n"})");
    play("put /hosts/{host}/settings", "/hosts/set/settings");
    play("put /hosts/{host}", "/hosts/one");
    play("post /hosts/{host}/reset", "/hosts/one/reset");
    play("post /reset", "/reset");
    play("delete /hosts/{host}", "/hosts/two");
    play("get /events", "/events");
    play_with_a_proxy(asked, play);
    BOOST_TEST(left.empty(), *left.begin());
}

BOOST_AUTO_TEST_CASE(nothing_is_answered_without_the_token) {
    Asked asked;
    for (const auto* token : {"", "secre", "secret1", "SECRET"})
        BOOST_TEST(asked.api.answer({.method = "GET", .target = "/openapi.json", .token = token}).status ==
                   401U);
}

struct Refused {
    const char* method;
    const char* target;
    const char* body;
    unsigned status;
    const char* said;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
    return out << row.method << ' ' << row.target << ' ' << row.body;
}
const std::vector<Refused> kRefused{
    {"GET", "/nowhere", "", 404, "no such path"},
    {"PATCH", "/hosts", "", 405, "GET, POST"},
    {"GET", "/../hosts", "", 400, "no path"},
    {"GET", "/hosts/none", "", 404, "there is no host 'none'"},
    {"POST", "/hosts", "[]", 400, "no JSON object"},
    {"POST", "/hosts", "{", 400, "no JSON object"},
    {"POST", "/hosts", "{}", 400, "needs a text \"name\""},
    {"POST", "/hosts", R"({"name": "x"})", 400, "needs a text \"scenario\""},
    {"POST", "/hosts", R"({"name": "x", "scenario": "../../etc/passwd"})", 404, "there is no scenario"},
    {"POST", "/hosts", R"({"name": "x", "scenario": "tls/reset-after-client-hello", "adress": "127.0.0.1"})",
     400, "unknown key"},
    {"POST", "/hosts", R"({"name": "x", "scenario": "tls/reset-after-client-hello", "address": "0.0.0.0"})",
     400, "no address of loop"},
    {"POST", "/hosts", R"({"name": "x", "scenario": "tls/reset-after-client-hello", "port": 70000})", 400,
     "port is no number"},
    {"POST", "/hosts", R"({"name": "x", "toml": "schema = 1\n[vary]\na = [1]"})", 400, "no [vary]"},
    {"POST", "/hosts", R"({"name": "x", "toml": "schema = 2"})", 400, "x:1:10: this program reads schema 1"},
    {"POST", "/hosts/one/faults", R"({"fault": "reset = \"x224_confrim\""})", 400, "x224_confirm"},
    {"POST", "/hosts/one/faults", R"({"fault": "a = 1 }\nb = { c = 2"})", 400, "not the inside of one"},
    {"DELETE", "/hosts/one/faults/7", "", 404, "no fault 7"},
    {"DELETE", "/hosts/one/faults/x", "", 400, "'x' is no number"},
    {"PUT", "/hosts/one/settings", R"({"TermService": "stopped"})", 400, "has no settings"},
    {"PUT", "/hosts/one/obstacle", R"({"obstacle": "wall"})", 400, "'wall' is no obstacle"},
    {"PUT", "/hosts/one/holds/nowhere", "{}", 400, "there is no step"},
    {"PUT", "/hosts/one/holds/client_hello", "{}", 400, "no message that a host composes"},
    {"POST", "/hosts/one/held/1", "{}", 404, "connection 1 holds no message"},
    {"POST", "/proxies", R"({"name": "x", "to": "127.0.0.1:0"})", 400, "'0' is no port"},
    {"POST", "/proxies", R"({"name": "x", "to": "127.0.0.1:40000", "listen": "127.0.0.1:40000"})", 400,
     "would lead to itself"},
};

BOOST_DATA_TEST_CASE(what_cannot_be_done_says_why, bdata::make(kRefused), row) {
    Asked asked;
    asked.make(kOnLoopback);
    const auto response = asked.say(row.method, row.target, row.body);
    BOOST_TEST(response.status == row.status, response.body);
    BOOST_TEST(std::string(json::parse(response.body).at("error").as_string()).contains(row.said),
               response.body);
    BOOST_TEST(asked.hosts.all().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_body_that_a_form_can_send_is_no_json) {
    Asked asked;
    const auto response = asked.api.answer({.method = "POST",
                                            .target = "/reset",
                                            .token = "secret",
                                            .content_type = "text/plain",
                                            .body = "{}"});
    BOOST_TEST(response.status == 400U);
}

BOOST_AUTO_TEST_CASE(a_held_message_is_shown_with_its_fields_and_says_what_it_is_told) {
    Asked asked;
    const auto port = asked.make(kOnLoopback);
    asked.ask("PUT", "/hosts/one/holds/x224_confirm", "{}");
    const LiveClient client(asked.loop, port);
    json::value held;
    BOOST_REQUIRE(run_until(asked.loop, [&] {
        held = asked.ask("GET", "/hosts/one/held");
        return !held.as_array().empty();
    }));
    const auto& message = held.as_array().at(0);
    BOOST_TEST(message.at("step").as_string() == "x224_confirm");
    const std::string bytes(message.at("bytes").as_string());
    BOOST_TEST(bytes.starts_with("03000013"));  // TPKT of 19 bytes [T.123 8]
    const auto& length = message.at("fields").as_array();
    const auto found =
        std::ranges::find_if(length, [](const auto& f) { return f.at("name") == "tpkt.length"; });
    BOOST_REQUIRE(found != length.end());
    BOOST_TEST(found->at("value").to_number<int>() == 19);
    asked.ask("POST", "/hosts/one/held/1", R"({"fields": {"tpkt.lenght": 3}})", 400);
    asked.ask("POST", "/hosts/one/held/1", R"({"fields": {"tpkt.length": 65536}})", 400);
    asked.ask("POST", "/hosts/one/held/1", R"({"bytes": "030"})", 400);
    BOOST_TEST(
        asked.ask("POST", "/hosts/one/held/1", R"({"bytes": "48545450"})").at("edits").to_number<int>() == 1);
    BOOST_REQUIRE(run_until(asked.loop, [&] { return client.over(); }));
    BOOST_TEST(client.seen().ending.value().why.contains("tpkt.version"), client.seen().ending->why);
}

BOOST_AUTO_TEST_CASE(a_proxy_shows_what_it_was_made_with_and_what_was_added) {
    Asked asked;
    const auto server = asked.make(kOnLoopback);
    ProxyPlan plan;
    plan.faults.push_back(parse_any_fault(R"(reset = "client_hello")").value());
    plan.edits.push_back(parse_edit("failureCode=5"));
    asked.proxies.make({.name = "between",
                        .listens = {test::kLoopback, 0},
                        .to = {test::kLoopback, server},
                        .plan = std::move(plan)});
    asked.ask("POST", "/proxies/between/faults", R"({"fault": "close = \"x224_request\""})", 201);
    asked.ask("POST", "/proxies/between/edits", R"({"edit": "cookie=bob"})", 201);
    const auto seen = asked.ask("GET", "/proxies/between");
    BOOST_TEST(seen.at("faults").as_array().size() == 1U);
    BOOST_TEST(json::serialize(seen.at("all_faults")) == R"(["reset client_hello","close x224_request"])");
    BOOST_TEST(json::serialize(seen.at("all_edits")) == R"(["failureCode=5","cookie=bob"])");
}

BOOST_AUTO_TEST_CASE(who_listens_hears_what_happens_at_his_host) {
    Asked asked;
    const auto port = asked.make(kOnLoopback);
    asked.make(R"({"name": "two", "scenario": "tls/reset-after-client-hello", "address": "127.0.0.1"})");
    const auto one = asked.say("GET", "/events?host=one").stream;
    const auto two = asked.say("GET", "/events?host=two").stream;
    test::connect(asked.loop, port);
    std::string heard;
    while (const auto event = one->take()) heard += *event;
    BOOST_TEST(heard.contains("event: connection\n"), heard);
    BOOST_TEST(heard.contains(R"("step":"client_hello")"), heard);
    BOOST_TEST(!two->take());
}

BOOST_AUTO_TEST_CASE(bytes_are_digits_two_a_byte) {
    BOOST_TEST(api::hex_of(*api::bytes_of("00fFa9")) == "00ffa9");
    for (const auto* text : {"0", "0x", "g0", "+1", " 1"}) BOOST_TEST(!api::bytes_of(text), text);
    BOOST_TEST(!api::bytes_of(std::string(65538, '0')));
}

BOOST_AUTO_TEST_SUITE_END()
