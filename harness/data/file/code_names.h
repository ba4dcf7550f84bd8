// The names that `badrdp explain` knows a code by, for files that want to say it by name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace badrdp::harness {

// Of a table below `root`/codes ("ntstatus"): each name that a code has there, also what else it is called.
// Nothing if there is no such table, or what is wrong with it is for others to say.
std::map<std::string, std::uint32_t, std::less<>> code_names(const std::filesystem::path& root,
                                                             const std::string& family);

// Names are compared without case and underscores: FreeRDP writes ERRINFO_DECRYPT_FAILED, the specification
// ERRINFO_DECRYPTFAILED.
std::string folded_name(std::string_view name);

}  // namespace badrdp::harness
