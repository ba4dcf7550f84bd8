// The Kerberos realm that a client and the host are in, and what is wrong with it: plain data of a scenario.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace badrdp::harness {

struct Realm {
    // What the KDC makes of the host's principal, TERMSRV/rdp-host.test.
    enum class Service : std::uint8_t {
        known,
        unknown,    // it has no such principal
        other_key,  // its key is not the one that the host has
    };
    // How the client's machine comes to the KDC.
    enum class Found : std::uint8_t {
        configured,  // its krb5.conf names it
        by_dns,      // its SRV records do [RFC 4120 7.2.3.2]
    };
    enum class Keys : std::uint8_t { aes, rc4 };

    Service service = Service::known;
    Found found = Found::configured;
    Keys keys = Keys::aes;                // which the KDC has of everybody
    bool other_realm = false;             // the client is told one that no KDC serves
    std::chrono::seconds clock{0};        // of the KDC, ahead of everybody else's
    std::chrono::seconds ticket_life{0};  // which the KDC gives at most; 0: a day, as usual
    std::uint32_t largest_datagram = 0;   // in bytes, beyond which the KDC wants TCP; 0: as usual

    friend bool operator==(const Realm&, const Realm&) = default;
};

inline constexpr std::array kServices{Realm::Service::known, Realm::Service::unknown,
                                      Realm::Service::other_key};
inline constexpr std::array kFinds{Realm::Found::configured, Realm::Found::by_dns};
inline constexpr std::array kRealmKeys{Realm::Keys::aes, Realm::Keys::rc4};

std::string_view name(Realm::Service);  // "other_key"
std::string_view name(Realm::Found);    // "by_dns"
std::string_view name(Realm::Keys);     // "rc4"

}  // namespace badrdp::harness
