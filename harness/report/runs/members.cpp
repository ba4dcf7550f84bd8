#include "harness/report/runs/members.h"

#include <fstream>
#include <sstream>

#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLongestJson = 256u << 20;

}  // namespace

std::string whole_text(const fs::path& file) {
    std::error_code unknown;
    if (fs::file_size(file, unknown) > kLongestJson && !unknown)
        throw UsageError(fmt::format("{}: longer than any run's results", file.string()));
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw UsageError(fmt::format("{}: cannot be read", file.string()));
    return std::move(text).str();
}

}  // namespace badrdp::harness
