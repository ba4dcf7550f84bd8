// What the name server of a client's network answers: plain data, which a scenario chooses from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/path/test_network.h"

namespace badrdp::harness {

struct Names {
    enum class Answer : std::uint8_t {
        correct,
        nxdomain,         // there is no such name
        servfail,         // the name server has a trouble of its own
        silence,          // it is there, and says nothing
        refused,          // it does not serve the likes of you
        wrong_address,    // an address where nobody is, for each family
        dead_ipv6_first,  // the right IPv4 address, and an IPv6 one where nobody is
        dead_ipv4_first,  // two IPv4 addresses and no IPv6: nobody is at the one that is tried first
        empty,            // the name is there and has no address
        srv_silence,   // each name's addresses as they are, and nothing at all where services are looked for
        aaaa_silence,  // A as it is, and nothing at all to the same question for AAAA
    };

    Answer answer = Answer::correct;
    std::string host{path::test_network::kServerName};
    bool kdc = false;  // whether there is one: its name, and its realm's SRV records

    // The server is at the first two, nobody at the others.
    path::test_network::Ipv4 ipv4 = path::test_network::kServerV4;
    path::test_network::Ipv6 ipv6 = path::test_network::kServerV6;
    path::test_network::Ipv4 wrong_ipv4 = path::test_network::kNobodyV4;
    path::test_network::Ipv6 wrong_ipv6 = path::test_network::kNobodyV6;
    path::test_network::Ipv4 dead_ipv4 = path::test_network::kNobodyNearV4;

    friend bool operator==(const Names&, const Names&) = default;
};

inline constexpr std::array kAnswers{
    Names::Answer::correct,         Names::Answer::nxdomain,        Names::Answer::servfail,
    Names::Answer::silence,         Names::Answer::refused,         Names::Answer::wrong_address,
    Names::Answer::dead_ipv6_first, Names::Answer::dead_ipv4_first, Names::Answer::empty,
    Names::Answer::srv_silence,     Names::Answer::aaaa_silence};

std::string_view name(Names::Answer);  // "dead_ipv6_first"

// What /etc/resolv.conf says in such a network: each name is asked for once, as it stands. Without a search
// list glibc would ask for it in this machine's domain next; with the root alone, twice, but for so many
// dots. How long to wait for an answer is the resolver's own affair, as in the field.
inline constexpr std::string_view kResolvConf = "nameserver 127.0.0.1\nsearch .\noptions ndots:15\n";

}  // namespace badrdp::harness
