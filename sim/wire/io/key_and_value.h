// One key of a table and its value, as a file or a line of text has them.
#pragma once

#include <span>
#include <string>

namespace badrdp::wire {

struct KeyAndValue {
    std::string key;
    std::string value;
    bool quoted = true;  // it is text, not a number

    friend bool operator==(const KeyAndValue&, const KeyAndValue&) = default;
};

// "mtu 1000 icmp correct": what reports call such a table.
inline std::string in_one_line(std::span<const KeyAndValue> words) {
    std::string text;
    for (const auto& [key, value, quoted] : words) text += (text.empty() ? "" : " ") + key + " " + value;
    return text;
}

}  // namespace badrdp::wire
