// A lesson in a file: the roll, the entries and the clock. A lab that was killed goes on from it.
#pragma once

#include <optional>
#include <vector>

#include "harness/lab/classroom.h"
#include "harness/os/sqlite.h"

namespace badrdp::harness::lab {

class Store {
public:
    // Makes the file if it is not there, and holds it: no second lab can have it. Throws UsageError if
    // another one has it, or it is no state of a lab, and DatabaseTrouble here and below.
    explicit Store(const std::filesystem::path& file);

    std::optional<Roll> roll() const;  // nothing: the file is new
    void begin(const Roll& roll);

    std::vector<Entry> entries() const;  // in the order in which they happened
    void add(const Entry& entry);

    std::int64_t clock() const;  // milliseconds of the lesson, as they were last kept
    void set_clock(std::int64_t now);

private:
    Database database_;
};

}  // namespace badrdp::harness::lab
