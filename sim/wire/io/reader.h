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

    std::uint8_t u8(std::string_view field) { return static_cast<std::uint8_t>(take(field, 1, false)); }
    std::uint16_t u16be(std::string_view field) { return static_cast<std::uint16_t>(take(field, 2, false)); }
    std::uint32_t u24be(std::string_view field) { return static_cast<std::uint32_t>(take(field, 3, false)); }
    std::uint32_t u32be(std::string_view field) { return static_cast<std::uint32_t>(take(field, 4, false)); }
    std::uint16_t u16le(std::string_view field) { return static_cast<std::uint16_t>(take(field, 2, true)); }
    std::uint32_t u32le(std::string_view field) { return static_cast<std::uint32_t>(take(field, 4, true)); }

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
    std::uint64_t take(std::string_view field, std::size_t width, bool little_endian) {
        if (!claim(field, width, little_endian)) return 0;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const std::uint64_t byte = bytes_[at_ + (little_endian ? width - 1 - i : i)];
            value = value << 8 | byte;
        }
        at_ += width;
        return value;
    }
    bool claim(std::string_view field, std::size_t width, bool little_endian) {
        if (malformed_) return false;
        if (bytes_.size() - at_ < width) {
            malformed_ = Malformed{field, "missing", base_ + at_};
            return false;
        }
        if (keeps_fields_) keep(field, width, little_endian);
        return true;
    }
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
