#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <cstdio>
#include <system_error>

#include "capture/pcapng.h"
#include "capture/recorder.h"
#include "harness/cli/cli.h"
#include "harness/cli/serve_many.h"
#include "harness/cli/served_tap.h"
#include "harness/data/scenario/canary.h"
#include "harness/data/scenario/print.h"
#include "harness/live/as_served.h"
#include "harness/live/live_host.h"
#include "harness/os/about.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/narration.h"
#include "harness/os/net/port_holder.h"
#include "harness/os/net/vm_tap.h"
#include "harness/os/priority.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/builtin/target.h"
#include "harness/play/keep.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

struct ServeOptions {
    ManyOptions many;  // scenarios, port, accounts and what only several hosts have
    std::string address = "127.0.0.1";
    std::string name;
    fs::path capture;
    std::string tap;
    std::string tap_address = "198.18.0.1/24";
};

constexpr std::size_t kMostSecrets = 16u << 20;  // bytes; a capture holds no more packets than they open

void warn_if_exposed(const asio::ip::address& address) {
    if (address.is_loopback()) return;
    fmt::print(stderr,
               "\n*** badrdp listens on {}, which other machines can reach. It is broken on purpose, and "
               "learns what\n"
               "*** every client sends to it, credentials included. Stop it when you are done.\n\n",
               address.to_string());
}

// What is served goes into a capture that Wireshark can decrypt, if the user asked for one.
class ServedCapture {
public:
    ServedCapture(asio::io_context& loop, fs::path file, std::uint16_t port) : file_(std::move(file)) {
        if (!file_.empty()) recorder_.emplace(loop.get_executor(), "lo", fmt::format("tcp port {}", port));
    }
    void save(const std::string& scenario, const std::string& key_log) {
        if (!recorder_) return;
        const auto lost = recorder_->stop();
        capture::write_pcapng(file_, {.application = std::string(kApplication), .comment = scenario},
                              std::span(&recorder_->interface(), 1), recorder_->packets(), key_log);
        fmt::print("{}: {} packets{}. Whoever has this file can read all of it, passwords too.\n",
                   file_.string(), recorder_->packets().size(),
                   lost.dropped_by_kernel + lost.dropped_by_us > 0 ? ", and some were lost" : "");
    }

private:
    fs::path file_;
    std::optional<capture::Recorder> recorder_;
};

void demand_that_it_can_be_served(const Scenario& scenario, const ServeOptions& options) {
    if (scenario.names || scenario.middlebox)
        throw UsageError(fmt::format("{}: {}; `badrdp run` plays it, `serve` cannot", scenario.id(),
                                     why_not_served(scenario)));
    if (options.tap.empty() && !why_not_served(scenario).empty())
        throw UsageError(fmt::format("{} needs a network between client and host: serve it with --tap NAME",
                                     scenario.id()));
}

std::vector<auth::Account> accounts_of(const ServeOptions& options) {
    std::vector<auth::Account> out;
    for (const auto& text : options.many.account_texts) out.push_back(parse_account(text));
    return out;
}

// The one scenario that is meant, as it is served to a person.
Scenario served_scenario(const Scenario& found, const ServeOptions& options) {
    demand_that_it_can_be_served(found, options);
    const auto accounts = accounts_of(options);
    return options.tap.empty() ? as_served(found, accounts) : for_a_person(found, accounts);
}

// A scenario that is served until somebody ends it.
class Serving {
public:
    Serving(const ServeOptions& options, Scenario scenario)
        : options_(options), scenario_(std::move(scenario)), shown_address_(options.address) {
        boost::system::error_code bad;
        address_ = asio::ip::make_address(options.address, bad);
        if (bad) throw UsageError(fmt::format("'{}' is no IP address to listen on", options.address));
        if (!options.tap.empty()) {
            make_tap();
        } else {
            warn_if_exposed(address_);
            // Nobody can type "any address": on this machine loopback is one of them.
            if (address_.is_unspecified()) shown_address_ = address_.is_v6() ? "::1" : "127.0.0.1";
        }
        name_ = !options.name.empty() ? options.name : scenario_.by_name ? "localhost" : shown_address_;
        if (!options.capture.empty()) demand_writable("--capture", options.capture);
        listen();
        capture_.emplace(loop_, tap_ ? fs::path() : options.capture, host_->place().port);
    }

    void until_ended() {
        introduce();
        narration_.emplace(STDOUT_FILENO);
        asio::signal_set signals(loop_);
        add_stop_signals(signals);
        signals.async_wait([&](boost::system::error_code, int) { loop_.stop(); });
        const PriorityBoost punctual;
        loop_.run();
        host_->stop();
        narration_.reset();
        std::fputs("\n", stdout);  // a terminal that is gone must not keep the capture from being written
        capture_->save(scenario_.id(), key_log_);
        if (tap_) tap_->save(options_.capture, scenario_.id(), key_log_);
    }

private:
    void make_tap() {
        for (const auto& swept : sweep_taps())
            fmt::print("removed a tap of a badrdp that was killed: {}\n", swept);
        tap_.emplace(loop_.get_executor(), options_.tap, options_.tap_address, options_.many.port, scenario_);
        address_ = tap_->listens_at();
        shown_address_ = options_.tap_address.substr(0, options_.tap_address.find('/'));
        fmt::print("{}", tap_->how_to_attach());
    }

    void listen() {
        LiveWatch watch{.note = [this](const link::Note& note) { tell(note); },
                        .connection = [this](unsigned count) { say(fmt::format("\nconnection #{}", count)); },
                        .refused = [this](unsigned count) { refused(count); }};
        // Nobody needs the secrets of a connection that is not captured.
        if (!options_.capture.empty())
            watch.key = [this](std::string_view line) {
                if (key_log_.size() < kMostSecrets) (key_log_ += line) += '\n';
            };
        std::optional<Inside> inside;
        if (tap_) inside.emplace(tap_->host());
        try {
            host_.emplace(loop_.get_executor(), scenario_,
                          LivePlace{address_, options_.many.port, name_, options_.many.most},
                          std::move(watch));
        } catch (const std::system_error& refusal) {
            const auto holder = tap_ ? std::string() : port_holder(address_, options_.many.port);
            throw std::runtime_error(refusal.what() + cure_of_refusal(refusal.code(), holder));
        }
    }

    void tell(const link::Note& note) {
        if (!start_) start_ = note.at;
        if (tap_) tap_->heard(note);
        say(narrate(note, *start_));
    }

    void say(std::string_view line) {
        if (narration_) narration_->say(line);
    }

    // A line a second at the most.
    void refused(unsigned count) {
        refused_ += count;
        const auto now = std::chrono::steady_clock::now();
        if (now - told_of_refused_ < std::chrono::seconds(1)) return;
        told_of_refused_ = now;
        say(fmt::format(
            "{} refused: no descriptor is left for them (`ulimit -n` shows how many there are), or "
            "--max-connections are open",
            counted(std::exchange(refused_, 0U), "connection")));
    }

    // A canary is for whoever reads this line; an account of his own is not told again.
    void introduce() const {
        const auto shown =
            options_.many.account_texts.empty()
                ? canary_account()
                : auth::Account{.name = scenario_.host.server.accounts.front().name, .password = "..."};
        const auto listens_at = tap_ ? shown_address_ : options_.address;
        const auto typed = host_port_text(name_, host_->place().port);
        const auto elsewhere =
            !tap_ && address_.is_unspecified()
                ? fmt::format("From another machine, type an address of this one in place of {}.\n", name_)
                : std::string();
        fmt::print(
            "{}\nServing {} on {}. Try, in another terminal:\n"
            "  xfreerdp /v:{} /u:{} /p:{} /cert:ignore\n"
            "  badrdp connect {} --cert ignore\n"
            "{}Certificate SHA-256: {}\nCtrl-C ends it.\n",
            describe(scenario_), scenario_.id(), host_port_text(listens_at, host_->place().port), typed,
            shown.name, shown.password.reveal(), typed, elsewhere,
            host_->fingerprint().empty() ? "(not a certificate)" : host_->fingerprint());
        std::fflush(stdout);
    }

    const ServeOptions& options_;
    Scenario scenario_;
    asio::io_context loop_{1};
    asio::ip::address address_;
    std::string shown_address_;
    std::string name_;
    std::string key_log_;
    std::optional<link::TimePoint> start_;
    std::optional<Narration> narration_;  // until its end is told
    unsigned refused_ = 0;                // and not told of yet
    std::chrono::steady_clock::time_point told_of_refused_{};
    std::optional<ServedTap> tap_;
    std::optional<LiveHost> host_;
    std::optional<ServedCapture> capture_;
};

// What is said of one host alone.
void demand_one(const CLI::App& command, std::size_t hosts) {
    for (const auto* option : {"--address", "--name", "--capture", "--tap"})
        if (command.count(option) > 0)
            throw UsageError(fmt::format("{} is for one host, and these are {}", option, hosts));
}

int serve(const Globals& globals, const CLI::App& command, const ServeOptions& options) {
    auto many = options.many;
    if (many.scenarios.empty() && !many.all && many.api.empty())
        throw UsageError("badrdp serve needs a SCENARIO; `badrdp serve --help` explains it");
    const bool none = many.scenarios.empty() && !many.all;
    const auto found = none ? std::vector<Scenario>() : select(globals, many.scenarios);
    if (found.size() == 1 && command.count("--index") == 0 && many.api.empty()) {
        Serving(options, served_scenario(found.front(), options)).until_ended();
        return kOk;
    }
    demand_one(command, found.size());
    many.accounts = accounts_of(options);
    return serve_many(globals, found, many);
}

}  // namespace

void add_serve(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("serve", "Be a broken host for a client of your own, and tell what happens");
    command->footer(
        "Examples:\n"
        "  badrdp serve certificate/expired\n"
        "  badrdp serve 'negotiation/failure[code=5]' --port 13389\n"
        "  badrdp serve service/mute --address 192.0.2.7   for a client on another machine\n"
        "  badrdp serve healthy/nla --account alice:secret\n"
        "  badrdp serve 'path/mtu-black-hole[bytes=1000]' --tap vm0      for a QEMU guest\n"
        "  badrdp serve healthy/tls --capture mine.pcapng  opens decrypted in Wireshark\n"
        "  badrdp serve certificate service/mute           many at once, each at 127.82.x.y, and a page of "
        "them\n"
        "  badrdp serve --all                              the whole catalogue\n"
        "  badrdp serve healthy/nla --api 127.0.0.1:8390   scripts change it while clients connect");
    auto options = std::make_shared<ServeOptions>();
    command->add_option("scenarios", options->many.scenarios,
                        "Names, globs, folders or files; more than one scenario are held up at once");
    command->add_flag("--all", options->many.all,
                      "Hold up the whole catalogue, as far as a socket can play it");
    command->add_option("--index", options->many.index,
                        "Where the page of several hosts is shown, on loopback [127.0.0.1:8389]");
    command->add_option("--address", options->address, "Address to listen on [127.0.0.1]");
    command->add_option("-p,--port", options->many.port, "Port to listen on; 0 takes a free one [3389]")
        ->check(whole_number(0, 65535));
    command
        ->add_option("--max-connections", options->many.most,
                     "Connections that one host holds at once; one more is reset")
        ->check(whole_number(1, 1'000'000));
    command->add_option("--name", options->name, "Name or address that the certificate is for");
    command->add_option(
        "--account", options->many.account_texts,
        "NAME:PASSWORD[@DOMAIN] that may log on; may be given more than once. Other users of this machine "
        "can read it [the canary account of every run]");
    command->add_option("--capture", options->capture,
                        "Write the packets on loopback, or on the tap, to this pcapng file");
    command->add_option("--api", options->many.api,
                        "Let scripts make, change and watch hosts over HTTP at this address of loopback");
    command->add_option(
        "--token-file", options->many.token,
        "Write the token that --api asks for to this file, which only you can read [it is printed]");
    command
        ->add_option(
            "--tap", options->tap,
            "For a virtual machine: makes this tap, or uses this interface, and puts the scenario's network "
            "between the machine and the host (needs root)")
        ->check([](const std::string& tap) {
            return tap.size() < 16 && tap.find('/') == tap.npos
                       ? ""
                       : "the name of an interface has at most 15 letters, and no /";
        });
    command->add_option("--tap-address", options->tap_address,
                        "The host's address on the tap, with its network [198.18.0.1/24]");
    command->callback([options, command, &globals, &status] { status = serve(globals, *command, *options); });
}

}  // namespace badrdp::harness
