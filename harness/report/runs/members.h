// A JSON file of ours read strictly: a member that is missing or of another type is no file of ours.
#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/sequence/step.h"

namespace badrdp::harness {

namespace json = boost::json;

// All of a file. Throws UsageError, which names it, if it cannot be read, or is longer than 256 MiB.
std::string whole_text(const std::filesystem::path& file);

// What is wrong with the file, said where it is known which one it is.
struct NotOurs {
    std::string why;
};

// One object of the file.
class Members {
public:
    explicit Members(const json::value& value) {
        if (!value.is_object()) throw NotOurs{"an object is missing"};
        object_ = &value.get_object();
    }

    const json::value& operator[](std::string_view key) const {
        const auto* found = object_->if_contains(key);
        if (!found) throw NotOurs{fmt::format("it has no member '{}'", key)};
        return *found;
    }
    bool has(std::string_view key) const { return object_->contains(key); }

    std::string text(std::string_view key) const {
        const auto& value = (*this)[key];
        if (value.is_null()) return {};
        if (!value.is_string()) throw NotOurs{fmt::format("'{}' is no text", key)};
        return std::string(value.get_string());
    }
    bool truth(std::string_view key) const {
        const auto* value = (*this)[key].if_bool();
        if (!value) throw NotOurs{fmt::format("'{}' is neither true nor false", key)};
        return *value;
    }
    double number(std::string_view key) const {
        boost::system::error_code wrong;
        const auto out = (*this)[key].to_number<double>(wrong);
        if (wrong) throw NotOurs{fmt::format("'{}' is no number", key)};
        return out;
    }
    template <class Integer>
    Integer whole(std::string_view key) const {
        return whole_of<Integer>(key, (*this)[key]);
    }
    template <class Integer>
    std::optional<Integer> maybe(std::string_view key) const {
        const auto& value = (*this)[key];
        return value.is_null() ? std::nullopt : std::optional(whole_of<Integer>(key, value));
    }
    const json::array& list(std::string_view key) const {
        const auto* array = (*this)[key].if_array();
        if (!array) throw NotOurs{fmt::format("'{}' is no list", key)};
        return *array;
    }
    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> out;
        for (const auto& one : list(key)) {
            if (!one.is_string()) throw NotOurs{fmt::format("'{}' has something else than texts", key)};
            out.emplace_back(one.get_string());
        }
        return out;
    }
    std::chrono::milliseconds time(std::string_view key) const {
        return std::chrono::round<std::chrono::milliseconds>(bounded(number(key), 0));
    }
    // Of a clock that begins somewhere near: what is years off is 0.
    std::chrono::nanoseconds moment(std::string_view key) const {
        return std::chrono::round<std::chrono::nanoseconds>(bounded(number(key), -kYear));
    }

private:
    template <class Integer>
    static Integer whole_of(std::string_view key, const json::value& value) {
        boost::system::error_code wrong;
        const auto out = value.to_number<Integer>(wrong);
        if (wrong) throw NotOurs{fmt::format("'{}' is no whole number, or too large a one", key)};
        return out;
    }
    static constexpr double kYear = 366.0 * 86'400;
    static std::chrono::duration<double> bounded(double seconds, double least) {
        return std::chrono::duration<double>(seconds >= least && seconds < kYear ? seconds : 0);
    }

    const json::object* object_ = nullptr;
};

template <class E, class List>
E among(const List& all, std::string_view word) {
    const auto found = std::ranges::find_if(all, [&](const E one) { return name(one) == word; });
    if (found == std::end(all))
        throw NotOurs{fmt::format("it has a word that is not known here: '{}'", word)};
    return *found;
}

template <class E>
E needed(std::optional<E> found, std::string_view word) {
    if (!found) throw NotOurs{fmt::format("it has a word that is not known here: '{}'", word)};
    return *found;
}

inline wire::Step step_of(const std::string& word) { return needed(wire::step_named(word), word); }

}  // namespace badrdp::harness
