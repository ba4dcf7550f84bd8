// Writes JSON straight into a text, for who writes more of it than a tree of values would hold [RFC 8259].
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace badrdp::capture {

class JsonWriter {
public:
    // Appends to `out`, which outlives this. `more`: behind other elements of what is open there.
    explicit JsonWriter(std::string& out, bool more = false) : out_(&out), comma_(more) {}

    JsonWriter& open(char bracket) { return separate(), *out_ += bracket, comma_ = false, *this; }
    JsonWriter& close(char bracket) { return *out_ += bracket, comma_ = true, *this; }

    // Of a member; its value comes next. A literal that needs no escapes.
    JsonWriter& key(std::string_view name);

    JsonWriter& text(std::string_view value);
    JsonWriter& number(std::unsigned_integral auto value) { return put_number(value); }
    // In seconds, with the decimals that it takes, and at least one.
    JsonWriter& seconds(std::chrono::nanoseconds value);
    JsonWriter& boolean(bool value);
    JsonWriter& null();

private:
    JsonWriter& put_number(std::uint64_t value);
    void separate() {
        if (comma_) *out_ += ',';
        comma_ = true;
    }
    void escape(std::string_view value);

    std::string* out_;
    bool comma_;
};

}  // namespace badrdp::capture
