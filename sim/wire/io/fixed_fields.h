// Structures of fixed layout, described once: a list of names and members serves reading, writing and size,
// so that the two directions cannot come apart. Integers are little-endian, arrays are bytes.
#pragma once

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

template <class Owner, class Value>
struct Field {
    std::string_view name;
    Value Owner::*member;
};

template <class Owner, class Value>
Field(const char*, Value Owner::*) -> Field<Owner, Value>;

inline void read_value(Reader& in, std::string_view name, std::uint8_t& value) { value = in.u8(name); }
inline void read_value(Reader& in, std::string_view name, std::uint16_t& value) { value = in.u16le(name); }
inline void read_value(Reader& in, std::string_view name, std::uint32_t& value) { value = in.u32le(name); }

template <std::size_t N>
void read_value(Reader& in, std::string_view name, std::array<std::uint8_t, N>& value) {
    const auto bytes = in.bytes(name, N);
    if (bytes.size() == N) std::ranges::copy(bytes, value.begin());
}

inline void write_value(Writer& out, std::string_view name, std::uint8_t value) { out.u8(name, value); }
inline void write_value(Writer& out, std::string_view name, std::uint16_t value) { out.u16le(name, value); }
inline void write_value(Writer& out, std::string_view name, std::uint32_t value) { out.u32le(name, value); }

template <std::size_t N>
void write_value(Writer& out, std::string_view name, const std::array<std::uint8_t, N>& value) {
    out.raw(name, value);
}

// Of a struct with a list `kFields`.
template <class T>
void read_fields(Reader& in, T& value) {
    std::apply([&](const auto&... f) { (read_value(in, f.name, value.*f.member), ...); }, T::kFields);
}

template <class T>
void write_fields(Writer& out, const T& value) {
    std::apply([&](const auto&... f) { (write_value(out, f.name, value.*f.member), ...); }, T::kFields);
}

template <class T>
constexpr std::size_t size_of_fields() {
    return std::apply([](const auto&... f) { return (sizeof(std::declval<T>().*f.member) + ... + 0); },
                      T::kFields);
}

// For structs that are nothing but their fields.
template <class T>
Expected<T> read_fixed(Reader& in) {
    T value;
    read_fields(in, value);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return value;
}

// A length that stands before what it counts: it is written as zero, and filled in once the rest is there.
class LaterLength {
public:
    LaterLength(Writer& out, std::string_view name) : out_(out), field_(out.fields.size()) {
        out.u16le(name, 0);
    }
    // Counts what was written since byte `from` of the writer.
    void count_from(std::size_t from) { set(out_.bytes.size() - from); }
    void set(std::size_t value) { overwrite(out_.bytes, out_.fields[field_], value); }
    std::size_t at() const { return out_.fields[field_].at; }
    std::size_t end() const { return at() + 2; }

private:
    Writer& out_;
    std::size_t field_;
};

}  // namespace badrdp::wire
