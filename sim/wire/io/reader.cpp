#include "sim/wire/io/reader.h"

namespace badrdp::wire {

// Always false: there is nothing to be had.
bool Reader::lack(std::string_view field) {
    if (!malformed_) malformed_ = Malformed{field, "missing", base_ + at_};
    return false;
}

void Reader::keep(std::string_view field, std::size_t width, bool little_endian) {
    constexpr std::size_t kUsual = 16;
    if (fields_.empty()) fields_.reserve(kUsual);
    fields_.push_back({field, base_ + at_, width, little_endian});
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
