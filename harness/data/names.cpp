#include "harness/data/names.h"

namespace badrdp::harness {

std::string_view name(Names::Answer answer) {
    using Answer = Names::Answer;
    switch (answer) {
        case Answer::correct: return "correct";
        case Answer::nxdomain: return "nxdomain";
        case Answer::servfail: return "servfail";
        case Answer::silence: return "silence";
        case Answer::refused: return "refused";
        case Answer::wrong_address: return "wrong_address";
        case Answer::dead_ipv6_first: return "dead_ipv6_first";
        case Answer::dead_ipv4_first: return "dead_ipv4_first";
        case Answer::empty: return "empty";
        case Answer::srv_silence: return "srv_silence";
        case Answer::aaaa_silence: return "aaaa_silence";
    }
    return "?";
}

}  // namespace badrdp::harness
