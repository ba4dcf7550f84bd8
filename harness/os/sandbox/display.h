// A screen for clients that need one: an Xvfb of our own, which goes when we go.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace badrdp::harness {

class Display {
public:
    // Starts Xvfb on a free display and waits until it answers. Its messages go to `directory`/xvfb.log.
    // Throws std::runtime_error, which names the package if there is no Xvfb.
    explicit Display(const std::filesystem::path& directory);
    ~Display();
    Display(Display&&) noexcept;
    Display& operator=(Display&&) noexcept;

    const std::string& name() const;  // ":57"
    bool is_up() const;               // false once its server has ended, whoever ended it

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The socket of a display on this machine: of ":57", /tmp/.X11-unix/X57.
std::filesystem::path display_socket(std::string_view display);

}  // namespace badrdp::harness
