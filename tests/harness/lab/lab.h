// The lab's own exercises, for its tests: read once.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "harness/lab/desk.h"
#include "tests/root.h"

namespace badrdp::test {

inline const harness::lab::LabData& lab() {
    static const auto data = harness::lab::lab_data(std::filesystem::path(kProject) / "scenarios");
    return data;
}

inline const harness::Exercise& exercise_named(const std::string& id) {
    const auto found = std::ranges::find(lab().exercises, id, &harness::Exercise::id);
    if (found == lab().exercises.end()) throw std::runtime_error("no exercise " + id);
    return *found;
}

}  // namespace badrdp::test
