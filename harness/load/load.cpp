#include "harness/load/load.h"

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cmath>
#include <deque>
#include <memory>
#include <unordered_map>

#include "harness/os/loop/stop_signals.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/client_behaviour.h"
#include "sim/link/connector.h"

namespace badrdp::harness::load {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using link::Connected;
using link::Ending;
using Seconds = std::chrono::duration<double>;

namespace {

constexpr auto kTick = 5ms;
// In one tick, so that those who are there already are not kept waiting.
constexpr std::uint64_t kMostInATick = 100;
static_assert(kMostInATick / Seconds(kTick).count() == kMostASecond);

std::string_view kind_of(const Connected& seen) {
    using Before = Connected::Before;
    switch (seen.failed_before) {
        case Before::nothing: break;
        case Before::name: return "name";
        case Before::reset: return "reset";
        case Before::refused: return "refused";
        case Before::unreachable: return "unreachable";
        case Before::timeout: return "timeout";
    }
    if (!seen.ending) return "own fault";
    switch (seen.ending->kind) {
        case Ending::Kind::done: return "done";
        case Ending::Kind::security: return "security";
        case Ending::Kind::credentials: return "credentials";
        case Ending::Kind::server: return "server";
        case Ending::Kind::protocol: return "protocol";
        case Ending::Kind::certificate: return "certificate";
        case Ending::Kind::tls: return "tls";
        case Ending::Kind::closed: return "closed";
        case Ending::Kind::reset: return "reset";
        case Ending::Kind::timeout: return "timeout";
    }
    return "own fault";
}

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

asio::ip::address address_of(asio::io_context& loop, const HostPort& target) {
    boost::system::error_code error;
    const auto found = asio::ip::tcp::resolver(loop).resolve(target.host, std::to_string(target.port), error);
    if (error || found.empty())
        throw UsageError(fmt::format("the name {} cannot be resolved: {}", target.host, error.message()));
    return found.begin()->endpoint().address();
}

class Load {
public:
    Load(const LoadOrder& order, const std::function<void(double, const Tally&, std::uint64_t)>& each_second)
        : order_(order), each_second_(each_second), signals_(loop_), timer_(loop_) {
        auto honest = order.client;
        honest.faults.clear();
        behaviours_.push_back(std::make_unique<ClientBehaviour>(honest, order.stdin_text));
        for (const auto& fault : order.client.faults) {
            auto deviant = honest;
            deviant.faults = {fault};
            behaviours_.push_back(std::make_unique<ClientBehaviour>(deviant, order.stdin_text));
        }
        remember(honest.home);
        const auto target = behaviours_.front()->target();
        address_ = address_of(loop_, target);
        result_.target = host_port_text(target.host, target.port);
        result_.address = address_.to_string();
        result_.tally = Tally(order.seconds + patience().count());
        add_stop_signals(signals_);
        signals_.async_wait([this](boost::system::error_code error, int) {
            if (error) return;
            result_.interrupted = true;
            loop_.stop();
        });
    }

    LoadResult play() {
        const auto used = processor_seconds();
        start_ = std::chrono::steady_clock::now();
        next_tick_ = start_;
        tick();
        loop_.run();
        for (const auto& [number, one] : there_)
            if (!one->is_over) end(*one, came_by_the_end(*one), {});
        there_.clear();
        result_.took = at();
        result_.busy = (processor_seconds() - used) / std::max(result_.took, 1e-3);
        return std::move(result_);
    }

private:
    // Whom one of them has met, all know; and each shows the licence that was kept there before.
    void remember(const std::filesystem::path& home) {
        if (home.empty()) return;
        behaviours_.front()->known_hosts() = KnownHosts(home / "known-hosts");
        for (const auto& one : behaviours_) {
            one->share_known_hosts(*behaviours_.front());
            one->license() = KeptLicense(home / "license");
        }
    }

    struct One {
        Client client;
        link::TimePoint start;
        std::unique_ptr<link::Connector> connector;
        bool is_over = false;  // counted, and about to go
    };

    static bool is_active(const One& one) { return one.client.reached.back() > 0; }
    static Client::Came came_by_the_end(const One& one) {
        return is_active(one) ? Client::Came::well : Client::Came::cut_off;
    }

    double at() const { return Seconds(std::chrono::steady_clock::now() - start_).count(); }
    Seconds patience() const { return Seconds(order_.client.timeout); }
    Tally& tally() { return result_.tally; }

    bool all_begun() const { return result_.tally.begun() >= order_.count; }

    void tick() {
        const auto now = at();
        if (now < order_.seconds)
            begin_those_due(now);
        else
            wind_up(now);
        tally().holds(now, active_);
        if (now >= second_ + 1) {
            second_ = std::floor(now);
            if (each_second_) each_second_(now, tally(), active_);
        }
        const bool over = there_.empty() && (all_begun() || now >= order_.seconds);
        if (over) return finish();
        next_tick_ = std::max(next_tick_ + kTick, std::chrono::steady_clock::now());
        timer_.expires_at(next_tick_);
        timer_.async_wait([this](boost::system::error_code error) {
            if (!error) tick();
        });
    }

    void finish() {
        signals_.cancel();
        loop_.stop();
    }

    void begin_those_due(double now) {
        const auto wanted = wanted_by(order_, now);
        for (std::uint64_t i = 0; i < kMostInATick && !all_begun() && there_.size() < order_.at_once; ++i) {
            const auto have = static_cast<double>(order_.rate > 0 ? tally().begun() : there_.size());
            if (have >= wanted) break;
            begin(at());
        }
        if (order_.rate > 0 && there_.size() >= order_.at_once && !all_begun())
            result_.held_back =
                static_cast<std::uint64_t>(std::max(0.0, std::min(wanted, static_cast<double>(order_.count)) -
                                                             static_cast<double>(tally().begun())));
        else
            result_.held_back = 0;
    }

    // The time is up: who is active has fared well, and who is not yet has a step's patience to become so.
    void wind_up(double now) {
        const bool all = now >= order_.seconds + patience().count();
        std::erase_if(there_, [&](const auto& entry) {  // no connector calls us here
            auto& one = *entry.second;
            if (one.is_over) return true;
            if (!is_active(one) && !all) return false;
            end(one, came_by_the_end(one), {});
            return true;
        });
    }

    void begin(double now) {
        const auto number = tally().begun();
        const bool faulty = is_faulty(order_, number) && behaviours_.size() > 1;
        auto& behaviour =
            faulty ? *behaviours_[1 + faulty_begun_++ % (behaviours_.size() - 1)] : *behaviours_.front();
        auto one = std::make_unique<One>();
        one->client.faulty = faulty;
        one->client.began = now;
        one->start = link::Clock::now();
        auto* const raw = one.get();
        link::ConnectOrder order{.host = behaviour.target().host,
                                 .port = behaviour.target().port,
                                 .attempt = behaviour.attempt(1),
                                 .connection = static_cast<std::uint16_t>(number % 0xffff + 1),
                                 .address = address_};
        order.attempt.connect_patience = std::chrono::duration_cast<std::chrono::milliseconds>(patience());
        tally().began(now);
        if (all_begun()) result_.count_reached = now;
        there_.emplace(number, std::move(one));
        raw->connector = std::make_unique<link::Connector>(
            loop_.get_executor(), std::move(order),
            [this, raw](const link::Note& note) { heard(*raw, note); },
            [this, raw, number](Connected seen) {
                const bool well = seen.failed_before == Connected::Before::nothing && seen.ending &&
                                  seen.ending->kind == Ending::Kind::done;
                end(*raw, well ? Client::Came::well : Client::Came::failed, seen);
                // It is what calls us: it goes when it has returned.
                asio::post(loop_, [this, number] { there_.erase(number); });
            });
    }

    void heard(One& one, const link::Note& note) {
        const auto reach = [&](wire::Step step) {
            auto& when = one.client.reached.at(static_cast<std::size_t>(step));
            if (when > 0) return false;
            when = std::max(1e-3f, std::chrono::duration<float, std::milli>(note.at - one.start).count());
            return true;
        };
        reach(wire::Step::tcp_connect);  // who says something has a connection
        if (note.kind != link::NoteKind::step || !wire::is_depth(note.step)) return;
        if (note.step > one.client.deepest) one.client.deepest = note.step;
        if (reach(note.step) && note.step == wire::Step::active) ++active_;
    }

    void end(One& one, Client::Came came, const Connected& seen) {
        auto& client = one.client;
        one.is_over = true;
        if (is_active(one)) --active_;
        client.came = came;
        client.took = std::chrono::duration<double, std::milli>(link::Clock::now() - one.start).count();
        if (came == Client::Came::failed) {
            client.kind = kind_of(seen);
            client.why = seen.ending ? seen.ending->why : seen.why;
        }
        tally().over(client);
    }

    const LoadOrder& order_;
    const std::function<void(double, const Tally&, std::uint64_t)>& each_second_;
    asio::io_context loop_{1};
    asio::signal_set signals_;
    asio::steady_timer timer_;
    std::vector<std::unique_ptr<ClientBehaviour>> behaviours_;  // the honest one, and one for each fault
    asio::ip::address address_;
    std::chrono::steady_clock::time_point start_, next_tick_;
    double second_ = 0;
    std::uint64_t active_ = 0, faulty_begun_ = 0;
    LoadResult result_;
    std::unordered_map<std::uint64_t, std::unique_ptr<One>> there_;
};

}  // namespace

double wanted_by(const LoadOrder& order, double at) {
    const auto risen = order.ramp > 0 ? std::min(1.0, at / order.ramp) : 1.0;
    if (order.rate <= 0) return std::max(1.0, static_cast<double>(order.at_once) * risen);
    // The integral of what rises to the rate, and then stays there; the first one begins at once.
    return 1 + (at < order.ramp ? order.rate * at * risen / 2 : order.rate * (at - order.ramp / 2));
}

bool is_faulty(const LoadOrder& order, std::uint64_t n) {
    const auto so_many = [&](std::uint64_t clients) {
        return std::floor(static_cast<double>(clients) * order.faulty / 100 + 1e-9);
    };
    return so_many(n + 1) > so_many(n);
}

LoadResult play_load(const LoadOrder& order,
                     const std::function<void(double, const Tally&, std::uint64_t)>& each_second) {
    return Load(order, each_second).play();
}

int exit_status(const LoadResult& result) {
    constexpr int kFaredWell = 0, kSomeDidNot = 1, kNobody = 4, kInterrupted = 130;
    if (result.interrupted) return kInterrupted;
    const auto& tally = result.tally;
    const bool all_deviated = tally.begun() > 0 && tally.begun() == tally.faulty();
    if (tally.well() == 0 && !all_deviated) return kNobody;
    return tally.failed() + tally.cut_off() > 0 ? kSomeDidNot : kFaredWell;
}

}  // namespace badrdp::harness::load
