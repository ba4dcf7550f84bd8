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
#include "harness/os/loop/heartbeat.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/priority.h"
#include "harness/play/settle.h"

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

// Of one client, how many red cases in a row may come out again as before: the others are believed then,
// since a client that fails everywhere needs no second look.
constexpr unsigned kMostConfirmed = 8;

// Whether the honest case meets its demands. Another thing than it did last time may be fine.
bool held(Verdict verdict) {
    switch (verdict) {
        case Verdict::fail:
        case Verdict::moot:
        case Verdict::unsupported:
        case Verdict::error: return false;
        default: return true;
    }
}

bool is_spoiled(const CaseResult& play) { return play.judgement.verdict == Verdict::error; }

class Run {
public:
    explicit Run(RunOrder order)
        : order_(std::move(order)),
          places_(loop_.get_executor(), std::max(1u, order_.jobs)),
          starts_(loop_.get_executor(), starters()),
          signals_(loop_),
          clock_(loop_),
          heartbeat_(loop_.get_executor()) {
        order_.context.stood_still = [this](auto then) { return heartbeat_.longest_since(then); };
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
        put_in_order(result_.cases);
        if (auto lost = unkept(result_)) result_.shortfalls.push_back(std::move(*lost));
        return std::move(result_);
    }

private:
    // A case that is not settled yet: we spoiled it, or it is red.
    struct Doubtful {
        const CaseOrder* order;
        std::vector<CaseResult> plays;
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
        co_await play_again_alone();
        std::vector<asio::awaitable<void>> rest;
        for (const auto& plan : order_.plans)
            if (!order_.gated || holds(plan)) rest.push_back(play_rest(plan));
        co_await side_by_side(std::move(rest));
        co_await play_again_alone();
        while (!postponed_.empty() && !result_.gave_up && !result_.interrupted) co_await play_postponed();
    }

    // --fail-fast: what waited for a red case that was none in the end.
    asio::awaitable<void> play_postponed() {
        std::vector<asio::awaitable<void>> cases;
        for (const auto* order : std::exchange(postponed_, {})) cases.push_back(play_case(*order));
        co_await side_by_side(std::move(cases));
        co_await play_again_alone();
    }

    // Whether no case may begin: one is red, or may be.
    bool waits_for_red() const {
        return order_.fail_fast &&
               (result_.gave_up || std::ranges::any_of(doubtful_, [](const Doubtful& one) {
                    return is_red(one.plays.back().judgement.verdict) && !is_spoiled(one.plays.back());
                }));
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
        if (waits_for_red()) {
            postponed_.push_back(&order);
            co_return;
        }
        std::vector<CaseResult> plays;
        for (unsigned i = 1; i <= std::max(1u, order_.repeat) && !result_.interrupted; ++i) {
            const auto this_play = numbered(order, i, false);
            plays.push_back(co_await play_once(this_play));
        }
        if (result_.interrupted) co_return;
        if (is_doubtful(order, plays))
            doubtful_.push_back({&order, std::move(plays)});
        else
            settle(order, settled(std::move(plays)));
    }

    static CaseOrder numbered(CaseOrder order, std::size_t play, bool alone) {
        order.play = static_cast<unsigned>(play);
        order.alone = alone;
        return order;
    }

    // A simulation comes out the same each time.
    bool is_doubtful(const CaseOrder& order, const std::vector<CaseResult>& plays) const {
        const auto verdict = settled(plays).judgement.verdict;
        if (verdict == Verdict::error) return true;
        return is_red(verdict) && order_.retries > 0 && order.net != Net::simulated;
    }

    // Nothing else is played meanwhile, so that what is late now is late because of somebody else. What ended
    // soon comes first: in a run that is red anyway, that is where the time is well spent.
    asio::awaitable<void> play_again_alone() {
        in_vain_ = 0;
        auto doubtful = std::exchange(doubtful_, {});
        std::ranges::stable_sort(doubtful, {},
                                 [](const Doubtful& one) { return one.plays.back().facts.took; });
        for (auto& [order, plays] : doubtful) {
            co_await until_unspoiled(*order, plays);
            co_await until_steady(*order, plays);
            settle(*order, settled(std::move(plays)));
        }
    }

    asio::awaitable<void> until_unspoiled(const CaseOrder& order, std::vector<CaseResult>& plays) {
        auto& result = plays.back();
        while (std::ranges::all_of(plays, is_spoiled) && result.attempts < kAttempts && alone_ < kMostAlone &&
               in_vain_ < kMostInVain && !result_.interrupted) {
            const auto attempt = result.attempts + 1;
            const auto this_play = numbered(order, plays.size(), true);
            auto again = co_await play_once(this_play);
            if (result_.interrupted) break;
            result = std::move(again);
            result.attempts = attempt;
            ++alone_;
            in_vain_ = is_spoiled(result) ? in_vain_ + 1 : 0;
        }
    }

    // An attempt that we spoil counts as one, and as no play.
    asio::awaitable<void> until_steady(const CaseOrder& order, std::vector<CaseResult>& plays) {
        auto& confirmed = confirmed_[order.client];
        if (!is_doubtful(order, plays) || std::ranges::all_of(plays, is_spoiled)) co_return;
        if (confirmed >= kMostConfirmed) co_return;
        for (unsigned i = 0; i < order_.retries && !result_.interrupted; ++i) {
            const auto this_play = numbered(order, plays.size() + 1, true);
            auto again = co_await play_once(this_play);
            if (!result_.interrupted) plays.push_back(std::move(again));
        }
        if (is_red(settled(plays).judgement.verdict))
            ++confirmed;
        else
            confirmed = 0;
    }

    void settle(const CaseOrder& order, CaseResult result) {
        const auto verdict = result.judgement.verdict;
        ++done_;
        if (is_red(verdict)) ++failed_;
        if (is_red(verdict) && order_.fail_fast) result_.gave_up = true;
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
        heartbeat_.stop();
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

    RunOrder order_;
    asio::io_context loop_{1};
    asio::thread_pool workers_{4};
    Gate places_;
    Gate starts_;
    asio::signal_set signals_;
    asio::steady_timer clock_;
    Heartbeat heartbeat_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::set<Player*> players_;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
    std::size_t failed_ = 0;
    std::vector<Doubtful> doubtful_;           // played, and not yet settled
    std::vector<const CaseOrder*> postponed_;  // not begun, while a red case waits for its other plays
    std::set<const CaseOrder*> broken_;        // settled, and did not hold
    bool over_ = false;
    unsigned alone_ = 0;                           // attempts so far at what we had spoiled
    unsigned in_vain_ = 0;                         // of those in a row
    std::map<const Client*, unsigned> confirmed_;  // red cases in a row that came out as before
    RunResult result_;
    std::exception_ptr trouble_;
};

}  // namespace

RunResult play_all(RunOrder order) { return Run(std::move(order)).play(); }

}  // namespace badrdp::harness
