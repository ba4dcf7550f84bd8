// A whole capture without what says whose it is. The file is read twice: first to learn what its connections
// say, then to write its frames anew.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "capture/redact/frame.h"
#include "capture/redact/stream.h"

namespace badrdp::capture::redaction {

// Tells the directions of TCP connections apart, the same way whenever it meets the same frames.
class Flows {
public:
    static constexpr std::size_t kMost = 400'000;

    // Counted from 0; nothing: beyond the most that are followed.
    std::optional<std::size_t> of(const path::Segment& segment);
    // The other direction of the same connection, if it has been met.
    std::optional<std::size_t> back(const path::Segment& segment) const;

private:
    struct Flow {
        std::size_t number = 0;
        std::optional<std::uint32_t> syn;  // its sequence number
    };
    using Key = std::pair<path::Endpoint, path::Endpoint>;

    std::map<Key, Flow> open_;
    std::size_t count_ = 0;
};

class Redactor {
public:
    // With `keep_keys` the records of TLS handshakes stay as they are, for who has the keys.
    Redactor(Chance chance, bool keep_keys);
    ~Redactor();
    Redactor(Redactor&&) noexcept;
    Redactor& operator=(Redactor&&) noexcept;

    void learn(const Frame& frame);          // each frame of the file, in its order
    wire::Bytes redact(const Frame& frame);  // each once more, in the same order

    const Pseudonyms& names() const;
    const BlindFrames& blind_frames() const;
    const Blind& blind() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace badrdp::capture::redaction
