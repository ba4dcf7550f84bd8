// The licence that a host has granted, kept for the next visit, as a client keeps one in its store
// [MS-RDPELE 3.3.1.5].
#pragma once

#include <filesystem>

#include "sim/wire/io/malformed.h"

namespace badrdp::harness {

class KeptLicense {
public:
    KeptLicense() = default;  // keeps it as long as it lives
    // Reads the file, which may not be there, and writes it when there is a new one.
    explicit KeptLicense(std::filesystem::path file);

    const wire::Bytes& kept() const { return license_; }  // empty: none
    void keep(const wire::Bytes& license);

private:
    std::filesystem::path file_;
    wire::Bytes license_;
};

}  // namespace badrdp::harness
