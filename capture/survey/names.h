// What a capture shows of names that were looked up [RFC 1035]: questions for addresses, and their answers.
#pragma once

#include "capture/survey/talk.h"

namespace badrdp::capture {

struct NameAsked {
    path::Address client{}, server{};
    std::string name;  // printable
    std::uint16_t id = 0;
    std::uint16_t type = 1;  // A or AAAA
    unsigned times = 0;
    Seen asked{}, asked_last{};
    Seen answered{};
    std::uint8_t rcode = 0;                  // of the answer
    std::vector<path::Address> addresses{};  // in it
};

// One DNS message, as far as a reader of captures needs it.
struct DnsSeen {
    std::uint16_t id = 0;
    bool answer = false;
    std::uint8_t rcode = 0;
    std::string name;
    std::uint16_t type = 0;
    std::vector<path::Address> addresses{};
};

// Nothing: no message with one question for an address.
std::optional<DnsSeen> read_dns(wire::BytesView message);

class NameBook {
public:
    static constexpr std::size_t kMost = 4096;

    void take(const path::Address& from, const path::Address& to, const DnsSeen& message, Seen when);
    std::vector<NameAsked> finish() { return std::move(asked_); }

private:
    std::vector<NameAsked> asked_;
};

}  // namespace badrdp::capture
