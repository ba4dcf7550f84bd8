// A code as a scenario file may say it: by its number, or by a name that `badrdp explain` knows.
#pragma once

#include "harness/data/file/table.h"
#include "harness/data/scenario/words.h"

namespace badrdp::harness {

// `words` are known without any table; `family` names one below scenarios/codes, which is asked for the rest.
// Windows prints its codes with a sign: -1073741715 is 0xC000006D.
std::optional<std::uint32_t> read_code(const Value& value, std::string_view what, const std::string& family,
                                       std::span<const Word> words = {});

}  // namespace badrdp::harness
