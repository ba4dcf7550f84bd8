#include "sim/wire/mcs/client_core_data.h"

#include <algorithm>

namespace badrdp::wire {
namespace {

template <std::size_t Size>
FixedText<Size> read_text(Reader& in, std::string_view field) {
    FixedText<Size> text{};
    const auto bytes = in.bytes(field, Size);
    std::ranges::copy(bytes, text.begin());
    return text;
}

// A field of the tail is there if a byte of it is; half a field is malformed.
void read_tail(Reader& in, std::string_view field, std::optional<std::uint8_t>& to) {
    to.reset();
    if (in.remaining() > 0) to = in.u8(field);
}

void read_tail(Reader& in, std::string_view field, std::optional<std::uint16_t>& to) {
    to.reset();
    if (in.remaining() > 0) to = in.u16le(field);
}

void read_tail(Reader& in, std::string_view field, std::optional<std::uint32_t>& to) {
    to.reset();
    if (in.remaining() > 0) to = in.u32le(field);
}

void read_tail(Reader& in, std::string_view field, std::optional<Protocols>& to) {
    to.reset();
    if (in.remaining() > 0) to = Protocols(in.u32le(field));
}

void read_tail(Reader& in, std::string_view field, std::optional<FixedText<64>>& to) {
    to.reset();
    if (in.remaining() > 0) to = read_text<64>(in, field);
}

void write_tail(Writer& out, std::string_view field, const std::optional<std::uint8_t>& v) {
    if (v) out.u8(field, *v);
}

void write_tail(Writer& out, std::string_view field, const std::optional<std::uint16_t>& v) {
    if (v) out.u16le(field, *v);
}

void write_tail(Writer& out, std::string_view field, const std::optional<std::uint32_t>& v) {
    if (v) out.u32le(field, *v);
}

void write_tail(Writer& out, std::string_view field, const std::optional<Protocols>& v) {
    if (v) out.u32le(field, std::to_underlying(*v));
}

void write_tail(Writer& out, std::string_view field, const std::optional<FixedText<64>>& v) {
    if (v) out.raw(field, *v);
}

// The tail's fields, in order, under their names: one list for both directions.
template <class Core, class Visit>
void visit_tail(Core& core, const Visit& visit) {
    visit("clientCoreData.postBeta2ColorDepth", core.post_beta2_color_depth);
    visit("clientCoreData.clientProductId", core.client_product_id);
    visit("clientCoreData.serialNumber", core.serial_number);
    visit("clientCoreData.highColorDepth", core.high_color_depth);
    visit("clientCoreData.supportedColorDepths", core.supported_color_depths);
    visit("clientCoreData.earlyCapabilityFlags", core.early_capability_flags);
    visit("clientCoreData.clientDigProductId", core.client_dig_product_id);
    visit("clientCoreData.connectionType", core.connection_type);
    visit("clientCoreData.pad1octet", core.pad1octet);
    visit("clientCoreData.serverSelectedProtocol", core.server_selected_protocol);
    visit("clientCoreData.desktopPhysicalWidth", core.desktop_physical_width);
    visit("clientCoreData.desktopPhysicalHeight", core.desktop_physical_height);
    visit("clientCoreData.desktopOrientation", core.desktop_orientation);
    visit("clientCoreData.desktopScaleFactor", core.desktop_scale_factor);
    visit("clientCoreData.deviceScaleFactor", core.device_scale_factor);
}

}  // namespace

Expected<ClientCoreData> ClientCoreData::read(Reader& in) {
    ClientCoreData core;
    auto body = read_block(in, kNames, kType);
    core.version = body.u32le("clientCoreData.version");
    core.desktop_width = body.u16le("clientCoreData.desktopWidth");
    core.desktop_height = body.u16le("clientCoreData.desktopHeight");
    core.color_depth = body.u16le("clientCoreData.colorDepth");
    core.sas_sequence = body.u16le("clientCoreData.SASSequence");
    core.keyboard_layout = body.u32le("clientCoreData.keyboardLayout");
    core.client_build = body.u32le("clientCoreData.clientBuild");
    core.client_name = read_text<32>(body, "clientCoreData.clientName");
    core.keyboard_type = body.u32le("clientCoreData.keyboardType");
    core.keyboard_sub_type = body.u32le("clientCoreData.keyboardSubType");
    core.keyboard_function_key = body.u32le("clientCoreData.keyboardFunctionKey");
    core.ime_file_name = read_text<64>(body, "clientCoreData.imeFileName");
    visit_tail(core, [&](std::string_view field, auto& value) { read_tail(body, field, value); });
    if (body.remaining() > 0) {
        const auto rest = body.rest("clientCoreData.rest");
        core.rest.assign(rest.begin(), rest.end());
    }
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return core;
}

void ClientCoreData::write(Writer& out) const {
    Writer body;
    body.u32le("clientCoreData.version", version);
    body.u16le("clientCoreData.desktopWidth", desktop_width);
    body.u16le("clientCoreData.desktopHeight", desktop_height);
    body.u16le("clientCoreData.colorDepth", color_depth);
    body.u16le("clientCoreData.SASSequence", sas_sequence);
    body.u32le("clientCoreData.keyboardLayout", keyboard_layout);
    body.u32le("clientCoreData.clientBuild", client_build);
    body.raw("clientCoreData.clientName", client_name);
    body.u32le("clientCoreData.keyboardType", keyboard_type);
    body.u32le("clientCoreData.keyboardSubType", keyboard_sub_type);
    body.u32le("clientCoreData.keyboardFunctionKey", keyboard_function_key);
    body.raw("clientCoreData.imeFileName", ime_file_name);
    visit_tail(*this, [&](std::string_view field, const auto& value) { write_tail(body, field, value); });
    if (!rest.empty()) body.raw("clientCoreData.rest", rest);
    write_block(out, kNames, kType, body);
}

}  // namespace badrdp::wire
