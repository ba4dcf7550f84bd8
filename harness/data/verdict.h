// The verdicts: never merged, never counted as one another.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

enum class Verdict : std::uint8_t {
    pass,
    fail,         // breaks a demand
    known,        // breaks a demand as its baseline says
    fixed,        // the baseline says that it breaks a demand, and it no longer does
    changed,      // meets the demands, differs from its baseline
    unsteady,     // as it should be in some plays of one run, and not in others
    moot,         // the fault never bit: proves nothing
    unsupported,  // this client or machine cannot play it
    error,        // the harness failed, or lost something of its own making
};

inline constexpr std::array kVerdicts{Verdict::pass,  Verdict::fail,        Verdict::known,
                                      Verdict::fixed, Verdict::changed,     Verdict::unsteady,
                                      Verdict::moot,  Verdict::unsupported, Verdict::error};

constexpr std::string_view name(Verdict v) {
    constexpr std::array<std::string_view, kVerdicts.size()> names{
        "pass", "fail", "known", "fixed", "changed", "unsteady", "moot", "unsupported", "error"};
    return names[static_cast<std::size_t>(v)];
}

// Not as its demands and its baseline say, or proves nothing: a run with one of these does not end with 0.
constexpr bool is_red(Verdict v) {
    switch (v) {
        case Verdict::pass:
        case Verdict::known:
        case Verdict::unsteady:
        case Verdict::unsupported: return false;
        default: return true;
    }
}

// One field that is not as it should be: what was wanted, what was seen, and who wanted it.
struct Finding {
    std::string field;  // "outcome", "within", "connections", ...
    std::string wanted;
    std::string seen;
    std::string
        source;       // "demand tls/expired-certificate.toml:14" or "baseline xfreerdp/baseline-2.11.toml:7"
    std::string why;  // of the demand, or of a known break
};

struct Judgement {
    Verdict verdict = Verdict::error;
    std::vector<Finding> findings;
    std::string note;     // one line: why unsupported, moot, known, error
    std::string owner{};  // of a known break: who looks after it; may be empty
};

}  // namespace badrdp::harness
