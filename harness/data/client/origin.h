// Where other releases have a program: rows of the catalogue, for `badrdp clients add`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/data/file/complaint.h"
#include "harness/os/roots/recipe.h"

namespace badrdp::harness {

class Table;

// suite, over and package of an [[origin]]; what is wrong with them is complained of.
RootRecipe read_origin(Table& table);

// A real server of another release, for our own client to play against: xrdp@trixie.
struct ServerOrigin {
    std::string name;  // "xrdp"
    RootRecipe recipe;
    std::vector<std::string> with{};  // packages that it needs, though its own does not depend on them
};

struct LoadedServers {
    std::vector<ServerOrigin> servers;
    std::vector<Complaint> complaints;
};

// clients/servers.toml below `root`; a catalogue without one has none.
LoadedServers load_servers(const std::filesystem::path& root);

}  // namespace badrdp::harness
