// A keyed function for tests: FNV-1a, which is good enough to tell inputs apart.
#pragma once

#include "capture/redact/pseudonyms.h"

namespace badrdp::test {

inline capture::redaction::Chance chance(std::uint64_t key = 1) {
    return [key](wire::BytesView input) {
        std::uint64_t hash = 14695981039346656037u ^ key;
        for (const auto byte : input) hash = (hash ^ byte) * 1099511628211u;
        return hash ^ hash >> 29;
    };
}

}  // namespace badrdp::test
