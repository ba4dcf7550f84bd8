// How long many clients took, in a few kilobytes: counted by size, each size 2 % above the one below it.
#pragma once

#include <cstdint>
#include <vector>

namespace badrdp::harness::load {

class Histogram {
public:
    void add(double milliseconds);  // what is below a hundredth counts as that, beyond an hour as an hour

    std::uint64_t count() const { return count_; }
    double least() const { return count_ == 0 ? 0 : least_; }  // exact, in milliseconds, as is most()
    double most() const { return count_ == 0 ? 0 : most_; }
    // What so many of a hundred took at the most: at most 2 % too long. 0 if nothing was added.
    double percentile(double of_hundred) const;

private:
    std::vector<std::uint32_t> sizes_;
    std::uint64_t count_ = 0;
    double least_ = 0;
    double most_ = 0;
};

}  // namespace badrdp::harness::load
