// From a conversation of a capture to a scenario that does what its host and its path did: in numbers and in
// words of ours alone, so that nothing in it is anybody's.
#pragma once

#include <string>
#include <vector>

#include "harness/diagnose/diagnosis.h"

namespace badrdp::harness {

// What a survey does not keep of what the host said in clear.
struct HostWords {
    std::optional<std::uint8_t> flags{};      // of RDP_NEG_RSP
    std::vector<wire::Bytes> certificates{};  // DER, as TLS 1.2 and older show them
};

// Of the server's stream of this conversation; the file is read once more. Throws std::system_error.
HostWords words_of_host(const std::string& file, const capture::Talk& talk);

struct Imported {
    std::string toml{};
    std::vector<std::string> cannot{};  // what the capture does not tell, and is the honest host's here
};

// `at`: when the conversation took place, for the age of its certificate.
Imported import_talk(const capture::Talk& talk, const diagnosis::Diagnosis& found, const HostWords& words,
                     std::chrono::seconds at);

}  // namespace badrdp::harness
