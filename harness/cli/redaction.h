// A capture file copied without what says whose it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "capture/redact/redact.h"

namespace badrdp::harness {

struct Redacted {
    std::uint64_t frames = 0;
    std::optional<capture::FileError> error{};  // the file breaks off here; what came before it was written
    bool had_keys = false;
};

// One that draws its replacements anew.
capture::redaction::Redactor new_redactor(bool keep_keys);

// Reads the file twice. Throws UsageError if it holds no frame, or cannot be read or written.
Redacted redact_file(const std::string& in, const std::filesystem::path& out,
                     capture::redaction::Redactor& redactor, bool keep_keys);

}  // namespace badrdp::harness
