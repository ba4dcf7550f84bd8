// All that a capture shows of RDP: its conversations beside each other, the names that were looked up, and
// the datagrams of RDP's UDP transport.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "capture/open/key_log.h"
#include "capture/read/capture_file.h"
#include "capture/survey/names.h"
#include "capture/survey/talk.h"

namespace badrdp::capture {

// The opening of a UDP transport, as far as it can be told from outside [MS-RDPEUDP 3.1.5.1.1].
struct UdpTalk {
    path::Endpoint client{}, server{};
    unsigned syns = 0;
    Seen first_syn{}, last_syn{};
    Seen answer{};
};

struct Survey {
    std::vector<Talk> talks;  // RDP, and what may have been meant as RDP; in the order of their first frames
    std::vector<NameAsked> names;
    std::vector<UdpTalk> datagrams;
    Seen first, last;                                      // frames of the capture
    std::uint64_t others = 0;                              // TCP conversations of another kind
    std::uint64_t fragments = 0;                           // of IP packets that never became whole
    std::uint64_t not_understood = 0;                      // frames that contradict themselves
    std::map<std::uint16_t, std::uint64_t> unknown_links;  // frames by link type
    std::uint64_t not_followed = 0;                        // conversations beyond the most that are followed
};

class Surveyor {
public:
    static constexpr std::size_t kMostTalks = 200'000;

    // Conversations towards these ports are RDP's whatever they say; 3389 is always among them. Keys, which
    // outlive this and may come while frames do, open the TLS of those connections that they belong to.
    explicit Surveyor(std::set<std::uint16_t> ports = {}, const KeyLog* keys = nullptr);
    ~Surveyor();
    Surveyor(Surveyor&&) noexcept;
    Surveyor& operator=(Surveyor&&) noexcept;

    void take(const Frame& frame);
    Survey finish();  // of all that was taken; the surveyor is then empty

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace badrdp::capture
