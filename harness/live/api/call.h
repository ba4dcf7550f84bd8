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

    ChangingHost& host() const;  // throws NotThere
    http::Response now() const;  // how that host is
    // What the body says a host is to be: "scenario" is an id of the catalogue, "toml" a whole file. Throws
    // UsageError.
    Scenario scenario(const std::string& name) const;
};

struct Row {
    Route route;
    http::Response (*answer)(Call&);  // throws UsageError, and std::runtime_error where the machine refuses
};
std::span<const Row> rows();

http::Response json_response(unsigned status, const boost::json::value& value);

}  // namespace badrdp::harness::api
