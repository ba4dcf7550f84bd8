// The parts of what a browser asks for: the path, the query, the fields of a form [RFC 3986; URL 5.1].
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness::http {

using Fields = std::map<std::string, std::string, std::less<>>;

// "a%20b" -> "a b". Nothing if a percent sign begins no byte, or a byte is NUL. `plus` is a blank in forms.
std::optional<std::string> percent_decoded(std::string_view text, bool plus);
std::string percent_encoded(std::string_view text);  // everything but letters, digits and "-._~"

// "a=1&b=x+y"; of a name that stands there twice, the first. Nothing if a part cannot be decoded, or there
// are more than 64.
std::optional<Fields> form_fields(std::string_view text);

struct Target {
    std::vector<std::string> path{};  // "/hosts/a%2Fb" -> "hosts", "a/b"; "/" -> none
    Fields query{};
};
// Nothing unless it is an absolute path of at most 16 parts [RFC 9112 3.2.1]. No part is empty, "." or "..".
std::optional<Target> parse_target(std::string_view target);

}  // namespace badrdp::harness::http
