// A password in memory: it cannot be printed or formatted, is compared in a time that does not depend on
// where it differs, and is wiped when it goes.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/io/malformed.h"

namespace badrdp::auth {

class Secret {
public:
    Secret() = default;
    // Of itself only what stands in a program's text, where it is no secret of anybody's.
    Secret(const char* literal) : Secret(std::string_view(literal)) {}
    explicit Secret(std::string_view text) : text_(text.begin(), text.end()) {}
    // Takes it away: what is left is wiped.
    explicit Secret(std::string&& text);

    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    // Not the vector's own, which would let go of the old text without wiping it.
    Secret& operator=(Secret other) noexcept {
        text_.swap(other.text_);
        return *this;
    }
    ~Secret();

    bool empty() const { return text_.empty(); }

    // The text itself, as UTF-8. Each caller says in a comment why it needs the text.
    std::string_view reveal() const { return {text_.data(), text_.size()}; }

    friend bool operator==(const Secret& a, const Secret& b);
    friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

private:
    std::vector<char> text_;  // never in place, as a short string would be: a move leaves nothing behind
};

// For what is made of a secret on the way to the wire.
void wipe(wire::Bytes& bytes);
void wipe(std::string& text);

}  // namespace badrdp::auth
