// One request of the interface on its way to its answer, and what answers each.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/live/api/api.h"
#include "harness/live/http/target.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness::api {

// What is asked for is not there: 404 instead of 400.
struct NotThere : UsageError {
    using UsageError::UsageError;
};

struct Call {
    Api& api;
    std::vector<std::string> names;  // what stands for the parts in braces
    boost::json::object body;
    http::Fields query;

    ChangingHost& host() const;        // throws NotThere
    http::Response now() const;        // how that host is
    ChangingProxy& proxy() const;      // throws NotThere
    http::Response proxy_now() const;  // how that proxy is
    // What the body says a host is to be: "scenario" is an id of the catalogue, "toml" a whole file. Throws
    // UsageError.
    Scenario scenario(const std::string& name) const;
};

struct Row {
    Route route;
    http::Response (*answer)(Call&);  // throws UsageError, and std::runtime_error where the machine refuses
};
std::span<const Row> rows();        // of hosts, and of everything
std::span<const Row> proxy_rows();  // of proxies
std::vector<Row> all_rows();

// Parts of paths and bodies; these throw UsageError.
unsigned number_of(std::string_view text, std::string_view what);
std::string text_of(const boost::json::object& body, std::string_view key);  // has to be there
void demand_keys(const boost::json::object& body, const std::vector<std::string_view>& known);
std::uint64_t number_in(const boost::json::value& value, std::string_view what, std::uint64_t most);
wire::Step step_of(std::string_view name);
// What a body says of a held message: of fields that it has, or all its bytes.
std::vector<fault::Fault> edits_of(const boost::json::object& body, const link::HeldMessage& message);
// The one that this connection holds; throws NotThere.
const link::HeldMessage& held_of(const std::vector<link::HeldMessage>& held, unsigned connection);
http::Response list_of(const std::vector<link::HeldMessage>& held);

http::Response json_response(unsigned status, const boost::json::value& value);

}  // namespace badrdp::harness::api
