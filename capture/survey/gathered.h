// Conversations that have ended: which of them were RDP or meant as RDP, and in which order they are handed
// on. A small capture is gathered whole, so that each is judged beside all others; of a larger one each is
// handed on as it ends.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include "capture/survey/whole.h"

namespace badrdp::capture {

class Gathered {
public:
    static constexpr std::size_t kHeld = 256;  // ended ones that wait for others
    static constexpr std::size_t kHeldBytes = 8u << 20;
    static constexpr std::size_t kMostSilent = 64;     // that count where nothing else is RDP
    static constexpr std::size_t kMostWaiting = 1024;  // silent ones that may yet have been meant as RDP
    static constexpr std::size_t kMostServers = 65'536;

    using Take = std::function<void(Talk&&)>;

    // Counts in `survey`. Both outlive this.
    Gathered(const std::set<std::uint16_t>& ports, Survey& survey, Take take)
        : ports_(&ports), survey_(&survey), take_(std::move(take)) {}

    // `weight`: what it takes of memory, in bytes.
    void add(Talk&& talk, std::size_t weight);
    void finish();  // no more of them come

private:
    bool is_silent(const Talk& talk) const;
    void count(const Talk& talk);
    void hand_on();

    const std::set<std::uint16_t>* ports_;
    Survey* survey_;
    Take take_;
    std::set<path::Endpoint> servers_;  // where RDP was spoken
    std::vector<Talk> held_;
    std::vector<Talk> silent_;
    std::size_t weight_ = 0;  // of those that are held
    bool flows_ = false;      // each is handed on as it ends
};

}  // namespace badrdp::capture
