#include "harness/play/player.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/judge/judge.h"
#include "harness/os/files.h"
#include "harness/os/loop/event.h"
#include "harness/os/loop/offload.h"
#include "harness/os/run_folder.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/sandbox.h"
#include "harness/play/command.h"
#include "harness/play/evidence.h"
#include "harness/play/keep.h"
#include "harness/play/net/wire.h"
#include "harness/play/simulated_case.h"
#include "sim/link/mint.h"
#include "sim/link/server.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Loop = asio::any_io_executor;

namespace {

// Generations of keys that no host of ours has: a middlebox does not know the host's key.
constexpr unsigned kMiddleboxKeys = 1000;
// Events of one case that a report may compare; a whole connection sequence has some forty.
constexpr std::size_t kEvents = 400;

// Below a case's folder: what the client's machine trusts, as long as it is there.
constexpr std::string_view kTrusted = "home/trusted.pem";

}  // namespace

struct Player::State {
    State(Loop l, asio::thread_pool& w, const RunContext& s, CaseOrder o)
        : loop(std::move(l)), workers(w), context(s), order(std::move(o)), client_ended(loop) {}

    asio::awaitable<CaseResult> play();
    asio::awaitable<void> visit(unsigned number);
    asio::awaitable<void> visit_simulated(unsigned number);
    std::optional<Recording> recording() const;
    asio::awaitable<void> settle();
    asio::awaitable<void> start_client();
    std::unique_ptr<Network> make_network();
    void keep_events(CaseResult& result) const {
        const auto& all = evidence.packets.events;
        const auto count = static_cast<std::ptrdiff_t>(std::min(all.size(), kEvents));
        result.events.assign(all.begin(), all.begin() + count);
        for (auto& event : result.events) event.at -= all.front().at;
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
    std::optional<Hosted> hosted;
    std::unique_ptr<Network> network;
    std::optional<SimulatedClient> simulated_client;
    std::vector<capture::Packet> simulated_packets;
    std::optional<Sandbox> sandbox;
    Event client_ended;
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
    if (state_->sandbox) state_->sandbox->kill(Limit::none);
}

asio::awaitable<CaseResult> Player::State::play() {
    auto result = blank_result(order);
    const auto& scenario = *order.scenario;
    try {
        dir = context.out / result.dir;
        make_private_folders(dir, context.mark);
        for (unsigned number = 1; number <= scenario.visits && spoiled.empty() && !abandoned; ++number) {
            if (order.net == Net::simulated)
                co_await visit_simulated(number);
            else
                co_await visit(number);
        }
        remove_private_folders(dir);
        if (abandoned) {
            result.judgement = {.verdict = Verdict::error, .findings = {}, .note = "interrupted"};
            co_return result;
        }
        result.facts = facts_from(scenario, order.client->adapter, evidence);
        const auto* entry = order.baseline ? order.baseline->find(scenario.id(), order.options) : nullptr;
        result.judgement = judge(scenario, order.options, result.facts, order.baseline, entry);
        if (const auto why = contradiction(evidence); why && spoiled.empty()) spoil(*why);
        if (!spoiled.empty()) result.judgement = {.verdict = Verdict::error, .findings = {}, .note = spoiled};
        // A thousand cases pass: what is compared later is what did not, and what it should have looked like.
        if (result.healthy || result.judgement.verdict != Verdict::pass) keep_events(result);
        const std::function<void()> keep_it = [&] {
            keep(dir, context, order, evidence, recording(), key_log, result);
            network.reset();  // waits for the kernel to let go of what it holds
        };
        co_await offload(loop, workers, keep_it);
    } catch (const std::exception& trouble) {
        result.judgement = {.verdict = Verdict::error, .findings = {}, .note = trouble.what()};
    }
    hosted.reset();
    network.reset();
    co_return result;
}

asio::awaitable<void> Player::State::visit(unsigned number) {
    const auto& scenario = *order.scenario;
    evidence = {};
    key_log.clear();
    hosted.reset();
    network = make_network();
    co_await network->open();
    const auto log_key = [this](std::string_view line) { (key_log += line) += '\n'; };
    std::optional<link::TlsContext> tls;
    std::optional<link::TlsContext> middlebox;
    const std::function<void()> mint_them = [&] {
        const auto name = network->whereabouts().host;
        const auto now = std::chrono::system_clock::now();
        const auto minted = link::mint(scenario.host.certificate, name, now, number - 1);
        tls.emplace(scenario.host.tls, minted, log_key);
        if (scenario.trusted && !minted.anchor_der.empty())
            write_private(dir / kTrusted, link::to_pem(minted.anchor_der));
        if (scenario.middlebox)
            middlebox.emplace(scenario.host.tls,
                              link::mint(*scenario.middlebox, name, now, kMiddleboxKeys + number), log_key);
    };
    co_await offload(loop, workers, mint_them);
    hosted.emplace(network->host({.host = scenario.host,
                                  .faults = scenario.faults,
                                  .tls = *tls,
                                  .screen = {"badrdp", scenario.id(), scenario.title, "connected"},
                                  .address = {},
                                  .port = port},
                                 {.note =
                                      [this](const link::Note& note) {
                                          evidence.peer.push_back(note);
                                          network->heard(note);
                                      },
                                  .connection =
                                      [this](unsigned count) {
                                          announce();
                                          if (count > order.client->adapter.reconnects && sandbox)
                                              sandbox->kill(Limit::reconnects);
                                      }},
                                 std::move(middlebox)));
    port = hosted->port;
    co_await network->record(port);
    co_await start_client();
    co_await client_ended.wait();
    hosted->server.stop();
    co_await settle();
}

asio::awaitable<void> Player::State::visit_simulated(unsigned number) {
    announce();  // nobody has to wait for it to start
    const auto& scenario = *order.scenario;
    const std::function<void()> play_it = [&] {
        if (!simulated_client)
            simulated_client.emplace(order.client->adapter, order.options, scenario.by_name);
        auto seen = simulated_client->visit(scenario, {.seed = context.seed + scenario.seed,
                                                       .key_seed = context.seed,
                                                       .visit = number,
                                                       .patience = context.patience});
        evidence = std::move(seen.evidence);
        key_log = std::move(seen.key_log);
        simulated_packets = std::move(seen.packets);
        write_private(dir / "client.log", evidence.process.output);
    };
    co_await offload(loop, workers, play_it);
}

std::optional<Recording> Player::State::recording() const {
    if (order.net == Net::simulated)
        return Recording{simulated_packets, wire_interfaces(), link::kSimulatedPort};
    return network ? std::optional(recording_of(*network)) : std::nullopt;
}

std::unique_ptr<Network> Player::State::make_network() {
    if (order.net == Net::tap)
        return tap_network(loop, workers, *order.scenario, context.seed + order.scenario->seed, dir);
    return loopback_network(loop, workers, *order.scenario);
}

asio::awaitable<void> Player::State::start_client() {
    const auto& adapter = order.client->adapter;
    auto sandbox_order = command_for(*order.client, order.options, context, dir, network->whereabouts());
    sandbox_order.wall_clock =
        context.patience.value_or(std::max(adapter.patience, order.scenario->patience.value_or(0ms)));
    if (order.scenario->trusted && !adapter.trusts_from.empty())
        sandbox_order.environment.emplace_back(adapter.trusts_from, fs::absolute(dir / kTrusted).string());
    network->admit(sandbox_order);
    client_ended = Event(loop);
    sandbox.reset();
    std::optional<StartedSandbox> started;
    const std::function<void()> start_it = [&] { started.emplace(std::move(sandbox_order)); };
    co_await offload(loop, workers, start_it);
    sandbox.emplace(loop, std::move(*started), [this](ProcessEnd end) {
        evidence.process = std::move(end);
        client_ended.happen();
    });
    if (abandoned) sandbox->kill(Limit::none);
}

// The client and the server are gone; their last packets may still be on the way to the network's record.
asio::awaitable<void> Player::State::settle() {
    const auto losses = hosted->server.losses();
    if (losses.refused > 0) spoil(fmt::format("the server could not take {} connections", losses.refused));
    if (losses.latest_timer > kPunctual)
        spoil(fmt::format("a timer of ours came {} ms late", losses.latest_timer.count()));
    auto lost = co_await network->close();
    if (!lost.empty()) spoil(std::move(lost));
    const std::function<void()> read_it = [&] {
        evidence.packets = capture::read_timeline(network->packets(), port);
    };
    co_await offload(loop, workers, read_it);
    evidence.impairments = network->bites();
    evidence.names = network->names_log();
    if (hosted->middlebox) evidence.intercepted = hosted->middlebox->intercepted();
}

}  // namespace badrdp::harness
