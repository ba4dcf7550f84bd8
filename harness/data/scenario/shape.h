// What a scenario file may say, table by table and key by key: from the same descriptions by which files are
// read and written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace badrdp::harness {

// Of how many values a key is a list: of none, it is one value; of one or more, that one may stand alone.
struct ListShape {
    bool is_list = false;
    std::size_t least = 1;
    std::size_t most = 0;  // 0: no bound
};

struct KeyShape {
    std::string key;
    bool truth = false, number = false, text = false;  // which of these it, or each of its list, may be
    std::vector<std::string> words{};                  // of a text: one of these, if there are any
    std::int64_t least = 0;                            // of a number
    std::int64_t most = 0;
    std::string like{};  // of a text: "10s"
    ListShape list{};
    bool needed = false;
};

struct TableShape {
    std::string title;  // "[host.session]", "[[fault]]", "[[connection.fault]]", "the file"
    std::string verb;   // of a [[fault]] or [[path]], whose shapes there is one of for each verb; else empty
    std::vector<KeyShape> keys;
};

// A table stands behind the one that it is in. [vary] is not among them: its keys are the scenario's own.
std::vector<TableShape> scenario_shapes();

}  // namespace badrdp::harness
