// From one conversation of a capture to the causes that can have left it, with the frames that say so.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "capture/survey/survey.h"

namespace badrdp::harness::diagnosis {

enum class HealthState : std::uint8_t { healthy, failed, undetermined };

enum class Certainty : std::uint8_t {
    certain,   // no other cause of the catalogue can leave these packets
    likely,    // others can, and would need something more to be so
    possible,  // others can just as well
};

std::string_view name(HealthState state);
std::string_view name(Certainty certainty);

// A place in a log.
struct LogPlace {
    std::string file{};        // empty: none
    std::size_t line = 0;      // from 1
    std::uint64_t record = 0;  // number of the event in its log; 0: it is no event
};

// A statement about one frame, counted from 1, or about a place in a log; neither: about the capture as a
// whole.
struct Evidence {
    std::uint64_t frame = 0;
    std::string says{};
    LogPlace log{};
};

// A cause that looks alike, and the frame that shows it is not this one.
struct RuledOut {
    std::string cause{};
    std::uint64_t frame = 0;
    std::string because{};
    LogPlace log{};
};

struct Suspect {
    std::string cause{};                   // "C12", a row of scenarios/causes.toml
    std::vector<std::string> scenarios{};  // of the catalogue, that show this face
    Certainty certainty = Certainty::possible;
    std::vector<Evidence> evidence{};
    std::vector<RuledOut> rules_out{};
};

enum class EndedHow : std::uint8_t { open, fin, rst, alert, silence, icmp };

std::string_view name(EndedHow how);

struct Ending {
    std::string_view by = "nobody";  // client, server, path
    EndedHow how = EndedHow::open;
    std::uint64_t frame = 0;
};

struct NextCheck {
    std::string command{};
    std::string_view tells{};  // a literal
};

// A cause that a code speaks of, and scenarios in which it does.
struct LedTo {
    std::string cause{};
    std::vector<std::string> scenarios{};
};

// A line of a log that names a code.
struct LogLine {
    LogPlace place{};
    wire::Role side = wire::Role::client;          // whose log it is
    std::optional<std::chrono::nanoseconds> at{};  // by its log's clock; of a conversation, since its begin
    std::string code{};                            // "errinfo:0x3"
    std::string says{};                            // what that means
    std::vector<LedTo> causes{};                   // empty: it is no failure, or one without a cause
    std::vector<std::string> addresses{};          // that stand beside it
};

struct Diagnosis {
    HealthState state = HealthState::undetermined;
    wire::Step step = wire::Step::none;  // the deepest that was seen
    Ending ended{};
    std::string says{};             // one sentence for a person
    std::vector<Suspect> causes{};  // the best first
    std::size_t alike = 0;  // so many of the first leave the same packets, and no frame here parts them
    std::vector<std::string> cannot{};  // what this capture cannot tell, and why
    std::vector<NextCheck> next{};      // the cheapest first
    std::vector<LogLine> log{};         // what logs say of it, in the order of their times
};

// Rules over what the packets show. `survey` is what the conversation was taken from.
Diagnosis diagnose(const capture::Talk& talk, const capture::Survey& survey);

// A client that asked for a name and then sent nothing: there is no conversation, and that is the diagnosis.
// Empty where the survey has TCP conversations, or no name that failed in every family of addresses.
struct NameDiagnosis {
    const capture::NameAsked* asked = nullptr;
    Diagnosis diagnosis;
};
std::vector<NameDiagnosis> diagnose_names(const capture::Survey& survey);

// What to try next for a cause, on the host or against it; `server` is "address:port". Empty for a cause that
// is not known.
std::vector<NextCheck> checks_for(std::string_view cause, const std::string& server);

// Those of all its causes, behind what is there; a few at most.
void add_checks(Diagnosis& found, const std::string& server);

}  // namespace badrdp::harness::diagnosis
