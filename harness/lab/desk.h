// One student's exercise: the host as it is now, what was done to it, and whether it works again.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/data/causes/causes.h"
#include "harness/data/client/adapter.h"
#include "harness/data/lab/exercise.h"
#include "harness/data/remedies/remedy.h"
#include "harness/lab/attempt.h"
#include "harness/lab/views.h"

namespace badrdp::harness::lab {

// What all desks share.
struct LabData {
    std::vector<Exercise> exercises{};
    std::vector<LabCommand> commands{};
    std::vector<Remedy> remedies{};
    std::map<std::string, CauseRow> causes{};  // by id
    Adapter client{};                          // the built-in one
};

// Throws UsageError with every complaint, one a line.
LabData lab_data(const std::filesystem::path& scenarios);

struct Deed {
    std::string typed;
    std::string answer;  // what the host printed
    unsigned minutes = 0;
    std::string cost{};  // what else it cost
};

// What a student hands in.
struct Answers {
    std::string cause{};
    std::string also{};        // a second one; empty: there is none
    std::size_t attempt = 0;   // whose capture proves it, from 1
    std::uint64_t frame = 0;   // in that capture, from 1
    std::string look_alike{};  // the cause whose packets he takes for the look-alike's
};

struct Grade {
    static constexpr unsigned kMost = 6;

    bool works = false;                // the client got in, after the last change
    std::vector<std::string> lacks{};  // in what it is less secure than before it broke; empty: in nothing
    unsigned minutes = 0;
    bool in_time = false;  // it cost no more minutes than the exercise allows
    bool named = false;    // the cause, or both
    bool proven = false;   // by the frame
    bool parted = false;   // from its look-alike
    unsigned hints = 0;    // each takes a point

    unsigned points() const;
    bool all() const { return points() + hints == kMost; }
};

class Desk {
public:
    static constexpr std::size_t kMostDeeds = 200;
    static constexpr std::size_t kMostTries = 40;
    static constexpr std::size_t kMostHints = 2;

    // `seed` decides how the host is broken, and what people and machines are called. Both outlive the desk.
    Desk(const LabData& data, const Exercise& exercise, std::uint64_t seed);

    const Exercise& exercise() const { return *exercise_; }
    const Scenario& scenario() const { return scenario_; }  // as it is now
    std::string ticket() const;                             // with names in it
    Sight sight() const;                                    // what the consoles show now
    const std::vector<Deed>& deeds() const { return deeds_; }

    // Does what the line says, or prints that there is no such command.
    const Deed& type(std::string_view line);
    // The user tries again, with the built-in client over the simulated network. Nothing of the desk changes
    // by itself: add() takes what came of it, now or from where it was kept.
    Attempt try_again() const;
    const Attempt& add(Attempt attempt);
    const std::vector<Attempt>& attempts() const { return attempts_; }
    bool changed_since() const { return changed_; }  // since the last of them
    bool works() const { return !changed_ && !attempts_.empty() && attempts_.back().works; }

    // Where to look, never what to do: from what the last try and the consoles show. Empty: there is none
    // (left).
    std::string next_hint() const;
    void take_hint();
    const std::vector<std::string>& hints() const { return hints_; }

    void answer(Answers answers);
    void part(std::string look_alike) { answers_.look_alike = std::move(look_alike); }
    const Answers& answers() const { return answers_; }

    Grade grade() const;
    void reset();

private:
    Deed deed_of(std::string_view line);
    std::string host_name() const;
    bool set(const LabCommand& command);  // false: the setting has another value than the command speaks of
    bool mend_way(const LabCommand& command, std::string_view line);
    std::string write_registry(std::string_view key, std::string_view name, std::string_view data);

    const LabData* data_;
    const Exercise* exercise_;
    std::uint64_t seed_;
    Scenario scenario_;
    NameLeads name_leads_ = NameLeads::to_the_host;
    ClientStops stops_ = ClientStops::nowhere;
    std::string client_;
    std::vector<Deed> deeds_;
    std::vector<Attempt> attempts_;
    bool changed_ = false;
    std::vector<std::string> hints_;
    std::optional<Security> due_;  // what the healthy host gave; known once something has worked
    Answers answers_;
    bool proven_ = false;
};

}  // namespace badrdp::harness::lab
