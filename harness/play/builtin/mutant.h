// Ways in which the built-in client can be a bad client, to prove that every demand can fail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace badrdp::harness {

enum class Mutant : std::uint8_t {
    none,
    trusts_anyone,      // told to verify certificates, it does not
    pushes_on,          // goes on with MCS whatever the server answered, at worst in clear
    jumps_ahead,        // says MCS Connect Initial in clear before anything is confirmed
    insists_on_tls,     // begins TLS before anything is confirmed
    believes_anything,  // goes on whatever is malformed or unproven
    disobeys,           // asks for every protocol, whatever it was told to forbid
    waits_forever,      // never gives up, and never ends
    reconnects,         // starts again at once, for ever
    says_nothing,       // keeps the reason from its user
    lies,               // tells its user something else
    gives_up,           // leaves before it has said a word
    leaves_before_mcs,  // finishes what it must, and leaves
    stumbles,           // hangs up at any message that the sequence does not wait for
    forgets,            // follows a redirection without what it was given to show there
    crashes,            // the connection over, aborts
    floods,             // prints without end
    hoards,             // takes memory without end
};

std::optional<Mutant> mutant_named(const std::string& name);
std::vector<std::string> mutant_names();

}  // namespace badrdp::harness
