// What people are told to do about a failure: as data, so that it can be tried out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/path/impairment.h"

namespace badrdp::harness {

// Who says that one should.
enum class RemedySource : std::uint8_t { documented, articles, reported, inferred };

// `refuted`: people say so, and somebody who knows says that it is not so.
enum class Claim : std::uint8_t { cures, may_help, unknown, refuted };
enum class ClaimBasis : std::uint8_t { documented, specified, seen, reported, inferred, unverified };

// That a remedy acts on a cause, and who says so.
struct ClaimRow {
    std::string cause;  // "C01"
    Claim claim = Claim::unknown;
    ClaimBasis basis = ClaimBasis::unverified;

    friend bool operator==(const ClaimRow&, const ClaimRow&) = default;
};

// A setting of the host that is given another value.
struct SettingChange {
    std::string key;                // as in [host.settings]
    std::vector<std::string> from;  // only where it has one of these; empty: whatever it is
    std::string to;

    friend bool operator==(const SettingChange&, const SettingChange&) = default;
};

// Impairments or faults that go away. Both lists must hold; an empty one always does.
struct Removal {
    std::vector<std::string> verbs;           // "drop", "reset": the verb in a scenario file
    std::vector<std::string> causes;          // only in scenarios of these causes
    std::vector<path::Traffic> traffic = {};  // of `drop` and `reject`: only such traffic

    friend bool operator==(const Removal&, const Removal&) = default;
};

// The client is called with another option set.
struct OptionChange {
    std::vector<std::string> from;  // only instead of these; empty: of any
    std::string to;

    friend bool operator==(const OptionChange&, const OptionChange&) = default;
};

struct Change {
    std::vector<SettingChange> settings;
    std::vector<Removal> path;
    std::vector<Removal> faults;
    bool no_middlebox = false;
    bool by_address = false;         // names are out of the play
    bool trusted = false;            // the client's machine is given whom to trust
    bool licensed = false;           // the host has licences to give, and says that the client needs none
    bool first_visit = false;        // the client has forgotten what a host has given it
    bool mtu_of_path = false;        // both ends' interfaces get the least MTU that is on the way
    std::vector<std::string> kdc{};  // keys of [kdc] that become what a sound realm has
    std::optional<OptionChange> options;

    friend bool operator==(const Change&, const Change&) = default;
};

struct Remedy {
    std::string id;    // "F01"
    std::string name;  // the file's: "restart-termservice"
    std::string title;
    std::vector<std::string> commands;  // as the documents print them
    RemedySource source = RemedySource::inferred;
    std::string note;          // what is inferred in `change`, or what it costs; may be empty
    std::string not_modelled;  // why nothing here can show what it does; empty: `change` shows it
    Change change;
    std::vector<ClaimRow> claims;
    std::filesystem::path file;

    const ClaimRow* claim_on(std::string_view cause) const;
};

std::string_view name(RemedySource);  // "articles"
std::string_view name(Claim);         // "may_help"
std::string_view name(ClaimBasis);    // "documented"

}  // namespace badrdp::harness
