#include "sim/wire/io/reader.h"

namespace badrdp::wire {

void Reader::keep(std::string_view field, std::size_t width, bool little_endian) {
    constexpr std::size_t kUsual = 16;
    if (fields_.empty()) fields_.reserve(kUsual);
    fields_.push_back({field, base_ + at_, width, little_endian});
}

inline bool Reader::claim(std::string_view field, std::size_t width, bool little_endian) {
    if (malformed_) return false;
    if (bytes_.size() - at_ < width) {
        malformed_ = Malformed{field, "missing", base_ + at_};
        return false;
    }
    if (keeps_fields_) keep(field, width, little_endian);
    return true;
}

std::uint64_t Reader::take(std::string_view field, std::size_t width, bool little_endian) {
    if (!claim(field, width, little_endian)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const std::uint64_t byte = bytes_[at_ + (little_endian ? width - 1 - i : i)];
        value = value << 8 | byte;
    }
    at_ += width;
    return value;
}

BytesView Reader::bytes(std::string_view field, std::size_t count) {
    if (!claim(field, count, false)) return {};
    const auto view = bytes_.subspan(at_, count);
    at_ += count;
    return view;
}

Reader Reader::sub(std::string_view field, std::size_t count) {
    const auto base = position();
    Reader child(bytes(field, count), base);
    child.keeps_fields_ = keeps_fields_;
    child.malformed_ = malformed_;
    return child;
}

void Reader::adopt(const Reader& child) {
    if (keeps_fields_) fields_.insert(fields_.end(), child.fields_.begin(), child.fields_.end());
    if (!malformed_) malformed_ = child.malformed_;
}

Reader Reader::within(std::string_view length_field, std::size_t count) {
    if (count > remaining()) fail(length_field, "counts more than there is");
    Reader child(malformed_ ? BytesView{} : bytes_.subspan(at_, count), position());
    child.keeps_fields_ = keeps_fields_;
    child.malformed_ = malformed_;
    if (!malformed_) at_ += count;
    return child;
}

void Reader::adopt_all(const Reader& child, std::string_view length_field) {
    adopt(child);
    if (child.remaining() > 0) fail(length_field, "counts more than its parts");
}

void Reader::fail(std::string_view field, std::string_view why) {
    if (malformed_) return;
    malformed_ = Malformed{field, why, base_ + at_};
    for (const auto& span : fields_)
        if (span.name == field) malformed_->at = span.at;
}

}  // namespace badrdp::wire
