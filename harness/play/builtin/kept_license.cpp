#include "harness/play/builtin/kept_license.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/os/files.h"
#include "sim/peer/license_client.h"

namespace badrdp::harness {

KeptLicense::KeptLicense(std::filesystem::path file) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    for (char byte = 0; in.get(byte);) {
        if (license_.size() == peer::kLongestLicense)
            throw std::runtime_error(
                fmt::format("{}: longer than any licence, which has {} bytes at most; remove it",
                            file_.string(), peer::kLongestLicense));
        license_.push_back(static_cast<std::uint8_t>(byte));
    }
}

void KeptLicense::keep(const wire::Bytes& license) {
    license_ = license;
    if (file_.empty()) return;
    make_private_folder(file_.parent_path());
    write_private(file_, std::string(license.begin(), license.end()));
}

}  // namespace badrdp::harness
