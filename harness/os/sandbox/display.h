// A screen for a client that needs one: an Xvfb of our own, which goes when we go.
#pragma once

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

class Display {
public:
    // Starts Xvfb on a free display and waits until it answers. Its cookie is in `directory`, which must be
    // closed to others; its messages go to `directory`/xvfb.log, which stays only if the server ended before
    // us. Throws std::runtime_error, which names the package if there is no Xvfb.
    explicit Display(const std::filesystem::path& directory);
    ~Display();
    Display(Display&&) noexcept;
    Display& operator=(Display&&) noexcept;

    const DisplayAddress& address() const;
    bool is_up() const;  // false once its server has ended, whoever ended it

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Tells the client of this order where it is shown, and lets it see the socket and the cookie.
void show_at(const DisplayAddress& display, SandboxOrder& order);

}  // namespace badrdp::harness
