// A visitor of faults and impairments that takes what a table says of each argument. How the calls are meant:
// sim/fault/argument.h.
#pragma once

#include <fmt/format.h>

#include "harness/data/file/table.h"
#include "harness/data/scenario/path_keys.h"
#include "sim/fault/payload.h"

namespace badrdp::harness {

class ArgumentReader {
public:
    ArgumentReader(Table& table, std::uint32_t seed) : table_(table), seed_(seed) {}

    // False once something needed was not there, or made no sense; that has been complained of.
    bool good = true;

    void need(std::string_view key, auto& into, auto... kind) {
        const auto value = table_.need(key);
        good = value && read(*value, into, kind...) && good;
    }
    void usual(std::string_view key, auto& into, auto... kind) { may(key, into, kind...); }
    void may(std::string_view key, auto& into, auto... kind) {
        if (const auto value = table_.take(key)) good = read(*value, into, kind...) && good;
    }
    void either(std::string_view to, std::string_view by, std::uint64_t& value, bool& relative);

private:
    template <class T>
    static bool store(const auto& read, T& into) {
        if (read) into = static_cast<T>(*read);
        return read.has_value();
    }
    template <class T>
    static bool read(const Value& value, T& into, fault::Number number) {
        return store(value.number(number.least, number.most), into);
    }
    template <class E>
    static bool read(const Value& value, E& into, OneOf one) {
        const auto named = [&](std::string_view word) { return value_of(one.words, word); };
        return store(value.word(one.what, named, names_of(one.words)), into);
    }
    template <class Duration>
    static bool read(const Value& value, std::optional<Duration>& into) {
        return read(value, into.emplace());
    }
    static bool read(const Value& value, std::chrono::milliseconds& into);
    static bool read(const Value& value, path::nanoseconds& into);
    static bool read(const Value& value, std::size_t& into, fault::Size size);
    static bool read(const Value& value, fault::Moment& into, fault::Moments moments);
    static bool read(const Value& value, std::uint8_t& into, fault::AlertCode);
    static bool read(const Value& value, double& into, Share);
    static bool read(const Value& value, std::uint64_t& into, BitRate);
    static bool read(const Value& value, wire::Step& into);  // of the conversation, and not none
    bool read(const Value& value, fault::Payload& into) const;
    bool read(const Value& value, wire::Bytes& into) const;

    Table& table_;
    std::uint32_t seed_;
};

// A visitor that only takes the keys down.
struct KeyLister {
    std::vector<std::string_view> keys;
    void need(std::string_view key, auto&, auto...) { keys.push_back(key); }
    void usual(std::string_view key, auto&, auto...) { keys.push_back(key); }
    void may(std::string_view key, auto&, auto...) { keys.push_back(key); }
    void either(std::string_view to, std::string_view by, auto&, auto&) {
        keys.push_back(to);
        keys.push_back(by);
    }
};

}  // namespace badrdp::harness
