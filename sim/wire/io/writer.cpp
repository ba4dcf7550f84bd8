#include "sim/wire/io/writer.h"

namespace badrdp::wire {
namespace {

// Most messages are small, and each would grow several times.
void make_room(Writer& out) {
    constexpr std::size_t usual_fields = 16, usual_bytes = 64;
    if (!out.fields.empty()) return;
    out.fields.reserve(usual_fields);
    out.bytes.reserve(usual_bytes);
}

}  // namespace

void Writer::put(std::string_view field, std::uint64_t v, std::size_t width, bool little_endian) {
    make_room(*this);
    fields.push_back({field, bytes.size(), width, little_endian});
    bytes.resize(bytes.size() + width);
    overwrite(bytes, fields.back(), v);
}

void Writer::raw(std::string_view field, BytesView v) {
    fields.push_back({field, bytes.size(), v.size(), false});
    bytes.insert(bytes.end(), v.begin(), v.end());
}

void Writer::append(const Writer& inner) {
    for (auto span : inner.fields) {
        span.at += bytes.size();
        fields.push_back(span);
    }
    bytes.insert(bytes.end(), inner.bytes.begin(), inner.bytes.end());
}

std::size_t Writer::set(std::string_view field, std::uint64_t v) {
    std::size_t hits = 0;
    for (const auto& span : fields)
        if (span.name == field && overwrite(bytes, span, v)) ++hits;
    return hits;
}

std::size_t Writer::add(std::string_view field, std::uint64_t by) {
    std::size_t hits = 0;
    for (const auto& span : fields) {
        if (span.name != field || span.at > bytes.size() || bytes.size() - span.at < span.width) continue;
        std::uint64_t there = 0;
        for (std::size_t i = 0; i < span.width; ++i)
            there = there << 8 | bytes[span.at + (span.little_endian ? span.width - 1 - i : i)];
        if (overwrite(bytes, span, there + by)) ++hits;
    }
    return hits;
}

bool overwrite(Bytes& bytes, const FieldSpan& span, std::uint64_t v) {
    if (span.at > bytes.size() || bytes.size() - span.at < span.width) return false;
    for (std::size_t i = 0; i < span.width; ++i) {
        const auto shift = 8 * (span.little_endian ? i : span.width - 1 - i);
        bytes[span.at + i] = shift < 64 ? static_cast<std::uint8_t>(v >> shift) : std::uint8_t{0};
    }
    return true;
}

}  // namespace badrdp::wire
