#include "harness/play/player.h"

#include <fmt/core.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "harness/judge/judge.h"
#include "harness/os/loop/event.h"
#include "harness/os/loop/offload.h"
#include "harness/os/plain.h"
#include "harness/os/private_folder.h"
#include "harness/os/run_folder.h"
#include "harness/os/sandbox/own_user.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/sandbox.h"
#include "harness/play/command.h"
#include "harness/play/evidence.h"
#include "harness/play/keep.h"
#include "harness/play/trust.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Loop = asio::any_io_executor;

namespace {

std::chrono::milliseconds since(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - then);
}

// What stands still for longer is no punctual other end: no client would meet it so on another day.
constexpr std::chrono::milliseconds kStandstill{500};

// Events of one case that a report may compare; a whole connection sequence has some forty.
constexpr std::size_t kEvents = 400;

}  // namespace

struct Player::State {
    State(Loop l, asio::thread_pool& w, const RunContext& s, CaseOrder o)
        : loop(std::move(l)), workers(w), context(s), order(std::move(o)), client_ended(loop) {}

    asio::awaitable<CaseResult> play();
    asio::awaitable<void> visit(unsigned number);
    SandboxOrder client_order() const;
    void keep_events(CaseResult& result) const {
        const auto& all = evidence.packets.events;
        const auto count = static_cast<std::ptrdiff_t>(std::min(all.size(), kEvents));
        result.events.assign(all.begin(), all.begin() + count);
        for (auto& event : result.events) event.at -= all.front().at;
    }
    // A standstill of ours is nothing that the client did.
    void look_at_the_clock(std::chrono::steady_clock::time_point began) {
        if (!context.stood_still || order.net == Net::simulated) return;
        const auto longest = context.stood_still(began);
        if (longest >= kStandstill)
            spoil(fmt::format("badrdp stood still for {} ms, because this machine was busy or stopped it",
                              longest.count()));
    }
    // What a client could not write into its log it did not tell anybody. It writes there itself, and is
    // never root: what is kept for root is no room.
    void look_at_the_disk() {
        struct statvfs seen {};
        if (order.net == Net::simulated || ::statvfs(dir.c_str(), &seen) != 0) return;
        if (seen.f_blocks > 0 && seen.f_bavail == 0)
            spoil("no room is left on the disk: what the client said may be lost");
    }
    void spoil(std::string why) {
        if (spoiled.empty()) spoiled = std::move(why);
    }
    void announce() {
        if (auto tell = std::exchange(talking, nullptr)) tell();
    }

    Loop loop;
    asio::thread_pool& workers;
    const RunContext& context;
    CaseOrder order;
    std::function<void()> talking;

    fs::path dir;
    Evidence evidence;
    std::string key_log;
    // Where root's client is another user and sees our files, the run's closed folder is no place to live.
    std::optional<PrivateFolder> open_home;
    std::unique_ptr<Network> network;
    Event client_ended;
    std::optional<std::chrono::steady_clock::time_point> started;  // the client, in this visit
    Screen screen;                                                 // of this visit
    std::uint16_t port = 0;  // every visit finds the host at the same place
    std::string spoiled;     // by ourselves: the case is then an error, whatever it looks like
    bool abandoned = false;
};

Player::Player(Loop loop, asio::thread_pool& workers, const RunContext& context, CaseOrder order)
    : state_(std::make_shared<State>(std::move(loop), workers, context, std::move(order))) {}
Player::~Player() = default;

asio::awaitable<CaseResult> Player::play(std::function<void()> talking) {
    const auto state = state_;
    state->talking = std::move(talking);
    auto result = co_await state->play();
    state->announce();
    co_return result;
}

void Player::abandon() {
    state_->abandoned = true;
    if (state_->network) state_->network->end_client(Limit::none);
}

asio::awaitable<CaseResult> Player::State::play() {
    auto result = blank_result(order);
    const auto& scenario = *order.scenario;
    result.own_view = context.own_view && order.net == Net::loopback;
    try {
        dir = context.out / result.dir;
        make_private_folders(dir, context.mark);
        if (is_shut_out(best_sandbox_mode())) open_home.emplace();
        network = context.networks({loop, workers, context, order, dir});
        for (unsigned number = 1; number <= scenario.visits && spoiled.empty() && !abandoned; ++number)
            co_await visit(number);
        remove_private_folders(dir);
        if (abandoned) {
            result.judgement = {.verdict = Verdict::error, .findings = {}, .note = "interrupted"};
            co_return result;
        }
        // What the patterns of an adapter make of a client's lines is work for as long as they like.
        const std::function<void()> look = [&] {
            result.facts = facts_from(scenario, order.client->adapter, evidence);
        };
        co_await offload(loop, workers, look);
        const auto* entry = order.baseline ? order.baseline->find(scenario.id(), order.options) : nullptr;
        if (entry) result.varies = varying_fields(*entry);
        result.judgement = judge(scenario, order.options, result.facts, order.baseline, entry);
        // Of a flood not everything is recorded.
        const bool flooded = evidence.process.limit == Limit::traffic;
        if (const auto why = contradiction(evidence); why && spoiled.empty() && !flooded) spoil(*why);
        if (!spoiled.empty()) result.judgement = {.verdict = Verdict::error, .findings = {}, .note = spoiled};
        // A thousand cases pass: what is compared later is what did not, and what it should have looked like.
        if (context.all_events || result.healthy || result.judgement.verdict != Verdict::pass)
            keep_events(result);
        const std::function<void()> keep_it = [&] {
            try {
                keep(dir, context, order, evidence, *network, key_log, result);
            } catch (const std::exception& full) {  // a full disk does not take what was judged
                result.unkept = plain(full);
            }
            network.reset();  // waits for the kernel to let go of what it holds
        };
        co_await offload(loop, workers, keep_it);
    } catch (const std::exception& trouble) {
        result.judgement = {.verdict = Verdict::error, .findings = {}, .note = plain(trouble)};
    }
    network.reset();
    co_return result;
}

asio::awaitable<void> Player::State::visit(unsigned number) {
    evidence = {};
    key_log.clear();
    started.reset();
    VisitOrder visit{.number = number, .port = port, .witness = {}};
    visit.witness.note = [this](const link::Note& note) { evidence.peer.push_back(note); };
    visit.witness.secrets = [this](std::string_view line) { (key_log += line) += '\n'; };
    visit.witness.flooded = [this] { network->end_client(Limit::traffic); };
    visit.witness.connection = [this](unsigned count) {
        announce();
        if (count == 1 && started) evidence.lead = since(*started);
        if (count > order.client->adapter.reconnects) network->end_client(Limit::reconnects);
    };
    const std::function<void()> show = [this] {
        screen = context.screens(open_home ? open_home->path() : dir);
    };
    if (order.client->adapter.display && context.screens) co_await offload(loop, workers, show);
    co_await network->open(std::move(visit));
    port = network->whereabouts().port;
    client_ended = Event(loop);
    std::function<void(ProcessEnd)> ended = [this](ProcessEnd end) {
        evidence.process = std::move(end);
        client_ended.happen();
    };
    if (abandoned) co_return;
    const auto began = std::chrono::steady_clock::now();
    auto client = client_order();
    started = began;
    co_await network->start_client(std::move(client), std::move(ended));
    co_await client_ended.wait();
    if (auto lost = co_await network->close(); !lost.empty()) spoil(std::move(lost));
    look_at_the_clock(began);
    look_at_the_disk();
    if (screen.is_up && !screen.is_up())
        spoil("the client's display (Xvfb) ended while it was there: what it did then proves nothing");
    const std::function<void()> darken = [this] { screen = {}; };
    if (screen.is_up) co_await offload(loop, workers, darken);
    evidence.packets = network->timeline();
    evidence.impairments = network->bites();
    evidence.names = network->names_log();
    evidence.kdc = network->kdc_log();
    evidence.intercepted = network->intercepted();
}

SandboxOrder Player::State::client_order() const {
    const auto& adapter = order.client->adapter;
    const auto home = open_home ? open_home->path() : dir / kHome;
    auto out =
        command_for(*order.client, order.options, context, screen.at, dir, network->whereabouts(), home);
    out.wall_clock =
        context.patience.value_or(std::max(adapter.patience, order.scenario->patience.value_or(0ms)));
    if (looks_at_signer(*order.scenario, order.options)) {
        const auto trusted = fs::absolute(home / fs::path(kTrusted).filename());
        if (open_home) {  // which was the client's at an earlier visit: no link that it left is followed
            fs::remove_all(trusted);
            fs::copy_file(dir / kTrusted, trusted);
        }
        tell_whom_to_trust(adapter, trusted, out);
    }
    // Nobody waits beside what is played alone, so it need not stand behind the machine's other programs.
    if (order.alone) out.niceness = 0;
    out.fresh_directory = order.scenario->visits == 1;  // or else what was trusted must be found again
    return out;
}

}  // namespace badrdp::harness
