#include <fmt/format.h>
#include <toml++/toml.h>

#include "harness/data/file/parse_toml.h"
#include "harness/data/scenario/read.h"

namespace badrdp::harness {
namespace {

// `what` is what complaints call it.
std::expected<fault::Fault, std::string> parse_inside(const std::string& text, std::string_view what,
                                                      std::optional<wire::Role> bent) {
    Reading reading{std::filesystem::path(what)};
    reading.variants = false;
    const auto wrong = [&](std::string_view why) { return fmt::format("{} '{}': {}", what, text, why); };
    const auto parsed = parse_toml(fmt::format("fault = {{ {} }}", text));
    if (!parsed) return std::unexpected(wrong(parsed.error().why));
    const auto* table = (*parsed)["fault"].as_table();
    if (!table || parsed->size() != 1) return std::unexpected(wrong("not the inside of one [[fault]]"));
    auto fault = read_fault(Table(reading, *table, std::string(what)), 1, bent);
    if (!reading.complaints.empty()) return std::unexpected(wrong(reading.complaints.front().text));
    if (!fault) return std::unexpected(wrong("makes no sense"));
    return std::move(*fault);
}

}  // namespace

std::expected<fault::Fault, std::string> parse_client_fault(const std::string& text) {
    return parse_inside(text, "--fault", wire::Role::client);
}

std::expected<fault::Fault, std::string> parse_host_fault(const std::string& text) {
    return parse_inside(text, "fault", wire::Role::server);
}

std::expected<fault::Fault, std::string> parse_any_fault(const std::string& text) {
    return parse_inside(text, "fault", std::nullopt);
}

}  // namespace badrdp::harness
