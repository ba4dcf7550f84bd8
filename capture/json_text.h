// JSON as people read it: numbers as plain decimals. Boost.JSON's own serializer writes 27.133 as 2.7133E1.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace badrdp::capture {

// The value in one line [RFC 8259]. A number that is no integer has as many decimals as it takes to read the
// same one back, and at least one; no number has an exponent.
std::string json_text(const boost::json::value& value);

}  // namespace badrdp::capture
