// What came of a load: how many clients, how long they took to each step, who failed, where and how.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/load/histogram.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::harness::load {

inline constexpr std::size_t kDepths = static_cast<std::size_t>(wire::Step::active) + 1;

// How one client fared. Times are in milliseconds since it began.
struct Client {
    enum class Came : std::uint8_t {
        well,     // active, and for as long as it was to stay; or held when the time was up
        failed,   // it ended otherwise
        cut_off,  // the time was up before it was active
    } came = Came::well;
    bool faulty = false;  // it was one of those that deviate: nobody demands that it fares well
    double began = 0;     // seconds since the first one
    double took = 0;
    std::string kind{};  // of a failure, in a word: "reset"
    std::string why{};
    wire::Step deepest = wire::Step::none;
    std::array<float, kDepths> reached{};  // 0: it did not come there
};

// A stretch of time, for the plot.
struct Stretch {
    std::uint64_t began = 0, well = 0, failed = 0;  // in it, the faulty ones left out of the last two
    std::uint64_t held = 0;                         // at its end
    Histogram to_active{};
};

struct Failure {
    std::uint64_t clients = 0;
    std::string example{};  // what was said of the first one
};

class Tally {
public:
    // `seconds` that it may take in all: they are cut into stretches of a second or more.
    explicit Tally(double seconds);

    void began(double at);
    void over(const Client& client);
    void holds(double at, std::uint64_t clients);

    std::uint64_t begun() const { return begun_; }
    std::uint64_t well() const { return well_; }
    std::uint64_t failed() const { return failed_; }
    std::uint64_t cut_off() const { return cut_off_; }
    std::uint64_t faulty() const { return faulty_; }
    const Histogram& to(wire::Step step) const { return to_.at(static_cast<std::size_t>(step)); }
    double width() const { return width_; }  // of a stretch, in seconds
    const std::vector<Stretch>& stretches() const { return stretches_; }
    // By kind and deepest step; of the honest clients, or of those with a fault.
    using Failures = std::map<std::pair<std::string, wire::Step>, Failure>;
    const Failures& failures(bool faulty) const { return faulty ? faulty_failures_ : failures_; }

private:
    Stretch& stretch_at(double at);

    double width_;
    std::vector<Stretch> stretches_;
    std::array<Histogram, kDepths> to_;
    Failures failures_, faulty_failures_;
    std::uint64_t begun_ = 0, well_ = 0, failed_ = 0, cut_off_ = 0, faulty_ = 0;
};

}  // namespace badrdp::harness::load
