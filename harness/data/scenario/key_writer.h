// A visitor of host_keys.h, session_keys.h and scenario_keys.h that writes keys down as TOML has them. Given
// one value it writes all of it, given two what the first differs in from the second.
#pragma once

#include <algorithm>
#include <vector>

#include "harness/data/file/units.h"
#include "harness/data/scenario/words.h"
#include "sim/fault/argument.h"
#include "sim/host/host.h"
#include "sim/wire/io/key_and_value.h"

namespace badrdp::harness {

class KeyWriter {
public:
    std::vector<wire::KeyAndValue> lines;

    void truth(std::string_view key, bool value) { put(key, value ? "true" : "false"); }
    template <class Number>
    void number(std::string_view key, Number value) {
        put(key, std::to_string(value));
    }
    template <class Number>
    void number(std::string_view key, const std::optional<Number>& value) {
        if (value) number(key, *value);
    }
    void bits(std::string_view key, std::uint32_t value);  // in hex
    // A number less than nothing is none: what it stands for is left alone.
    template <class Number>
    void between(std::string_view key, fault::Number, const Number& value) {
        if constexpr (requires { value < 0; })
            if (value < 0) return;
        number(key, value);
    }
    void size(std::string_view key, std::size_t value) { number(key, value); }
    void seed(std::string_view key, std::uint64_t value);

    void text(std::string_view key, std::string_view value);  // an empty one is none
    void sentence(std::string_view key, std::string_view value) { text(key, value); }
    void texts(std::string_view key, AtLeast least, const std::vector<std::string>& values);

    void tags(std::string_view key, const std::vector<std::string>& values) { list(key, values); }

    void duration(std::string_view key, std::chrono::milliseconds value) { text(key, duration_text(value)); }
    void limit(std::string_view key, const std::optional<std::chrono::milliseconds>& value) {
        if (value) duration(key, *value);
    }

    template <class E>
    void word(std::string_view key, OneOf one, E value) {
        text(key, name_of(one.words, static_cast<std::uint32_t>(value)));
    }
    template <class E>
    void word(std::string_view key, OneOf one, const std::optional<E>& value) {
        if (value) word(key, one, *value);
    }
    void word(std::string_view key, OneOf, const std::string& value) { text(key, value); }
    template <class E>
    void needed_word(std::string_view key, OneOf one, E value) {
        word(key, one, value);
    }
    template <class E>
    void word_or_number(std::string_view key, OneOf one, const std::optional<E>& value) {
        if (value) word_or_number(key, one, static_cast<std::uint32_t>(*value));
    }
    void word_or_number(std::string_view key, OneOf one, std::uint32_t value);
    template <class E>
    void words(std::string_view key, OneOf one, const std::vector<E>& values) {
        std::vector<std::string> names;
        for (const auto value : values)
            names.emplace_back(name_of(one.words, static_cast<std::uint32_t>(value)));
        list(key, names);
    }

    void step(std::string_view key, wire::Step value) { text(key, wire::name(value)); }
    void step(std::string_view key, const std::optional<wire::Step>& value) {
        if (value) step(key, *value);
    }
    void steps(std::string_view key, const std::vector<wire::Step>& values);

    void status(std::string_view key, const std::optional<std::uint32_t>& value);
    void code(std::string_view key, const std::string&, std::uint32_t value) { number(key, value); }

    void accepts(std::string_view key, const peer::ServerChoices& server);
    void versions(std::string_view key, const host::Tls& tls);

private:
    void put(std::string_view key, std::string value, bool quoted = false);
    void list(std::string_view key, const std::vector<std::string>& values);  // an empty one is none
};

// What stands behind "key =", and the lines of a table.
std::string toml_value(const wire::KeyAndValue& line);
std::string lines_text(const std::vector<wire::KeyAndValue>& lines);

// All of it, by a visit of these keys.
template <class T, class Visit>
std::vector<wire::KeyAndValue> lines_of(const T& value, Visit visit) {
    KeyWriter writer;
    visit(writer, value);
    return std::move(writer.lines);
}

// What it differs in from the usual.
template <class T, class Visit>
std::vector<wire::KeyAndValue> differences(const T& value, const T& usual, Visit visit) {
    auto mine = lines_of(value, visit);
    const auto theirs = lines_of(usual, visit);
    std::erase_if(mine, [&](const auto& line) { return std::ranges::find(theirs, line) != theirs.end(); });
    return mine;
}

}  // namespace badrdp::harness
