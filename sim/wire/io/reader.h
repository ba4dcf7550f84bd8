// Bounded reader that remembers where each named field was. It cannot overrun, and it is sticky: after
// the first failure every read yields zero, so a codec runs straight down the page and asks once.
#pragma once

#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

class Reader {
public:
    // `base` is the offset of `bytes` in the whole PDU, so that a nested reader blames the right byte.
    explicit Reader(BytesView bytes, std::size_t base = 0) : bytes_(bytes), base_(base) {}

    // One that keeps no list of fields, which costs more than reading them. It says whether bytes are
    // malformed, and not rightly where.
    static Reader without_fields(BytesView bytes) {
        Reader out(bytes);
        out.keeps_fields_ = false;
        return out;
    }

    std::uint8_t u8(std::string_view field) { return static_cast<std::uint8_t>(take<1>(field, false)); }
    std::uint16_t u16be(std::string_view field) { return static_cast<std::uint16_t>(take<2>(field, false)); }
    std::uint32_t u24be(std::string_view field) { return static_cast<std::uint32_t>(take<3>(field, false)); }
    std::uint32_t u32be(std::string_view field) { return static_cast<std::uint32_t>(take<4>(field, false)); }
    std::uint16_t u16le(std::string_view field) { return static_cast<std::uint16_t>(take<2>(field, true)); }
    std::uint32_t u32le(std::string_view field) { return static_cast<std::uint32_t>(take<4>(field, true)); }

    // A view of the next `count` bytes; empty after a failure.
    BytesView bytes(std::string_view field, std::size_t count);
    BytesView rest(std::string_view field) { return bytes(field, remaining()); }

    // A reader that cannot see past the next `count` bytes, which this one has then consumed. Its fields
    // and its failure come back through `adopt`.
    Reader sub(std::string_view field, std::size_t count);
    void adopt(const Reader& child);

    // The same without a field of its own, because every byte inside gets a name. `length_field` has promised
    // these bytes: it is blamed if they are not there, and by `adopt_all` if the child has left some.
    Reader within(std::string_view length_field, std::size_t count);
    void adopt_all(const Reader& child, std::string_view length_field);

    // Blames a field at the place where it began, not where reading happened to stop. The first blame wins.
    void fail(std::string_view field, std::string_view why);

    BytesView peek() const { return malformed_ ? BytesView{} : bytes_.subspan(at_); }
    std::size_t remaining() const { return malformed_ ? 0 : bytes_.size() - at_; }
    std::size_t position() const { return base_ + at_; }
    const std::optional<Malformed>& malformed() const { return malformed_; }
    std::span<const FieldSpan> fields() const { return fields_; }

private:
    template <std::size_t Width>
    std::uint64_t take(std::string_view field, bool little_endian) {
        if (!claim(field, Width, little_endian)) return 0;
        const auto* const bytes = bytes_.data() + at_;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < Width; ++i) value = value << 8 | bytes[little_endian ? Width - 1 - i : i];
        at_ += Width;
        return value;
    }
    bool claim(std::string_view field, std::size_t width, bool little_endian) {
        if (malformed_ || bytes_.size() - at_ < width) return lack(field);
        if (keeps_fields_) keep(field, width, little_endian);
        return true;
    }
    bool lack(std::string_view field);
    void keep(std::string_view field, std::size_t width, bool little_endian);

    BytesView bytes_;
    std::size_t base_ = 0;
    std::size_t at_ = 0;
    bool keeps_fields_ = true;
    std::vector<FieldSpan> fields_;
    std::optional<Malformed> malformed_;
};

// The message that these bytes begin with. Only where they are malformed it matters which field lies where:
// then they are read once more.
template <class Message>
Expected<Message> read_message(BytesView bytes) {
    auto quick = Reader::without_fields(bytes);
    if (auto message = Message::read(quick)) return message;
    Reader in(bytes);
    return Message::read(in);
}

}  // namespace badrdp::wire
