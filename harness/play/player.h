// Plays one case: a broken host, one client in its sandbox, the packets between them, and what they came to.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/data/client/adapter.h"
#include "harness/data/client/baseline.h"
#include "harness/data/scenario/scenario.h"
#include "harness/os/sandbox/display.h"
#include "harness/play/net/network.h"
#include "harness/play/result.h"

namespace badrdp::harness {

struct CaseOrder;
struct RunContext;

// What the network of a case is made from; all of it outlives the network.
struct NetworkOrder {
    boost::asio::any_io_executor loop;
    boost::asio::thread_pool& workers;
    const RunContext& context;
    const CaseOrder& order;
    std::filesystem::path dir;  // the case's folder
};
using NetworkMaker = std::function<std::unique_ptr<Network>(const NetworkOrder&)>;

// The one that the case's order names.
std::unique_ptr<Network> make_network(const NetworkOrder& order);

// What a client with a window is shown on, for one visit: it is this client's alone, and ends with the last
// copy.
struct Screen {
    DisplayAddress at;
    std::function<bool()> is_up;  // asked when the client is gone; empty: it is
};
// Starts one, whose messages go to that folder; called on a worker. Throws std::runtime_error.
using ScreenMaker = std::function<Screen(const std::filesystem::path& dir)>;

// What the cases of one run have in common.
struct RunContext {
    std::filesystem::path out;   // the run's folder
    std::string mark;            // the run's own, for what may be swept
    std::filesystem::path self;  // our own program, for {badrdp}
    ScreenMaker screens;         // for clients that need one; empty: there are none
    std::uint64_t seed = 1;
    std::optional<std::chrono::milliseconds> patience;  // shorter or longer than the clients' own
    bool own_view = false;                              // cases on loopback are judged without a capture
    NetworkMaker networks = make_network;
    // How long the loop stood still at worst since then; empty: nobody looks.
    std::function<std::chrono::milliseconds(std::chrono::steady_clock::time_point then)> stood_still{};
    bool all_events = false;  // those of a case that passed too are kept, for whoever compares them
};

struct CaseOrder {
    const Scenario* scenario = nullptr;
    const Client* client = nullptr;
    const Baseline* baseline = nullptr;  // may be null
    std::string options;
    bool last_round = false;
    Net net = Net::loopback;
    unsigned play = 1;   // of this case in the run: each has a folder of its own
    bool alone = false;  // nothing else is played meanwhile
};

// A case that is being played; destroying it ends whatever still lives of it.
class Player {
public:
    // `workers` mint certificates and write files, so that the loop stays punctual.
    Player(boost::asio::any_io_executor loop, boost::asio::thread_pool& workers, const RunContext& context,
           CaseOrder order);
    ~Player();

    // The result is never an exception: what the harness gets wrong is Verdict::error with its reason.
    // `talking` is called when the client has made its first connection, or is gone.
    boost::asio::awaitable<CaseResult> play(std::function<void()> talking);

    void abandon();  // ends the client now; play() then returns soon

private:
    struct State;
    std::shared_ptr<State> state_;
};

// The case's folder below the run's: "negotiation/failure.code=5/xfreerdp.lenient", ".2" behind it for the
// second play.
std::filesystem::path folder_of(const CaseOrder& order);

// A result with everything but the facts and the judgement filled in.
CaseResult blank_result(const CaseOrder& order);

}  // namespace badrdp::harness
