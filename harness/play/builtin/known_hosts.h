// Trust on first use: remembers the certificate of a host, and objects when the host shows another.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "sim/wire/io/malformed.h"

namespace badrdp::harness {

class KnownHosts {
public:
    KnownHosts() = default;  // remembers as long as it lives
    // Reads the file, and writes it when there is something new.
    explicit KnownHosts(std::filesystem::path file);

    // Nothing: trusted, and remembered if it was new. A text: the certificate has changed.
    std::optional<std::string> judge(const std::string& where, wire::BytesView certificate_der);

private:
    void save() const;

    std::filesystem::path file_;
    std::map<std::string, std::string> known_;
};

}  // namespace badrdp::harness
