// One text of several parts, with a single allocation: for lines of which there are as many as connections.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace badrdp::wire {

// A number as a part of a text.
class Digits {
public:
    explicit Digits(std::uint64_t value, int base = 10)
        : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), value, base).ptr) {}
    Digits(const Digits&) = delete;
    Digits& operator=(const Digits&) = delete;

    operator std::string_view() const { return {digits_.data(), end_}; }

private:
    std::array<char, 64> digits_;
    char* end_;
};

inline std::string joined_text(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const auto part : parts) size += part.size();
    std::string out;
    out.resize_and_overwrite(size, [&](char* at, std::size_t) {
        for (const auto part : parts) {
            part.copy(at, part.size());
            at += part.size();
        }
        return size;
    });
    return out;
}

}  // namespace badrdp::wire
