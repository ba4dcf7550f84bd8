// The JSON Schema of the files that people write, for the editors that know such schemas (taplo, for one).
#pragma once

#include <string>
#include <string_view>

namespace badrdp::harness {

// `kind` is "scenario"; throws UsageError for any other kind of file.
std::string schema_of(std::string_view kind);

}  // namespace badrdp::harness
