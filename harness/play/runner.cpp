#include "harness/play/runner.h"

#include <sys/resource.h>
#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <set>
#include <thread>

#include "harness/os/loop/gate.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// A client that starts keeps a core busy for a third of a second; more of them at once than the machine can
// carry would make our own loop late, and every case with it.
unsigned starters() { return 2 * std::max(1u, std::thread::hardware_concurrency()); }

constexpr auto kStartTakes = 2s;
constexpr unsigned kAttempts = 3;
constexpr int kPriority = -10;

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
          signals_(loop_, SIGINT, SIGTERM),
          clock_(loop_) {}

    RunResult play() {
        for (const auto& plan : order_.plans) {
            total_ += plan.first.size() + plan.cases.size() + plan.last.size();
            for (const auto& result : plan.unsupported) result_.cases.push_back(result);
        }
        result_.planned = total_ + result_.cases.size();
        running_plans_ = order_.plans.size();
        for (const auto& plan : order_.plans)
            asio::co_spawn(loop_, play_plan(plan),
                           [this](std::exception_ptr trouble) { plan_over(trouble); });
        // Our own loop goes first where that is permitted; clients are put behind everybody by their sandbox.
        ::setpriority(PRIO_PROCESS, 0, kPriority);
        watch_signals();
        tick();
        if (running_plans_ > 0) loop_.run();
        workers_.join();
        if (trouble_) std::rethrow_exception(trouble_);
        result_.took = elapsed();
        sort_cases();
        return std::move(result_);
    }

private:
    std::chrono::milliseconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                     began_);
    }

    asio::awaitable<void> play_plan(const ClientPlan& plan) {
        bool honest = true;
        for (const auto& order : plan.first) {
            const auto result = co_await play_case(order);
            const auto verdict = result.judgement.verdict;
            honest = honest && (!order_.gated || held(verdict));
        }
        if (honest) co_await play_side_by_side(plan.cases);
        if (honest)
            for (const auto& order : plan.last) co_await play_case(order);
    }

    asio::awaitable<void> play_side_by_side(const std::vector<CaseOrder>& orders) {
        Event all_done(loop_.get_executor());
        std::size_t left = orders.size();
        if (left == 0) co_return;
        for (const auto& order : orders)
            asio::co_spawn(loop_, play_case(order), [&](std::exception_ptr trouble, const CaseResult&) {
                if (trouble && !trouble_) trouble_ = trouble;
                if (--left == 0) all_done.happen();
            });
        co_await all_done.wait();
    }

    asio::awaitable<CaseResult> play_case(const CaseOrder& order) {
        auto place = co_await places_.enter();
        auto result = blank_result(order);
        for (unsigned attempt = 1; !result_.interrupted; ++attempt) {
            result = co_await play_once(order);
            result.attempts = attempt;
            if (result.judgement.verdict != Verdict::error || attempt == kAttempts) break;
        }
        if (result_.interrupted) co_return result;
        ++done_;
        const auto verdict = result.judgement.verdict;
        if (verdict != Verdict::pass && verdict != Verdict::known && verdict != Verdict::unsupported)
            ++failed_;
        result_.cases.push_back(result);
        report(&result_.cases.back());
        co_return result;
    }

    asio::awaitable<CaseResult> play_once(const CaseOrder& order) {
        auto entered = co_await starts_.enter();
        const auto start = std::make_shared<Gate::Place>(std::move(entered));
        if (result_.interrupted) co_return blank_result(order);
        asio::steady_timer slow_start(loop_, kStartTakes);
        slow_start.async_wait([start](boost::system::error_code) { start->leave(); });
        Player player(loop_.get_executor(), workers_, order_.context, order);
        players_.insert(&player);
        // Named, because g++ 12 destroys a temporary that is an argument of a coroutine twice.
        std::function<void()> talking = [start] { start->leave(); };
        auto result = co_await player.play(std::move(talking));
        players_.erase(&player);
        co_return result;
    }

    void plan_over(const std::exception_ptr& trouble) {
        if (trouble && !trouble_) trouble_ = trouble;
        if (--running_plans_ > 0) return;
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
            if (error) return;
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
    std::size_t running_plans_ = 0;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
    std::size_t failed_ = 0;
    RunResult result_;
    std::exception_ptr trouble_;
};

}  // namespace

RunResult play_all(RunOrder order) { return Run(std::move(order)).play(); }

}  // namespace badrdp::harness
