// Names put together while compiling: a field's name must be a literal, and a kind of field has the same
// suffixes wherever it stands.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace badrdp::wire {

template <std::size_t N>
struct Literal {
    std::array<char, N> text{};

    consteval Literal(const char (&from)[N]) { std::copy_n(from, N, text.begin()); }
};

template <Literal Head, Literal Tail>
struct Joined {
    static constexpr auto kText = [] {
        std::array<char, Head.text.size() + Tail.text.size() - 1> text{};
        const auto end = std::copy_n(Head.text.begin(), Head.text.size() - 1, text.begin());
        std::copy_n(Tail.text.begin(), Tail.text.size(), end);
        return text;
    }();
    static constexpr std::string_view kView{kText.data(), kText.size() - 1};
};

template <Literal Head, Literal Tail>
inline constexpr std::string_view kJoined = Joined<Head, Tail>::kView;

}  // namespace badrdp::wire
