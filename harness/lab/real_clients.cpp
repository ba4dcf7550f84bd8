#include "harness/lab/real_clients.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <map>
#include <thread>
#include <utility>

#include "harness/data/contains.h"
#include "harness/os/files.h"
#include "harness/os/loop/event.h"
#include "harness/os/loop/gate.h"
#include "harness/os/loop/offload.h"
#include "harness/os/plain.h"
#include "harness/os/private_folder.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/sandbox/sandbox.h"
#include "harness/play/command.h"
#include "harness/play/trust.h"

namespace badrdp::harness::lab {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostSaid = 6 * 1024;      // of it the end is shown
constexpr std::size_t kMostOutput = 256 * 1024;  // then it is ended

std::string end_of(const std::string& text) {
    if (text.size() <= kMostSaid) return text;
    const auto line = text.find('\n', text.size() - kMostSaid);
    return "...\n" + text.substr(line == text.npos ? text.size() - kMostSaid : line + 1);
}

std::string how_it_ended(const ProcessEnd& end) {
    const auto took = fmt::format(" after {:.1f} s", static_cast<double>(end.took.count()) / 1000);
    if (end.limit != Limit::none) return fmt::format("was ended by its limit ({}){}", name(end.limit), took);
    if (end.exit) return fmt::format("ended with exit status {}{}", *end.exit, took);
    if (end.signal) return fmt::format("was ended by signal {}{}", *end.signal, took);
    return "was ended" + took;
}

}  // namespace

// One client, from the press of a button to the end of its X server. What a worker makes, a worker takes
// apart: it waits for the kernel.
struct RealClients::Visit {
    Visit(asio::any_io_executor loop, ClientWish w) : wish(std::move(w)), ended(std::move(loop)) {}

    std::optional<http::Passage> window(unsigned most) const {
        if (state != ClientState::running || !display || display->vnc().empty()) return std::nullopt;
        if (static_cast<unsigned>(seat.use_count()) > most) return std::nullopt;
        return http::Passage{.to = display->vnc().string(), .seat = seat};
    }

    ClientWish wish;
    ClientState state = ClientState::starting;
    std::string said{};
    std::string how{};
    bool unwanted = false;
    std::optional<PrivateFolder> screen{};  // of the X server: the client sees its cookie alone
    std::optional<PrivateFolder> home{};
    std::optional<Display> display{};
    std::optional<Sandbox> sandbox{};
    std::shared_ptr<void> seat = std::make_shared<int>();  // each who looks holds it
    Event ended;
};

struct RealClients::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor l, asio::thread_pool& w, Client c, RealClientLimits m)
        : loop(l),
          workers(w),
          client(std::move(c)),
          limits(m),
          starts(l, std::max(1U, std::thread::hardware_concurrency())) {}

    asio::awaitable<void> play(std::shared_ptr<Visit> visit);
    asio::awaitable<void> show(Visit& visit);
    SandboxOrder order_of(const Visit& visit) const;
    std::string why_not(const std::string& options) const {
        if (!client.missing.empty() || client.adapter.options.contains(options)) return client.missing;
        return fmt::format("it has no option set '{}', which this user's client has", options);
    }
    // From now on there is nothing to look at, though it takes a moment to end.
    void let_go(Visit& visit) {
        visit.unwanted = true;
        if (visit.state != ClientState::ended) visit.how = "was ended";
        visit.state = ClientState::ended;
        if (visit.sandbox) visit.sandbox->kill(Limit::none);
    }
    std::shared_ptr<Visit> at(int student, std::string_view exercise) const {
        const auto found = visits.find(student);
        const bool is_here =
            found != visits.end() && (exercise.empty() || found->second->wish.exercise == exercise);
        return is_here ? found->second : nullptr;
    }

    asio::any_io_executor loop;
    asio::thread_pool& workers;
    Client client;
    RunContext context;
    RealClientLimits limits;
    std::function<void(const std::string&)> trouble;
    Gate starts;                                   // a client that starts keeps a core busy
    std::map<int, std::shared_ptr<Visit>> visits;  // by student
    unsigned open = 0;
};

SandboxOrder RealClients::State::order_of(const Visit& visit) const {
    const auto& home = visit.home->path();
    auto order = command_for(
        client, visit.wish.options, context, seen_from(home, visit.display->address()), visit.screen->path(),
        {.host = visit.wish.address, .address = visit.wish.address, .port = visit.wish.port}, home);
    std::erase_if(order.command,
                  [&](const std::string& word) { return contains(client.adapter.brief, word); });
    if (!visit.wish.trusted.empty()) {
        const auto pem = home / "trusted.pem";
        write_public(pem, visit.wish.trusted);
        tell_whom_to_trust(client.adapter, pem, order);
    }
    order.tcp_port = visit.wish.port;
    order.wall_clock = limits.longest;
    order.output_bytes = std::min(order.output_bytes, kMostOutput);
    return order;
}

// Its X server and the client, which runs when this returns.
asio::awaitable<void> RealClients::State::show(Visit& visit) {
    const auto turn = co_await starts.enter();
    if (visit.unwanted) co_return;
    std::optional<StartedSandbox> started;
    const std::function<void()> begin = [&] {
        visit.screen.emplace();
        visit.home.emplace();
        visit.display.emplace(visit.screen->path(), why_not_seen().empty() ? SeenBy::vnc : SeenBy::nobody);
        started.emplace(order_of(visit));
    };
    co_await offload(loop, workers, begin);
    visit.sandbox.emplace(loop, std::move(*started), [&visit](const ProcessEnd& end) {
        visit.said = end_of(end.output);
        visit.how = how_it_ended(end);
        visit.ended.happen();
    });
    if (visit.unwanted)
        let_go(visit);
    else
        visit.state = ClientState::running;
}

asio::awaitable<void> RealClients::State::play(std::shared_ptr<Visit> visit) {
    const auto self = shared_from_this();
    try {
        co_await show(*visit);
        if (visit->sandbox) co_await visit->ended.wait();
    } catch (const std::exception& why) {
        visit->how = "could not be started";
        trouble(fmt::format("{} {}: {}", client.name(), visit->how, plain(why)));
    }
    visit->state = ClientState::ended;
    visit->sandbox.reset();
    const std::function<void()> clear = [&] {
        visit->display.reset();
        visit->screen.reset();
        visit->home.reset();
    };
    co_await offload(loop, workers, clear);
    --open;
}

RealClients::RealClients(asio::any_io_executor loop, asio::thread_pool& workers, Client client,
                         std::filesystem::path self, std::function<void(const std::string&)> trouble,
                         RealClientLimits limits)
    : state_(std::make_shared<State>(std::move(loop), workers, std::move(client), limits)) {
    state_->context.self = std::move(self);
    state_->trouble = std::move(trouble);
}

RealClients::~RealClients() {
    for (const auto& [student, visit] : state_->visits) state_->let_go(*visit);
}

ClientLook RealClients::look(int student, std::string_view exercise, const std::string& options) const {
    const auto& client = state_->client;
    ClientLook out{.name = client.version.empty() ? client.name() : client.name() + " " + client.version,
                   .lacks = state_->why_not(options),
                   .lacks_window = why_not_seen()};
    const auto visit = state_->at(student, exercise);
    if (!visit) return out;
    out.state = visit->state;
    out.said = visit->said;
    out.how = visit->how;
    if (visit->state == ClientState::running)
        out.said = end_of(file_text(visit->screen->path() / "client.log"));
    return out;
}

std::string RealClients::start(int student, ClientWish wish) {
    if (auto why = state_->why_not(wish.options); !why.empty()) return why;
    if (state_->open >= state_->limits.most)
        return fmt::format("{} clients run already: try again when one has ended", state_->limits.most);
    end(student, {});
    auto visit = std::make_shared<Visit>(state_->loop, std::move(wish));
    state_->visits.insert_or_assign(student, visit);
    ++state_->open;
    asio::co_spawn(state_->loop, state_->play(std::move(visit)), asio::detached);
    return {};
}

void RealClients::end(int student, std::string_view exercise) {
    if (const auto visit = state_->at(student, exercise)) state_->let_go(*visit);
}

std::optional<http::Passage> RealClients::window(int student, std::string_view exercise) const {
    const auto visit = state_->at(student, exercise);
    return visit ? visit->window(state_->limits.viewers) : std::nullopt;
}

}  // namespace badrdp::harness::lab
