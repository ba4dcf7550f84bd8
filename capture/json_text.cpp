#include "capture/json_text.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <limits>

namespace badrdp::capture {

namespace json = boost::json;

namespace {

// What is infinite or no number is none in JSON.
std::string decimal(double number) {
    // The longest: a sign, "0.", as many zeros as the exponent may say, and the digits.
    constexpr auto kMost =
        3 - std::numeric_limits<double>::min_exponent10 + 2 * std::numeric_limits<double>::max_digits10;
    std::array<char, kMost> text{};
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || number - number != 0) return "null";
    std::string out(text.data(), end);
    return out.contains('.') ? out : out + ".0";
}

}  // namespace

std::string json_text(const json::value& value) {
    if (const auto* number = value.if_double()) return decimal(*number);
    std::string out;
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) out += (out.empty() ? "" : ",") + json_text(element);
        return "[" + out + "]";
    }
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object)
            out += (out.empty() ? "" : ",") + json::serialize(json::string(key)) + ":" + json_text(member);
        return "{" + out + "}";
    }
    return json::serialize(value);
}

}  // namespace badrdp::capture
