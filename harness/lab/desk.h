// One student's exercise: the host as it is now, what was done to it, and whether it works again.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "capture/packet.h"
#include "harness/advise/remedy/effect.h"
#include "harness/data/client/adapter.h"
#include "harness/data/lab/exercise.h"
#include "harness/data/remedies/remedy.h"
#include "harness/lab/views.h"

namespace badrdp::harness::lab {

// What all desks share.
struct LabData {
    std::vector<Exercise> exercises{};
    std::vector<LabCommand> commands{};
    std::vector<Remedy> remedies{};
    std::map<std::string, std::string> causes{};  // id -> title
    Adapter client{};                             // the built-in one
};

// Throws UsageError with every complaint, one a line.
LabData lab_data(const std::filesystem::path& scenarios);

struct Deed {
    std::string typed;
    std::string answer;  // what the host printed
    unsigned minutes = 0;
    std::string cost{};  // what else it cost
};

struct Grade {
    bool works = false;              // the client got in, after the last change
    std::vector<std::string> lacks;  // in what it is less secure than before it broke; empty: in nothing
    unsigned minutes = 0;
    bool in_time = false;
    bool named = false;  // the cause

    bool all() const { return works && lacks.empty() && in_time && named; }
};

class Desk {
public:
    static constexpr std::size_t kMostDeeds = 200;

    // `seed` decides how the host is broken, and what people and machines are called. Both outlive the desk.
    Desk(const LabData& data, const Exercise& exercise, std::uint64_t seed);

    const Exercise& exercise() const { return *exercise_; }
    const Scenario& scenario() const { return scenario_; }  // as it is now
    std::string ticket() const;                             // with names in it
    Sight sight() const;                                    // what the consoles show now
    const std::vector<Deed>& deeds() const { return deeds_; }

    // Does what the line says, or prints that there is no such command.
    const Deed& type(std::string_view line);
    // The user tries again, with the built-in client over the simulated network; what he is told.
    const std::string& connect();
    const std::string& last_try() const { return last_try_; }  // empty: there was none
    unsigned tries() const { return tries_; }
    bool works() const { return works_; }  // the last try did, and nothing was changed since

    void name_cause(std::string cause);
    const std::string& named() const { return named_; }

    Grade grade() const;
    void reset();

    // Of the last try, as a pcapng file without a word of what it is; empty if there was none.
    std::string capture() const;

private:
    Deed deed_of(std::string_view line);
    std::string host_name() const;
    bool set(const LabCommand& command);  // false: the setting has another value than the command speaks of
    void mend_way(const LabCommand& command, std::string_view line);
    std::string write_registry(std::string_view key, std::string_view name, std::string_view data);

    const LabData* data_;
    const Exercise* exercise_;
    std::uint64_t seed_;
    Scenario scenario_;
    NameLeads name_leads_ = NameLeads::to_the_host;
    std::string client_;
    std::vector<Deed> deeds_;
    std::string last_try_;
    unsigned tries_ = 0;
    bool works_ = false;
    Security seen_;                // of the last try, where it worked
    std::optional<Security> due_;  // what the healthy host gave; known once something has worked
    std::string named_;
    std::vector<capture::Packet> packets_;
};

}  // namespace badrdp::harness::lab
