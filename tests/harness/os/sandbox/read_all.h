// All that comes out of a descriptor: for tests.
#pragma once

#include <unistd.h>

#include <array>
#include <string>

#include "harness/os/fd.h"

namespace badrdp::harness::test {

inline std::string read_all(const Fd& from) {
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = ::read(from.get(), piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(got));
    return text;
}

}  // namespace badrdp::harness::test
