#include "harness/data/client/origin.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "harness/data/file/data_file.h"
#include "harness/data/file/table.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

void read_archive_word(const std::optional<Value>& value, std::string_view what,
                       bool (*is_name)(std::string_view), std::string& into) {
    const auto text = value ? value->text() : std::nullopt;
    if (!text) return;
    if (!is_name(*text)) value->complain(fmt::format("'{}' is no name of a {}", *text, what));
    into = *text;
}

void read_servers(Table& file, std::vector<ServerOrigin>& into) {
    for (auto& table : file.tables("server")) {
        ServerOrigin server;
        read_archive_word(table.need("name"), "server", is_package_name, server.name);
        server.recipe = read_origin(table);
        if (const auto with = table.take("with"))
            for (const auto& package : with->list())
                read_archive_word(package, "package", is_package_name, server.with.emplace_back());
        const auto same = [&](const ServerOrigin& other) {
            return other.name == server.name && other.recipe.suite == server.recipe.suite;
        };
        if (std::ranges::any_of(into, same))
            table.complain(fmt::format("'{}@{}' is here already", server.name, server.recipe.suite));
        table.done();
        into.push_back(std::move(server));
    }
}

}  // namespace

RootRecipe read_origin(Table& table) {
    RootRecipe origin;
    read_archive_word(table.need("suite"), "suite", is_suite_name, origin.suite);
    read_archive_word(table.take("over"), "suite", is_suite_name, origin.over);
    read_archive_word(table.need("package"), "package", is_package_name, origin.package);
    return origin;
}

LoadedServers load_servers(const fs::path& root) {
    LoadedServers out;
    const auto file = root / "clients" / "servers.toml";
    if (!fs::exists(file)) return out;
    out.complaints = read_data_file(file, [&](Table& table) { read_servers(table, out.servers); });
    if (!out.complaints.empty()) out.servers.clear();
    return out;
}

}  // namespace badrdp::harness
