// What a scenario file may say, table by table and key by key: from the same descriptions by which files are
// read and written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace badrdp::harness {

struct KeyShape {
    std::string key;
    bool truth = false, number = false, text = false, list = false;  // which of these it may be; none: any
    std::vector<std::string> words{};  // of a text: one of these, if there are any
    std::uint64_t least = 0;           // of a number
    std::uint64_t most = 0;            // 0: no bound is told
    std::string like{};                // of a text: "10s"
    bool needed = false;
};

struct TableShape {
    std::string title;  // "[host.session]", "[[fault]]", "the file"
    std::string verb;   // of a [[fault]] or [[path]], whose shapes there is one of for each verb; else empty
    std::vector<KeyShape> keys;
};

std::vector<TableShape> scenario_shapes();

}  // namespace badrdp::harness
