// All that a capture shows of RDP: its conversations beside each other, the names that were looked up, and
// the datagrams of RDP's UDP transport.
#pragma once

#include <functional>
#include <memory>
#include <set>

#include "capture/open/key_log.h"
#include "capture/read/capture_file.h"
#include "capture/survey/whole.h"

namespace badrdp::capture {

class Surveyor {
public:
    // A conversation that has ended, beside what is known of the capture by then. Of a small capture all come
    // at its end, in the order of their first frames; of a larger one each as it ends.
    using Take = std::function<void(Talk&&, const Survey&)>;

    // Conversations towards these ports are RDP's whatever they say; 3389 is always among them. Keys, which
    // outlive this and may come while frames do, open the TLS of those connections that they belong to.
    // Without `take` all conversations are kept until finish().
    explicit Surveyor(std::set<std::uint16_t> ports = {}, const KeyLog* keys = nullptr, Take take = {});
    ~Surveyor();
    Surveyor(Surveyor&&) noexcept;
    Surveyor& operator=(Surveyor&&) noexcept;

    void take(const Frame& frame);
    Survey finish();  // of all that was taken; the surveyor is then used up

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace badrdp::capture
