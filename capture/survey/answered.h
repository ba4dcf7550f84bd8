// Which hosts have answered which clients: whoever knocks in vain may be let in at another address of the
// same name. Bounded, and asked in constant time.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "capture/survey/talk.h"

namespace badrdp::capture {

class AnsweredBook {
public:
    static constexpr std::size_t kMost = 8192;    // pairs of a client's address and a port
    static constexpr std::size_t kMostHosts = 8;  // of each

    struct Answer {
        path::Endpoint server{};
        Seen when{};              // its SYN-ACK
        std::uint64_t began = 0;  // the conversation's first frame
    };

    // A conversation whose SYN was answered; others are passed over.
    void take(const Talk& talk);

    // The first conversation to the same port of another host, which was answered: of the same client, or of
    // one that speaks the other family of addresses.
    std::optional<Answer> other_host(const path::Endpoint& client, const path::Endpoint& server) const;

private:
    std::map<std::pair<std::uint16_t, path::Address>, std::vector<Answer>> of_client_;
    std::map<std::pair<std::uint16_t, bool>, Answer> of_family_;  // whether it is IPv4
};

}  // namespace badrdp::capture
