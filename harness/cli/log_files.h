// The logs among the files of `badrdp diagnose`.
#pragma once

#include <string>
#include <vector>

#include "capture/read/input.h"
#include "harness/cli/cli.h"
#include "harness/diagnose/log.h"

namespace badrdp::harness {

// Whether what has this name can be read from its beginning once more: a file, and no pipe.
bool opens_anew(const std::string& name);

// What a file is, by its beginning.
enum class FileKind : std::uint8_t { capture, event_log, text };
FileKind kind_of(capture::Input& input);

// A file that is no capture, and what is to be read of it.
struct GivenLog {
    std::string name;  // "-" is standard input
    capture::Input input;
    FileKind kind = FileKind::text;
};

// With all that its codes lead to. UsageError names the file that cannot be read.
std::vector<diagnosis::Log> read_logs(std::vector<GivenLog> files, const Globals& globals);

}  // namespace badrdp::harness
