#include "sim/wire/session/bitmap_update.h"

namespace badrdp::wire {

namespace {

std::size_t row_size(std::size_t width, std::size_t bits_per_pixel) {
    const auto bytes = width * ((bits_per_pixel + 7) / 8);
    return (bytes + 3) / 4 * 4;
}

}  // namespace

std::size_t BitmapRectangle::uncompressed_size() const { return row_size(width, bits_per_pixel) * height; }

Expected<BitmapRectangle> BitmapRectangle::read(Reader& in) {
    BitmapRectangle r;
    r.dest_left = in.u16le("bitmapData.destLeft");
    r.dest_top = in.u16le("bitmapData.destTop");
    r.dest_right = in.u16le("bitmapData.destRight");
    r.dest_bottom = in.u16le("bitmapData.destBottom");
    r.width = in.u16le("bitmapData.width");
    r.height = in.u16le("bitmapData.height");
    r.bits_per_pixel = in.u16le("bitmapData.bitsPerPixel");
    r.flags = in.u16le("bitmapData.flags");
    const std::size_t length = in.u16le("bitmapData.bitmapLength");
    if (r.dest_right < r.dest_left) in.fail("bitmapData.destRight", "left of destLeft");
    if (r.dest_bottom < r.dest_top) in.fail("bitmapData.destBottom", "above destTop");
    if (r.bits_per_pixel == 0 || r.bits_per_pixel > 32) in.fail("bitmapData.bitsPerPixel", "not of 1 to 32");
    if (length > in.remaining()) in.fail("bitmapData.bitmapLength", "more than there is");
    if ((r.flags & kCompressed) == 0 && length != r.uncompressed_size())
        in.fail("bitmapData.bitmapLength", "is not the size of the pixels");
    const auto data = in.bytes("bitmapData.bitmapDataStream", length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    r.data.assign(data.begin(), data.end());
    return r;
}

void BitmapRectangle::write(Writer& out) const {
    out.u16le("bitmapData.destLeft", dest_left);
    out.u16le("bitmapData.destTop", dest_top);
    out.u16le("bitmapData.destRight", dest_right);
    out.u16le("bitmapData.destBottom", dest_bottom);
    out.u16le("bitmapData.width", width);
    out.u16le("bitmapData.height", height);
    out.u16le("bitmapData.bitsPerPixel", bits_per_pixel);
    out.u16le("bitmapData.flags", flags);
    out.u16le("bitmapData.bitmapLength", static_cast<std::uint16_t>(data.size()));
    out.raw("bitmapData.bitmapDataStream", data);
}

Expected<BitmapUpdateData> BitmapUpdateData::read(Reader& in) {
    BitmapUpdateData update;
    if (in.u16le("bitmapUpdate.updateType") != kUpdateType) in.fail("bitmapUpdate.updateType", "no bitmap");
    const auto count = in.u16le("bitmapUpdate.numberRectangles");
    for (std::size_t i = 0; i < count && !in.malformed(); ++i) {
        if (in.remaining() == 0) in.fail("bitmapUpdate.numberRectangles", "more than there are");
        if (auto rectangle = BitmapRectangle::read(in)) update.rectangles.push_back(std::move(*rectangle));
    }
    if (in.malformed()) return std::unexpected(*in.malformed());
    return update;
}

void BitmapUpdateData::write(Writer& out) const {
    out.u16le("bitmapUpdate.updateType", kUpdateType);
    out.u16le("bitmapUpdate.numberRectangles", static_cast<std::uint16_t>(rectangles.size()));
    for (const auto& rectangle : rectangles) rectangle.write(out);
}

Expected<BitmapUpdate> BitmapUpdate::read(Reader& in) {
    BitmapUpdate pdu;
    pdu.share = ShareData::read(in, kPdu2Update);
    if (auto update = BitmapUpdateData::read(in)) pdu.update = std::move(*update);
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void BitmapUpdate::write(Writer& out) const {
    share.write(out, kPdu2Update, [&] { update.write(out); });
}

}  // namespace badrdp::wire
