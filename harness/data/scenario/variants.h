// The table [vary]: one scenario for each combination of its values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/data/file/table.h"

namespace badrdp::harness {

struct Variant {
    std::string name;  // "code=5", or "a=1,b=2", or empty
    std::map<std::string, const toml::node*, std::less<>> values;
};

// In the order in which the file lists the values. Without [vary] there is one variant without a name.
std::vector<Variant> read_variants(Reading& reading, const toml::table& file);

// Complains of names in [vary] that no value of the file asks for.
void check_variants_used(Reading& reading, const toml::table& file);

}  // namespace badrdp::harness
