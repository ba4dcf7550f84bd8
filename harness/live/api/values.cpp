#include "harness/live/api/values.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "harness/data/scenario/settings_words.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostBytes = 32 * 1024;

// A number if it is one, and hexadecimal digits otherwise.
json::value field_value(wire::BytesView bytes, const wire::FieldSpan& field) {
    if (field.at > bytes.size() || field.width > bytes.size() - field.at) return nullptr;
    const auto part = bytes.subspan(field.at, field.width);
    if (field.width == 0 || field.width > 4) return json::value(hex_of(part));
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < part.size(); ++i)
        number = number << 8 | part[field.little_endian ? part.size() - 1 - i : i];
    return number;
}

json::value settings_of(const ChangingHost& host) {
    const auto settings = host.settings();
    if (!settings) return nullptr;
    json::object out;
    for (const auto& key : setting_keys()) out[key.name] = setting_text(*settings, key.name).value_or("");
    return out;
}

}  // namespace

std::string hex_of(wire::BytesView bytes) { return fault::hex_words(bytes).substr(4); }  // behind "hex:"

std::optional<wire::Bytes> bytes_of(std::string_view hex) {
    if (hex.size() % 2 != 0 || hex.size() / 2 > kMostBytes) return std::nullopt;
    wire::Bytes out;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        std::uint8_t byte = 0;
        const auto [end, bad] = std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
        if (bad != std::errc{} || end != hex.data() + at + 2) return std::nullopt;
        out.push_back(byte);
    }
    return out;
}

json::value value_of(const ChangingHost& host) {
    json::object out;
    const auto& place = host.live().place();
    out["name"] = host.spec().name;
    out["scenario"] = host.live().scenario().id();
    out["title"] = host.live().scenario().title;
    out["address"] = host_port_text(place.address.to_string(), place.port);
    out["certificate_sha256"] = host.live().fingerprint();
    out["open_connections"] = host.live().open();
    out["obstacle"] = name(host.obstacle());
    json::array faults, own, holds;
    for (const auto& [number, fault] : host.added())
        faults.push_back(json::object{{"number", number}, {"text", fault.text}});
    for (const auto& fault : host.live().scenario().faults) own.push_back(json::string(fault.text));
    for (const auto step : host.holds()) holds.push_back(json::string(wire::name(step)));
    out["faults"] = std::move(faults);
    out["all_faults"] = std::move(own);
    out["holds"] = std::move(holds);
    out["settings"] = settings_of(host);
    return out;
}

json::value value_of(const ChangingProxy& proxy) {
    json::object out;
    const auto text = [](const auto& place) {
        return host_port_text(place.address().to_string(), place.port());
    };
    out["name"] = proxy.spec().name;
    out["listens"] = text(proxy.listens());
    out["to"] = text(proxy.spec().to);
    out["open_connections"] = proxy.live().open();
    out["terminates"] =
        proxy.spec().plan.terminated ? json::value(proxy.spec().plan.terminated->text()) : json::value();
    json::array faults, edits, all_faults, all_edits, path, holds;
    for (const auto& fault : proxy.spec().plan.faults) all_faults.push_back(json::string(fault.text));
    for (const auto& edit : proxy.spec().plan.edits) all_edits.push_back(json::string(edit.text));
    for (const auto& [number, fault] : proxy.faults()) {
        faults.push_back(json::object{{"number", number}, {"text", fault.text}});
        all_faults.push_back(json::string(fault.text));
    }
    for (const auto& [number, edit] : proxy.edits()) {
        edits.push_back(json::object{{"number", number}, {"text", edit.text}});
        all_edits.push_back(json::string(edit.text));
    }
    for (const auto& one : proxy.path()) path.push_back(json::string(one.text));
    for (const auto step : proxy.holds()) holds.push_back(json::string(wire::name(step)));
    out["faults"] = std::move(faults);
    out["all_faults"] = std::move(all_faults);
    out["edits"] = std::move(edits);
    out["all_edits"] = std::move(all_edits);
    out["path"] = std::move(path);
    out["holds"] = std::move(holds);
    return out;
}

json::value value_of(const link::HeldMessage& message) {
    json::object out;
    out["connection"] = message.connection;
    out["step"] = wire::name(message.step);
    out["bytes"] = hex_of(message.bytes);
    json::array fields;
    for (const auto& field : message.fields)
        fields.push_back(json::object{{"name", field.name},
                                      {"at", field.at},
                                      {"width", field.width},
                                      {"value", field_value(message.bytes, field)}});
    out["fields"] = std::move(fields);
    return out;
}

json::value value_of(const HostEvent& event) {
    const auto since = event.at.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(since - seconds);
    json::object out;
    out["at"] = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                            fmt::gmtime(static_cast<std::time_t>(seconds.count())), rest.count());
    out["host"] = event.host;
    out["kind"] = event.kind;
    out["connection"] = event.connection;
    out["step"] = event.step;
    out["text"] = event.text;
    return out;
}

}  // namespace badrdp::harness::api
