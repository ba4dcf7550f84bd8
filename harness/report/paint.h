// Colours of a terminal for verdicts, or none.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "harness/data/verdict.h"

namespace badrdp::harness {

class Paint {
public:
    explicit Paint(bool colour) : colour_(colour) {}

    std::string operator()(Verdict verdict, std::string_view text) const { return in(code(verdict), text); }
    std::string bold(std::string_view text) const { return in("1", text); }
    std::string faint(std::string_view text) const { return in("2", text); }

private:
    // Select Graphic Rendition [ECMA-48 8.3.117].
    static std::string_view code(Verdict verdict) {
        constexpr std::array<std::string_view, kVerdicts.size()> codes{"32", "31", "33", "36",  "35",
                                                                       "95", "34", "2",  "1;31"};
        return codes[static_cast<std::size_t>(verdict)];
    }
    std::string in(std::string_view code, std::string_view text) const {
        return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
    }

    bool colour_;
};

}  // namespace badrdp::harness
