// Writes JSON straight into a text, for who writes more of it than a tree of values would hold [RFC 8259].
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace badrdp::capture {

// Writes into a piece of its own first: characters are many, and appending each to a std::string is a call.
class JsonWriter {
public:
    // Appends to `out`, which outlives this and has all of it when this is gone. `more`: behind other
    // elements of what is open there.
    explicit JsonWriter(std::string& out, bool more = false) : out_(&out), comma_(more) {}
    ~JsonWriter() { hand_on(); }
    JsonWriter(const JsonWriter&) = delete;
    JsonWriter& operator=(const JsonWriter&) = delete;

    JsonWriter& open(char bracket) {
        separate();
        put(bracket);
        comma_ = false;
        return *this;
    }
    JsonWriter& close(char bracket) {
        put(bracket);
        comma_ = true;
        return *this;
    }

    // Of a member; its value comes next. A literal that needs no escapes.
    JsonWriter& key(std::string_view name) {
        word(name);
        piece_[size_++] = ':';  // word() leaves room for it
        comma_ = false;
        return *this;
    }

    JsonWriter& text(std::string_view value);
    // A text that is known to need no escapes: a name of ours.
    JsonWriter& word(std::string_view value) {
        if (value.size() + kAround > kPiece) return long_word(value);
        if (value.size() + kAround > kPiece - size_) hand_on();
        auto* at = piece_.data() + size_;
        if (comma_) *at++ = ',';
        *at++ = '"';
        value.copy(at, value.size());
        at += value.size();
        *at++ = '"';
        size_ = static_cast<std::size_t>(at - piece_.data());
        comma_ = true;
        return *this;
    }
    JsonWriter& number(std::unsigned_integral auto value) { return put_number(value); }
    // In seconds, with the decimals that it takes, and at least one.
    JsonWriter& seconds(std::chrono::nanoseconds value);
    JsonWriter& boolean(bool value) { return bare(value ? "true" : "false"); }
    JsonWriter& null() { return bare("null"); }

private:
    static constexpr std::size_t kPiece = 2048;
    static constexpr std::size_t kAround = 4;  // a comma, quotation marks and a colon

    JsonWriter& long_word(std::string_view value);
    JsonWriter& bare(std::string_view value) {
        separate();
        put(value);
        return *this;
    }
    JsonWriter& put_number(std::uint64_t value);
    void separate() {
        if (comma_) put(',');
        comma_ = true;
    }
    void put_escaped(std::string_view value);
    void put_fraction(std::uint32_t billionths);

    void put(char c) {
        if (size_ == kPiece) hand_on();
        piece_[size_++] = c;
    }
    // Of a few characters.
    void put(std::string_view text) {
        if (text.size() > kPiece - size_) hand_on();
        text.copy(piece_.data() + size_, text.size());
        size_ += text.size();
    }
    void hand_on();

    std::string* out_;
    bool comma_;
    std::size_t size_ = 0;
    std::array<char, kPiece> piece_;
};

}  // namespace badrdp::capture
