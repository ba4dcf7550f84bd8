// A file descriptor with an owner: closed once, by whoever holds it last.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace badrdp::harness {

class Fd {
public:
    Fd() = default;
    // `what` is said when the call that made `raw` had failed: "cannot open /x/client.log".
    Fd(int raw, const std::string& what) : raw_(raw) {
        if (raw_ < 0) throw std::system_error(errno, std::generic_category(), what);
    }
    Fd(Fd&& from) noexcept : raw_(std::exchange(from.raw_, -1)) {}
    Fd& operator=(Fd&& from) noexcept {
        std::swap(raw_, from.raw_);
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return raw_; }
    int release() { return std::exchange(raw_, -1); }
    void reset() {
        if (raw_ >= 0) ::close(std::exchange(raw_, -1));
    }

private:
    int raw_ = -1;
};

struct Pipe {
    Fd read;
    Fd write;
};

// Both ends close on exec.
Pipe make_pipe();
std::optional<Pipe> pipe_if_any();  // none where no descriptor or memory is left

}  // namespace badrdp::harness
