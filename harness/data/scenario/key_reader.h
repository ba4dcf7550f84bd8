// A visitor of host_keys.h, session_keys.h and scenario_keys.h that takes what a table says of each key,
// leaves alone what it does not say, and complains of what makes no sense.
#pragma once

#include <algorithm>
#include <limits>

#include "harness/data/file/table.h"
#include "harness/data/scenario/words.h"
#include "sim/fault/argument.h"
#include "sim/host/host.h"

namespace badrdp::harness {

class KeyReader {
public:
    explicit KeyReader(Table& table) : table_(table) {}

    void truth(std::string_view key, bool& into) { table_.truth(key, into); }

    template <class Number>
    void number(std::string_view key, Number& into) {
        between(key, fault::Number{0, std::numeric_limits<Number>::max()}, into);
    }
    void number(std::string_view key, std::optional<std::uint32_t>& into) {
        between(key, fault::Number{0, std::numeric_limits<std::uint32_t>::max()}, into);
    }
    template <class Number>
    void bits(std::string_view key, Number& into) {
        number(key, into);
    }
    template <class Number>
    void between(std::string_view key, fault::Number bounds, Number& into) {
        if (const auto value = table_.take(key)) store(value->number(bounds.least, bounds.most), into);
    }
    void size(std::string_view key, std::size_t& into) { table_.size(key, into); }
    void seed(std::string_view key, std::uint64_t& into);

    void text(std::string_view key, std::string& into) { table_.text(key, into); }
    void sentence(std::string_view key, std::string& into);  // there, and not empty
    void texts(std::string_view key, AtLeast least, std::vector<std::string>& into);

    // Words that somebody chooses by: small letters, digits and hyphens.
    void tags(std::string_view key, std::vector<std::string>& into);

    template <class Duration>
    void duration(std::string_view key, Duration& into) {
        const auto value = table_.take(key);
        if (const auto read = value ? value->duration() : std::nullopt)
            into = std::chrono::duration_cast<Duration>(*read);
    }
    void limit(std::string_view key, std::optional<std::chrono::milliseconds>& into);

    template <class E>
    void word(std::string_view key, OneOf one, E& into) {
        if (const auto value = table_.take(key)) store(read_word(*value, one), into);
    }
    void word(std::string_view key, OneOf one, std::string& into);
    template <class E>
    void needed_word(std::string_view key, OneOf one, E& into) {
        if (const auto value = table_.need(key)) store(read_word(*value, one), into);
    }
    template <class E>
    void word_or_number(std::string_view key, OneOf one, std::optional<E>& into) {
        if (const auto value = table_.take(key))
            store(value->is_number() ? value->number(0, 0xffffffff) : read_word(*value, one), into);
    }
    template <class E>
    void words(std::string_view key, OneOf one, std::vector<E>& into) {
        each(
            key, [&](const Value& value) { return read_word(value, one); }, into);
    }
    // The names of option sets; those that an adapter alone knows, too.
    void options(std::string_view key, std::vector<std::string>& into);

    template <class One>
    void step(std::string_view key, One& into) {
        if (const auto value = table_.take(key)) store(read_step(*value), into);
    }
    void steps(std::string_view key, std::vector<wire::Step>& into) { each(key, read_step, into); }

    void status(std::string_view key, std::optional<std::uint32_t>& into);
    void code(std::string_view key, const std::string& family, std::uint32_t& into);

    void accepts(std::string_view key, peer::ServerChoices& server);
    void versions(std::string_view key, host::Tls& tls);

private:
    static std::optional<std::uint64_t> read_word(const Value& value, OneOf one);
    static std::optional<wire::Step> read_step(const Value& value);

    template <class Read, class T>
    static void store(const std::optional<Read>& read, T& into) {
        if (read) into = static_cast<T>(*read);
    }
    template <class Read, class T>
    static void store(const std::optional<Read>& read, std::optional<T>& into) {
        if (read) into = static_cast<T>(*read);
    }
    template <class Read, class T>
    void each(std::string_view key, Read read, std::vector<T>& into) {
        const auto value = table_.take(key);
        if (!value) return;
        for (const auto& element : value->list()) {
            const auto one = read(element);
            if (!one) continue;
            if (std::ranges::find(into, static_cast<T>(*one)) != into.end())
                say_twice(element);
            else
                into.push_back(static_cast<T>(*one));
        }
    }
    static void say_twice(const Value& element);

    Table& table_;
};

}  // namespace badrdp::harness
