#include "harness/live/api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "capture/json_text.h"
#include "harness/live/api/call.h"
#include "harness/live/api/values.h"
#include "harness/live/http/guard.h"
#include "harness/live/index_page.h"

namespace badrdp::harness::api {

namespace json = boost::json;
using http::Response;

namespace {

constexpr std::size_t kMostListeners = 64;

Response refusal(unsigned status, std::string_view why) {
    return json_response(status, json::object{{"error", std::string(why)}});
}

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> out;
    for (auto at = path.find('/'); at != path.npos;) {
        const auto end = path.find('/', at + 1);
        if (auto part = path.substr(at + 1, end == path.npos ? path.npos : end - at - 1); !part.empty())
            out.push_back(part);
        at = end;
    }
    return out;
}

// What stands for the parts in braces; nothing if it is another path.
std::optional<std::vector<std::string>> names_in(std::string_view path,
                                                 const std::vector<std::string>& asked) {
    const auto parts = parts_of(path);
    if (parts.size() != asked.size()) return std::nullopt;
    std::vector<std::string> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].starts_with('{'))
            out.push_back(asked[i]);
        else if (parts[i] != asked[i])
            return std::nullopt;
    }
    return out;
}

json::object body_of(const http::Request& request) {
    if (request.body.empty()) return {};
    if (request.content_type != "application/json") throw UsageError("the body has to be application/json");
    boost::system::error_code bad;
    auto value = json::parse(request.body, bad);
    if (bad || !value.is_object()) throw UsageError("the body is no JSON object");
    return std::move(value.get_object());
}

}  // namespace

Api::Api(Hosts& hosts, Proxies& proxies, ApiOptions options)
    : hosts_(hosts), proxies_(proxies), options_(std::move(options)), next_address_(options_.first_address) {}

Response Api::answer(const http::Request& request) {
    if (!http::same_secret(request.token, options_.token))
        return refusal(401, "the header X-Badrdp-Token is missing, or it is not the token that was printed");
    const auto target = http::parse_target(request.target);
    if (!target) return refusal(400, "this is no path");
    std::string allowed;
    for (const auto& row : all_rows()) {
        auto names = names_in(row.route.path, target->path);
        if (!names) continue;
        allowed += (allowed.empty() ? "" : ", ") + std::string(row.route.method);
        if (request.method != row.route.method) continue;
        try {
            Call call{*this, std::move(*names), body_of(request), target->query};
            return row.answer(call);
        } catch (const NotThere& why) {
            return refusal(404, why.what());
        } catch (const UsageError& why) {
            return refusal(400, why.what());
        } catch (const std::runtime_error& why) {  // the machine has no such place, or OpenSSL no such thing
            return refusal(409, why.what());
        }
    }
    if (allowed.empty()) return refusal(404, "there is no such path; /openapi.json lists them");
    auto out = refusal(405, "this path knows " + allowed);
    out.headers.emplace_back("Allow", allowed);
    return out;
}

std::string Api::free_address() { return loopback_address(next_address_++); }

std::shared_ptr<http::EventStream> Api::listen(std::string host) {
    std::erase_if(listeners_, [](const auto& one) { return one.second.expired(); });
    if (listeners_.size() >= kMostListeners) throw UsageError("too many listen already");
    auto stream = std::make_shared<http::EventStream>();
    listeners_.emplace_back(std::move(host), stream);
    return stream;
}

void Api::tell(const HostEvent& event) {
    if (listeners_.empty()) return;
    const auto text = capture::json_text(value_of(event));
    for (const auto& [host, stream] : listeners_)
        if (host.empty() || host == event.host)
            if (const auto listener = stream.lock()) listener->push(event.kind, text);
}

std::string Api::openapi() const {
    json::object paths;
    for (const auto& [route, answered_by] : all_rows()) {
        json::array parameters;
        for (const auto part : parts_of(route.path))
            if (part.starts_with('{'))
                parameters.push_back(json::object{{"name", std::string(part.substr(1, part.size() - 2))},
                                                  {"in", "path"},
                                                  {"required", true},
                                                  {"schema", json::object{{"type", "string"}}}});
        json::object operation{{"summary", std::string(route.what)}, {"parameters", std::move(parameters)}};
        if (!route.body.empty())
            operation["requestBody"] = json::object{
                {"content", json::object{{"application/json",
                                          json::object{{"example", json::parse(std::string(route.body))}}}}}};
        const json::object right{{"description", "done"}}, wrong{{"description", "an object with \"error\""}};
        operation["responses"] = json::object{{std::to_string(route.status), right}, {"default", wrong}};
        std::string method(route.method);
        std::ranges::transform(method, method.begin(),
                               [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        auto& path = paths[std::string(route.path)];
        if (!path.is_object()) path = json::object{};
        path.get_object()[method] = std::move(operation);
    }
    const json::object token{{"type", "apiKey"}, {"in", "header"}, {"name", "X-Badrdp-Token"}};
    const json::object document{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", options_.program}, {"version", "1"}}},
        {"security", json::array{json::object{{"token", json::array{}}}}},
        {"components", json::object{{"securitySchemes", json::object{{"token", token}}}}},
        {"paths", std::move(paths)}};
    return capture::json_text(document) + "\n";
}

}  // namespace badrdp::harness::api
