#include "harness/play/builtin/mutant.h"

#include <array>
#include <utility>

namespace badrdp::harness {
namespace {

constexpr std::array<std::pair<Mutant, const char*>, 17> kMutants{
    {{Mutant::trusts_anyone, "trusts-anyone"},
     {Mutant::pushes_on, "pushes-on"},
     {Mutant::jumps_ahead, "jumps-ahead"},
     {Mutant::insists_on_tls, "insists-on-tls"},
     {Mutant::believes_anything, "believes-anything"},
     {Mutant::disobeys, "disobeys"},
     {Mutant::waits_forever, "waits-forever"},
     {Mutant::reconnects, "reconnects"},
     {Mutant::says_nothing, "says-nothing"},
     {Mutant::lies, "lies"},
     {Mutant::gives_up, "gives-up"},
     {Mutant::leaves_before_mcs, "leaves-before-mcs"},
     {Mutant::stumbles, "stumbles"},
     {Mutant::forgets, "forgets"},
     {Mutant::crashes, "crashes"},
     {Mutant::floods, "floods"},
     {Mutant::hoards, "hoards"}}};

}  // namespace

std::optional<Mutant> mutant_named(const std::string& name) {
    for (const auto& [mutant, word] : kMutants)
        if (name == word) return mutant;
    return std::nullopt;
}

std::vector<std::string> mutant_names() {
    std::vector<std::string> out;
    for (const auto& [mutant, word] : kMutants) out.emplace_back(word);
    return out;
}

}  // namespace badrdp::harness
