// The real clients of desks, as the lab's pages know them: what is asked of them, and what there is to see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/live/http/message.h"

namespace badrdp::harness::lab {

// What a real client is started with for a desk.
struct ClientWish {
    std::string exercise;  // its id
    std::string options;   // the option set that the ticket's user has
    std::string address;   // of the host: "127.82.0.1"
    std::uint16_t port = 0;
    std::string trusted{};  // PEM of who is trusted; empty: nobody
};

enum class ClientState : std::uint8_t { none, starting, running, ended };

struct ClientLook {
    std::string name{};  // "xfreerdp 2.11.7"; empty: the lab starts none
    // Why it cannot be started here, or why its window cannot be looked at, and what to do; empty: it can.
    std::string lacks{};
    std::string lacks_window{};
    ClientState state = ClientState::none;  // of the one at this desk
    std::string said{};                     // so far: the end of it
    std::string how{};                      // it ended: "ended with exit status 131 after 0.4 s"
};

class DeskClients {
public:
    virtual ~DeskClients() = default;

    // `options` is what start() would be asked for now.
    virtual ClientLook look(int student, std::string_view exercise, const std::string& options) const = 0;
    // A student has one client at a time: another of his is ended. Empty, or why none is started.
    virtual std::string start(int student, ClientWish wish) = 0;
    virtual void end(int student, std::string_view exercise) = 0;  // empty: whichever he has
    // Where the window of the one that runs is to be seen; nothing: nowhere, or too many look already.
    virtual std::optional<http::Passage> window(int student, std::string_view exercise) const = 0;
};

}  // namespace badrdp::harness::lab
