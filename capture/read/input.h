// The bytes of a capture file in their order, counted, whatever they come from: a file, a pipe or memory.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/wire/io/malformed.h"

namespace badrdp::capture {

class Input {
public:
    // Fills a part of what it is given, and says how many bytes; 0: the end. An error is one line.
    using Fill = std::function<std::expected<std::size_t, std::string>(std::span<std::uint8_t>)>;

    explicit Input(Fill fill) : fill_(std::move(fill)) {}

    // The next `size` bytes, which stay; nothing: so many do not come. Good until the next call.
    std::optional<wire::BytesView> peek(std::size_t size) {
        if (left() < size && !fetch(size)) return std::nullopt;
        return wire::BytesView(buffer_).subspan(gone_, size);
    }
    std::optional<wire::BytesView> take(std::size_t size) {
        const auto bytes = peek(size);
        if (bytes) gone_ += size;
        if (bytes) at_ += size;
        return bytes;
    }

    std::uint64_t at() const { return at_; }               // offset of the next byte, unpacked
    std::size_t left() const { return filled_ - gone_; }   // that have come and were not taken
    const std::string& broken() const { return broken_; }  // why no more bytes come; empty: the end

private:
    bool fetch(std::size_t size);  // until so many are there, if they come

    Fill fill_;
    std::vector<std::uint8_t> buffer_;  // grows as bytes come, whatever a file claims
    std::size_t filled_ = 0;
    std::size_t gone_ = 0;
    std::uint64_t at_ = 0;
    bool ended_ = false;
    std::string broken_;
};

// Of a file, or of standard input for "-"; what gzip packed is unpacked on the way. Throws std::system_error
// naming the file if it cannot be opened.
Input open_input(const std::string& name);

}  // namespace badrdp::capture
