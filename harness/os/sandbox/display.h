// A screen for a client that needs one: an X server of our own, which goes when we go.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// What a client must know to be shown; empty: it has no display.
struct DisplayAddress {
    std::string name;              // ":57"
    std::filesystem::path cookie;  // a file as xauth(1) writes it, without which the server lets nobody in
};

// Who may look at a screen: nobody (Xvfb), or whoever reaches a socket in its folder and speaks RFB [RFC
// 6143] (TigerVNC's Xvnc), which asks for no password and listens to no port.
enum class SeenBy : std::uint8_t { nobody, vnc };

class Display {
public:
    // Starts a server on a free display and waits until it answers. Its cookie is in `directory`, which must
    // be closed to others; its messages go to `directory`/xvfb.log or xvnc.log, which stays only if the
    // server ended before us. Throws std::runtime_error, which names the package if there is no such program.
    explicit Display(const std::filesystem::path& directory, SeenBy seen = SeenBy::nobody);
    ~Display();
    Display(Display&&) noexcept;
    Display& operator=(Display&&) noexcept;

    const DisplayAddress& address() const;
    const std::filesystem::path& vnc() const;  // the socket; empty: nobody may look
    bool is_up() const;                        // false once its server has ended, whoever ended it

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Why no screen can be looked at on this machine; empty if one can.
std::string why_not_seen();

// The same for a client that lives in `home`: where it finds no file of ours elsewhere, the cookie is there.
DisplayAddress seen_from(const std::filesystem::path& home, DisplayAddress display);

// Tells the client of this order where it is shown, and lets it see the socket and the cookie.
void show_at(const DisplayAddress& display, SandboxOrder& order);

}  // namespace badrdp::harness
