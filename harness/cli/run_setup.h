// What every command that plays cases needs first: its clients, a display, the permission to capture.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/cli.h"
#include "harness/cli/run_pick.h"
#include "harness/os/roots/store.h"
#include "harness/os/run_folder.h"
#include "harness/os/sandbox/display.h"
#include "harness/play/runner.h"

namespace badrdp::harness {

struct CauseRow;

// By what cases on loopback are judged.
enum class View : std::uint8_t {
    capture,
    own,   // what our host knows of its packets
    best,  // a capture where one is permitted
};

struct PlayRequest {
    std::vector<std::string> scenarios;  // names, globs or files; empty: all
    std::vector<std::string> clients;    // empty: all that are found
    std::vector<std::string> adapters;   // files of clients that the catalogue does not know
    std::filesystem::path out = "out";
    std::uint64_t seed = 1;
    unsigned jobs = 0;  // 0: as many as this machine can carry
    std::optional<std::chrono::milliseconds> patience;
    std::optional<Net> net;  // nothing: what each scenario needs
    View view = View::capture;
    bool gated = true;       // false: plays on with a client whose honest case failed
    bool fail_fast = false;  // as in RunOrder
    PickOptions pick{};
    std::string profile{};  // its name; empty: none
    unsigned repeat = 1;    // as in RunOrder
    unsigned retries = 0;
};

// A run that is ready to be played; everything that its cases refer to lives here.
class RunSetup {
public:
    // Throws UsageError if the request is wrong, std::runtime_error if the machine refuses something.
    RunSetup(const Globals& globals, const PlayRequest& request);
    RunSetup(const RunSetup&) = delete;
    RunSetup& operator=(const RunSetup&) = delete;

    RunOrder order(std::function<void(const Progress&)> progress) const;
    // The same with cases of the caller's own, which must outlive it.
    RunOrder order(std::vector<ClientPlan> plans, std::function<void(const Progress&)> progress) const;
    void describe(RunResult& run) const;  // everything that play_all does not know; may add a shortfall

    const std::filesystem::path& out() const { return folder_->path(); }
    // For commands that describe no run: whether something of it is not there any more, since a disk was full
    // or somebody removed the run's folder meanwhile. It is said on standard error then.
    bool tells_lost(const RunResult& run) const;
    const std::string& why_no_capture() const { return why_no_capture_; }  // empty: there is one
    const std::vector<Client>& clients() const { return clients_; }
    const std::vector<std::filesystem::path>& swept() const { return swept_; }
    const std::map<std::string, Baseline>& baselines() const { return baselines_; }
    const std::vector<Scenario>& scenarios() const { return scenarios_; }
    const Scenario& honest() const { return honest_; }
    Nets nets() const;
    std::vector<std::string> named() const;  // the clients that somebody named; of none: nothing
    bool only_ours() const;                  // nobody chose clients, and none but the built-in one is there

private:
    void make_folder();
    void look_for_capture();
    void demand_player_of_each_case() const;
    std::optional<Shortfall> removed() const;

    PlayRequest request_;
    std::vector<Scenario> scenarios_;
    Scenario honest_;
    std::shared_ptr<const std::vector<CauseRow>> causes_;
    std::optional<RunFolder> folder_;
    std::vector<std::filesystem::path> swept_;
    std::vector<Client> clients_;
    std::vector<HeldRoot> held_roots_;  // of theirs
    std::map<std::string, Baseline> baselines_;
    std::string why_no_capture_;
    bool own_view_ = false;
    Pick pick_;
    RunContext context_;
};

}  // namespace badrdp::harness
