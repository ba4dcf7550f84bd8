#include "harness/play/builtin/known_hosts.h"

#include <fmt/core.h>

#include <fstream>
#include <utility>

#include "harness/os/files.h"

namespace badrdp::harness {

KnownHosts::KnownHosts(std::filesystem::path file) : file_(std::move(file)) {
    std::ifstream in(file_);
    for (std::string host, certificate; in >> host >> certificate;) known_[host] = certificate;
}

std::optional<std::string> KnownHosts::judge(const std::string& where, wire::BytesView certificate_der) {
    // The whole certificate in hex: a digest would be shorter, and the file is read by nobody else.
    std::string hex;
    for (const auto byte : certificate_der) hex += fmt::format("{:02x}", byte);
    const auto [found, is_new] = known_.try_emplace(where, hex);
    if (found->second != hex) return "the certificate is not the one that " + where + " showed before";
    if (is_new) save();
    return std::nullopt;
}

void KnownHosts::save() const {
    if (file_.empty()) return;
    std::string text;
    for (const auto& [host, certificate] : known_) text += fmt::format("{} {}\n", host, certificate);
    make_private_folder(file_.parent_path());
    write_private(file_, text);
}

}  // namespace badrdp::harness
