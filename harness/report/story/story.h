// Everything that is known of one case, read back from its folder: its ladder, each demand with what met or
// broke it, the client's last lines, and how to look and play again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/judge.h"
#include "harness/report/ladder/ladder.h"

namespace badrdp::harness {

// The same case in another run.
struct Beside {
    std::string of{};          // "the run of 2026-11-30T01:00:00Z"
    std::string came_to{};     // "pass refused"
    Ladder mine{}, theirs{};   // where they first differ is lit in both
    std::string difference{};  // of packets, in words; may be empty
};

struct Story {
    std::shared_ptr<const CaseResult> result{};
    Ladder ladder{};  // where it first differs from the healthy case is lit
    std::optional<Ladder>
        healthy{};                   // the same client's healthy case; nothing: there is none, or this is one
    std::optional<Beside> beside{};  // nothing: no other run was asked for, or it has no such case
    std::string difference{};        // from that, in words; may be empty
    std::vector<Checked> demands{};  // none if there is no case.toml
    std::vector<std::string> said{};  // the last lines of client.log, each printable and bounded
    std::size_t unsaid = 0;           // lines before them
    std::string filter{};             // for Wireshark; empty: there is no capture
    std::string look{};               // the tshark command; empty likewise
    std::string again{};              // the command that plays it again; empty: nothing was kept
};

// Reads the folders of the case and of its healthy one below the run's. What is not there is left out; throws
// UsageError if a file is there and cannot be read.
Story read_story(const RunResult& run, const CaseResult& result);

// Puts another run's case beside this one, if it has it; reads and throws as above.
std::optional<Beside> read_beside(const RunResult& run, const CaseResult& result, const RunResult& other);

// The same without what peers and clients named or printed, and without paths: of messages, what they are and
// which protocols, versions and ciphers they choose stays.
Story without_names(Story story);

// The ladder alone.
Ladder read_ladder(const RunResult& run, const CaseResult& result);

// For a terminal, or with `ascii` for a ticket.
std::string story_text(const RunResult& run, const Story& story, const LadderLook& look);

// The cases of a run that this word means: a case's folder in the run
// ("certificate/expired/xfreerdp.strict"), what is below a folder, or a scenario's id. Points into `run`.
std::vector<const CaseResult*> cases_meant(const RunResult& run, std::string word);

}  // namespace badrdp::harness
