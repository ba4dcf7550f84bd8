// The JSON Schema of the files that people write, for the editors that know such schemas (taplo, for one).
#pragma once

#include <string>
#include <string_view>

namespace badrdp::harness {

// Of "scenario"; throws UsageError when there is no such kind of file.
std::string schema_of(std::string_view kind);

}  // namespace badrdp::harness
