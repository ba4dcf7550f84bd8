// What calls have in common: numbers, texts and held messages.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "harness/live/api/call.h"
#include "harness/live/api/values.h"

namespace badrdp::harness::api {

namespace json = boost::json;

unsigned number_of(std::string_view text, std::string_view what) {
    unsigned out = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (bad != std::errc{} || end != text.data() + text.size())
        throw UsageError(fmt::format("'{}' is no {}", text, what));
    return out;
}

std::string text_of(const json::object& body, std::string_view key) {
    const auto* value = body.if_contains(key);
    if (!value || !value->is_string()) throw UsageError(fmt::format("the body needs a text \"{}\"", key));
    return std::string(value->get_string());
}

void demand_keys(const json::object& body, const std::vector<std::string_view>& known) {
    for (const auto& [key, value] : body)
        if (std::ranges::find(known, std::string_view(key)) == known.end())
            throw UsageError(fmt::format("unknown key \"{}\"", std::string(key)));
}

std::uint64_t number_in(const json::value& value, std::string_view what, std::uint64_t most) {
    boost::system::error_code bad;
    const auto number = value.to_number<std::uint64_t>(bad);
    if (bad || number > most) throw UsageError(fmt::format("{} is no number from 0 to {}", what, most));
    return number;
}

wire::Step step_of(std::string_view name) {
    const auto step = wire::step_named(name);
    if (!step) throw UsageError(fmt::format("there is no step '{}'", name));
    return *step;
}

std::vector<fault::Fault> edits_of(const json::object& body, const link::HeldMessage& message) {
    std::vector<fault::Fault> out;
    demand_keys(body, {"fields", "bytes"});
    if (const auto* bytes = body.if_contains("bytes")) {
        const auto read = bytes->is_string() ? bytes_of(std::string(bytes->get_string())) : std::nullopt;
        if (!read) throw UsageError("bytes is no text of hexadecimal digits, two a byte");
        out.push_back(fault::at(message.step, fault::Replace{fault::hex_payload(*read)}));
    }
    const auto* fields = body.if_contains("fields");
    if (fields && !fields->is_object()) throw UsageError("fields is no object of names and numbers");
    if (fields && !out.empty()) throw UsageError("either fields or bytes");
    if (!fields) return out;
    for (const auto& [key, value] : fields->get_object()) {
        const std::string name(key);
        const auto field = std::ranges::find(message.fields, name, &wire::FieldSpan::name);
        if (field == message.fields.end() || field->width > 4)
            throw UsageError(fmt::format("the message has no number '{}'", name));
        const auto most = (std::uint64_t{1} << (8 * field->width)) - 1;
        out.push_back(fault::at(message.step, fault::SetField{name, number_in(value, name, most)}));
    }
    return out;
}
const link::HeldMessage& held_of(const std::vector<link::HeldMessage>& held, unsigned connection) {
    const auto found = std::ranges::find(held, connection, &link::HeldMessage::connection);
    if (found == held.end()) throw NotThere(fmt::format("connection {} holds no message", connection));
    return *found;
}

http::Response list_of(const std::vector<link::HeldMessage>& held) {
    json::array out;
    for (const auto& message : held) out.push_back(value_of(message));
    return json_response(200, out);
}

}  // namespace badrdp::harness::api
