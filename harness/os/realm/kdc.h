// A Kerberos realm of our own: MIT's KDC, with a database that is made for it and goes with it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/auth/secret.h"

namespace badrdp::harness {

// What the realm knows of a user.
struct RealmUser {
    std::string name;
    auth::Secret password;
    bool disabled = false;
    bool expired = false;
    bool password_expired = false;
};

struct RealmOrder {
    std::filesystem::path folder;  // made, 0700, and removed with the KDC
    std::filesystem::path log;     // what the KDC says: whom it gave what, and why not
    std::string realm;
    std::array<std::uint8_t, 4> address{};  // where it listens, at port 88 of UDP and TCP
    std::vector<RealmUser> users;
    std::string service;                  // "TERMSRV/rdp-host.test", whose keys go into the keytab
    bool service_is_known = true;         // false: the KDC has no such principal, whatever the keytab holds
    bool keytab_is_current = true;        // false: the KDC has changed the keys since
    bool old_keys_only = false;           // of users and service: RC4, which no library of today takes
    std::chrono::seconds clock{0};        // of the KDC, ahead of this machine's
    std::chrono::seconds ticket_life{0};  // at most; 0: a day, as usual
    std::string ticket_for{};             // a user who has logged on before; empty: nobody
    std::filesystem::path ticket{};       // where his ticket then lies, which may be passed on
    unsigned largest_datagram = 0;        // beyond which it wants TCP, in bytes; 0: its usual 4096
};

// Why this machine has none, and what to install; empty if it has.
std::string why_no_kdc();

class Kdc {
public:
    // Makes the realm, starts the KDC in the network that the calling thread is in, and waits until it
    // serves: a third of a second. Throws std::runtime_error, which says what a program of MIT's said.
    explicit Kdc(RealmOrder order);
    ~Kdc();
    Kdc(Kdc&&) noexcept;
    Kdc& operator=(Kdc&&) noexcept;

    std::filesystem::path keytab() const;  // of the service
    std::filesystem::path ticket() const;  // as it was ordered; empty: there is none
    // Ends it. Returns what it has logged, as lines_of() takes it.
    std::vector<std::string> end();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace badrdp::harness
