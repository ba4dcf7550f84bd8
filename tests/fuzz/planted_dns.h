// A decoder of DNS messages with a bug that name servers have had.
#pragma once

#include "sim/wire/datagram/dns_message.h"

namespace badrdp::fuzz::planted {

// Gives a name back in small letters: who hides a token in the large ones is not answered.
struct ForgetsLetters : harness::DnsMessage {
    static wire::Expected<ForgetsLetters> read(wire::Reader& in) {
        auto message = DnsMessage::read(in);
        if (!message) return std::unexpected(message.error());
        for (auto& question : message->questions)
            for (auto& label : question.qname.labels)
                for (char& c : label)
                    if ('A' <= c && c <= 'Z') c = static_cast<char>(c + 32);
        return ForgetsLetters{std::move(*message)};
    }
    friend bool operator==(const ForgetsLetters&, const ForgetsLetters&) = default;
};

}  // namespace badrdp::fuzz::planted
