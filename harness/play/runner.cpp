#include "harness/play/runner.h"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <set>
#include <thread>

#include "harness/os/loop/gate.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/priority.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// A client with a window keeps a core busy for a third of a second when it starts; more of them at once than
// the machine can carry would make our own loop late, and every case with it.
unsigned starters() { return 2 * std::max(1u, std::thread::hardware_concurrency()); }

// At the most, where nothing comes through to the host that would show that it has started.
std::chrono::milliseconds start_takes(const Adapter& adapter) { return adapter.display ? 2s : 200ms; }

// How often a case that we spoiled is played in all: first among others, then alone.
constexpr unsigned kAttempts = 3;
// Attempts alone of a whole run, and how many of them in a row may be in vain: a machine that cannot play at
// all is not asked two thousand times.
constexpr unsigned kMostAlone = 200;
constexpr unsigned kMostInVain = 8;

// Whether the honest case meets its demands. Another thing than it did last time may be fine.
bool held(Verdict verdict) {
    return verdict == Verdict::pass || verdict == Verdict::known || verdict == Verdict::changed ||
           verdict == Verdict::fixed;
}

class Run {
public:
    explicit Run(RunOrder order)
        : order_(std::move(order)),
          places_(loop_.get_executor(), std::max(1u, order_.jobs)),
          starts_(loop_.get_executor(), starters()),
          signals_(loop_),
          clock_(loop_) {
        add_stop_signals(signals_);
    }

    RunResult play() {
        for (const auto& plan : order_.plans) {
            total_ += plan.first.size() + plan.cases.size() + plan.last.size();
            for (const auto& result : plan.unsupported) result_.cases.push_back(result);
        }
        result_.planned = total_ + result_.cases.size();
        asio::co_spawn(loop_, play_plans(), [this](std::exception_ptr trouble) { over(trouble); });
        const PriorityBoost punctual;  // clients are put behind everybody by their sandbox
        watch_signals();
        tick();
        loop_.run();
        workers_.join();
        if (trouble_) std::rethrow_exception(trouble_);
        result_.took = elapsed();
        sort_cases();
        return std::move(result_);
    }

private:
    struct Spoiled {
        const CaseOrder* order;
        CaseResult result;
    };

    std::chrono::milliseconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                     began_);
    }

    // The honest cases of every client are settled before anything else is played: whether a client's other
    // cases prove anything must not hang on a machine that was busy for a moment.
    asio::awaitable<void> play_plans() {
        std::vector<asio::awaitable<void>> honest;
        for (const auto& plan : order_.plans) honest.push_back(play_in_turn(plan.first));
        co_await side_by_side(std::move(honest));
        co_await play_spoiled_alone();
        std::vector<asio::awaitable<void>> rest;
        for (const auto& plan : order_.plans)
            if (!order_.gated || holds(plan)) rest.push_back(play_rest(plan));
        co_await side_by_side(std::move(rest));
        co_await play_spoiled_alone();
    }

    bool holds(const ClientPlan& plan) const {
        return std::ranges::none_of(plan.first, [&](const auto& order) { return broken_.contains(&order); });
    }

    asio::awaitable<void> play_rest(const ClientPlan& plan) {
        std::vector<asio::awaitable<void>> cases;
        for (const auto& order : plan.cases) cases.push_back(play_case(order));
        co_await side_by_side(std::move(cases));
        co_await play_in_turn(plan.last);
    }

    asio::awaitable<void> play_in_turn(const std::vector<CaseOrder>& orders) {
        for (const auto& order : orders) co_await play_case(order);
    }

    asio::awaitable<void> side_by_side(std::vector<asio::awaitable<void>> all) {
        Event all_done(loop_.get_executor());
        std::size_t left = all.size();
        if (left == 0) co_return;
        for (auto& one : all)
            asio::co_spawn(loop_, std::move(one), [&](std::exception_ptr trouble) {
                if (trouble && !trouble_) trouble_ = trouble;
                if (--left == 0) all_done.happen();
            });
        co_await all_done.wait();
    }

    asio::awaitable<void> play_case(const CaseOrder& order) {
        const auto place = co_await places_.enter();
        if (result_.interrupted) co_return;
        auto result = co_await play_once(order);
        if (result_.interrupted) co_return;
        if (result.judgement.verdict == Verdict::error)
            spoiled_.push_back({&order, std::move(result)});
        else
            settle(order, std::move(result));
    }

    // Nothing else is played meanwhile, so that what is late now is late because of somebody else.
    asio::awaitable<void> play_spoiled_alone() {
        unsigned in_vain = 0;
        auto spoiled = std::exchange(spoiled_, {});
        for (auto& [order, result] : spoiled) {
            while (result.judgement.verdict == Verdict::error && result.attempts < kAttempts &&
                   alone_ < kMostAlone && in_vain < kMostInVain && !result_.interrupted) {
                const auto attempt = result.attempts + 1;
                auto again = co_await play_once(*order);
                if (result_.interrupted) break;
                result = std::move(again);
                result.attempts = attempt;
                ++alone_;
                in_vain = result.judgement.verdict == Verdict::error ? in_vain + 1 : 0;
            }
            settle(*order, std::move(result));
        }
    }

    void settle(const CaseOrder& order, CaseResult result) {
        const auto verdict = result.judgement.verdict;
        ++done_;
        if (verdict != Verdict::pass && verdict != Verdict::known && verdict != Verdict::unsupported)
            ++failed_;
        if (!held(verdict)) broken_.insert(&order);
        result_.cases.push_back(std::move(result));
        report(&result_.cases.back());
    }

    asio::awaitable<CaseResult> play_once(const CaseOrder& order) {
        auto entered = co_await starts_.enter();
        const auto start = std::make_shared<Gate::Place>(std::move(entered));
        if (result_.interrupted) co_return blank_result(order);
        asio::steady_timer slow_start(loop_, start_takes(order.client->adapter));
        slow_start.async_wait([start](boost::system::error_code) { start->leave(); });
        Player player(loop_.get_executor(), workers_, order_.context, order);
        players_.insert(&player);
        // Named, because g++ 12 destroys a temporary that is an argument of a coroutine twice.
        std::function<void()> talking = [start] { start->leave(); };
        auto result = co_await player.play(std::move(talking));
        players_.erase(&player);
        co_return result;
    }

    void over(const std::exception_ptr& trouble) {
        if (trouble && !trouble_) trouble_ = trouble;
        over_ = true;
        signals_.cancel();
        clock_.cancel();
    }

    void watch_signals() {
        signals_.async_wait([this](boost::system::error_code error, int) {
            if (error) return;
            result_.interrupted = true;
            for (auto* player : players_) player->abandon();
        });
    }

    void tick() {
        clock_.expires_after(500ms);
        clock_.async_wait([this](boost::system::error_code error) {
            if (error || over_) return;  // what is due already cannot be cancelled
            report(nullptr);
            tick();
        });
    }

    void report(const CaseResult* latest) {
        if (order_.progress)
            order_.progress({.done = done_,
                             .total = total_,
                             .failed = failed_,
                             .running = players_.size(),
                             .took = elapsed(),
                             .latest = latest});
    }

    // In the order of the plan, whatever ended first.
    void sort_cases() {
        std::ranges::stable_sort(result_.cases, [](const CaseResult& a, const CaseResult& b) {
            return std::tie(b.healthy, a.scenario, a.client, a.options, a.last_round) <
                   std::tie(a.healthy, b.scenario, b.client, b.options, b.last_round);
        });
    }

    RunOrder order_;
    asio::io_context loop_{1};
    asio::thread_pool workers_{4};
    Gate places_;
    Gate starts_;
    asio::signal_set signals_;
    asio::steady_timer clock_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::set<Player*> players_;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
    std::size_t failed_ = 0;
    std::vector<Spoiled> spoiled_;       // played once, and not yet settled
    std::set<const CaseOrder*> broken_;  // settled, and did not hold
    bool over_ = false;
    unsigned alone_ = 0;  // attempts so far
    RunResult result_;
    std::exception_ptr trouble_;
};

}  // namespace

RunResult play_all(RunOrder order) { return Run(std::move(order)).play(); }

}  // namespace badrdp::harness
