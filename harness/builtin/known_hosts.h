// Trust on first use: remembers the certificate that a host showed, and speaks up when it shows another.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sim/wire/malformed.h"

namespace badrdp::harness {

class KnownHosts {
public:
    explicit KnownHosts(std::filesystem::path file) : file_(std::move(file)) {}

    // Nothing: trusted, and remembered if it was new. A text: the certificate has changed.
    std::optional<std::string> judge(const std::string& where, wire::BytesView certificate_der) const;

private:
    std::filesystem::path file_;
};

}  // namespace badrdp::harness
