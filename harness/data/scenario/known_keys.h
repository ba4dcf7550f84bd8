// The keys that each table of a scenario file is asked for.
#pragma once

#include <map>
#include <set>
#include <string>

namespace badrdp::harness {

// By the table's title: "[host.session]", "[[fault]]", "the file".
std::map<std::string, std::set<std::string>> keys_of_tables();

}  // namespace badrdp::harness
