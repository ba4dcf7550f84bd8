// A network without a host, a client or a packet: each visit goes as a test's script says.
#pragma once

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/play/player.h"

namespace badrdp::harness::test {

struct FakeVisit {
    ProcessEnd end{.exit = 0, .signal = {}, .took = std::chrono::milliseconds(10), .output = {}};
    std::string lost{};         // what we got wrong ourselves
    std::string refuses{};      // not empty: the network cannot be made at all
    unsigned connections = 1;   // that the client makes
    std::size_t waits_for = 0;  // ends when so many clients have been there at once
    bool floods = false;        // sends more than any may
    bool stays = false;         // ends only when it is ended
    bool interrupts = false;    // somebody presses Ctrl-C while it is there
    wire::Step deepest = wire::Step::tcp_connect;
    link::Transcript notes{};
};

// One visit that was played: whose, how often before, and who else was there when it began.
struct FakeLog {
    std::string scenario;
    std::string client;
    unsigned attempt = 0;
    unsigned visit = 0;
    std::vector<std::string> beside;
    std::size_t settled = 0;  // cases that had been told of as settled
};

// What the fake networks of one run have in common.
class FakeNetwork;

struct FakeWorld {
    using Script = std::function<FakeVisit(const CaseOrder& order, unsigned attempt, unsigned visit)>;

    explicit FakeWorld(Script what) : script(std::move(what)) {}

    NetworkMaker networks();
    void look_around();  // who has waited long enough leaves

    // The attempts of that scenario.
    std::vector<FakeLog> of(const std::string& scenario) const {
        std::vector<FakeLog> out;
        std::ranges::copy_if(log, std::back_inserter(out),
                             [&](const auto& l) { return l.scenario == scenario; });
        return out;
    }

    Script script;
    std::vector<FakeLog> log{};
    std::vector<SandboxOrder> started{};
    std::vector<std::string> there{};  // the scenarios whose clients are there
    std::size_t most = 0;              // that were there at once
    std::vector<Limit> ended{};        // whom we were told to end, and why
    std::set<FakeNetwork*> busy{};     // whose clients are there; all of it belongs to the loop's thread
    std::map<std::string, unsigned> attempts{};
    std::size_t settled = 0;
};

class FakeNetwork : public harness::Network {
public:
    FakeNetwork(FakeWorld& world, const NetworkOrder& order)
        : world_(world), loop_(order.loop), order_(order.order) {
        attempt_ = ++world_.attempts[key()];
        const auto first = world_.script(order_, attempt_, 1);
        if (!first.refuses.empty()) throw std::runtime_error(first.refuses);
    }

    boost::asio::awaitable<void> open(VisitOrder order) override {
        visit_ = std::move(order);
        now_ = world_.script(order_, attempt_, visit_.number);
        co_return;
    }

    Whereabouts whereabouts() const override {
        return {.host = "198.51.100.1", .address = "198.51.100.1", .port = 3389};
    }

    boost::asio::awaitable<void> start_client(SandboxOrder order,
                                              std::function<void(ProcessEnd)> ended) override {
        const auto name = order_.scenario->id();
        world_.started.push_back(std::move(order));
        world_.log.push_back(
            {name, order_.client->adapter.name, attempt_, visit_.number, world_.there, world_.settled});
        world_.there.push_back(name);
        world_.most = std::max(world_.most, world_.there.size());
        ended_ = std::move(ended);
        world_.busy.insert(this);
        for (unsigned count = 1; count <= now_.connections; ++count) visit_.witness.connection(count);
        if (now_.floods) visit_.witness.flooded();
        for (const auto& note : now_.notes) visit_.witness.note(note);
        if (now_.interrupts) ::raise(SIGINT);
        boost::asio::post(loop_, [&world = world_] { world.look_around(); });
        co_return;
    }

    void end_client(Limit why) override {
        world_.ended.push_back(why);
        now_.end = {.exit = {}, .signal = {}, .limit = why, .took = {}, .output = {}};
        now_.stays = false;
        now_.waits_for = 0;
        boost::asio::post(loop_, [&world = world_] { world.look_around(); });
    }

    boost::asio::awaitable<std::string> close() override {
        timeline_ = {};
        capture::Event event;
        event.step = now_.deepest;
        timeline_.events.push_back(event);
        co_return now_.lost;
    }

    const capture::Timeline& timeline() const override { return timeline_; }
    const std::vector<capture::Packet>& packets() const override { return packets_; }
    std::vector<capture::Interface> interfaces() const override { return {{.name = "fake"}}; }

    void leave_if_due() {
        if (!ended_ || now_.stays || world_.most < now_.waits_for) return;
        world_.there.erase(std::ranges::find(world_.there, order_.scenario->id()));
        world_.busy.erase(this);
        std::exchange(ended_, nullptr)(now_.end);
    }

private:
    std::string key() const {
        return order_.scenario->id() + order_.client->adapter.name + order_.options +
               (order_.last_round ? "last" : "");
    }

    FakeWorld& world_;
    boost::asio::any_io_executor loop_;
    const CaseOrder& order_;
    unsigned attempt_ = 0;
    VisitOrder visit_;
    FakeVisit now_;
    std::function<void(ProcessEnd)> ended_;
    capture::Timeline timeline_;
    std::vector<capture::Packet> packets_;
};

inline void FakeWorld::look_around() {
    for (auto* network : std::set(busy)) network->leave_if_due();
}

inline NetworkMaker FakeWorld::networks() {
    return [this](const NetworkOrder& order) { return std::make_unique<FakeNetwork>(*this, order); };
}

}  // namespace badrdp::harness::test
