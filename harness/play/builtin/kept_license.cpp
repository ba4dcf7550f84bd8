#include "harness/play/builtin/kept_license.h"

#include <fstream>
#include <string>
#include <utility>

#include "harness/os/files.h"

namespace badrdp::harness {

KeptLicense::KeptLicense(std::filesystem::path file) : file_(std::move(file)) {
    constexpr std::size_t longest = 64 * 1024;  // what a message of licensing can hold
    std::ifstream in(file_, std::ios::binary);
    for (char byte = 0; license_.size() < longest && in.get(byte);)
        license_.push_back(static_cast<std::uint8_t>(byte));
}

void KeptLicense::keep(const wire::Bytes& license) {
    license_ = license;
    if (file_.empty()) return;
    make_private_folder(file_.parent_path());
    write_private(file_, std::string(license.begin(), license.end()));
}

}  // namespace badrdp::harness
