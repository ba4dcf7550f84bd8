#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "harness/cli/cli.h"
#include "harness/cli/known_hosts.h"
#include "harness/cli/mutant.h"
#include "harness/run/keep.h"
#include "sim/link/connector.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace protocol = peer::protocol;
using link::Connected;
using link::Ending;

namespace {

struct Options {
    std::string target;
    std::string cert = "verify";
    std::string security = "any";
    std::string account;
    bool password_from_stdin = false;
    std::vector<std::string> fault_texts;
    std::vector<fault::Fault> faults{};
    fs::path home;
    double timeout = 10;
    double stay = 0;
    std::string mutant;
    bool quiet = false;
};

// What the user is told, and the exit status that says the same.
struct Report {
    int exit = 0;
    Reason reason = Reason::nothing;
    std::string text;
};

Report report_before(const Connected& seen) {
    using Before = Connected::Before;
    switch (seen.failed_before) {
        case Before::name: return {17, Reason::name, "the name cannot be resolved: " + seen.why};
        case Before::timeout: return {15, Reason::timeout, seen.why};
        case Before::reset: return {14, Reason::network, seen.why};
        default: return {13, Reason::network, "cannot connect: " + seen.why};
    }
}

Report report_of(const Connected& seen) {
    if (seen.failed_before != Connected::Before::nothing) return report_before(seen);
    if (!seen.ending) return {14, Reason::network, "a fault of ours ended it"};
    const auto& why = seen.ending->why;
    switch (seen.ending->kind) {
        case Ending::Kind::done: return {0, Reason::nothing, "active: " + why};
        case Ending::Kind::credentials: return {19, Reason::credentials, "refused: " + why};
        case Ending::Kind::server: return {20, Reason::server, why};
        case Ending::Kind::certificate: return {10, Reason::certificate, why};
        case Ending::Kind::security: return {11, Reason::security, why};
        case Ending::Kind::tls: return {12, Reason::tls, "the TLS handshake failed: " + why};
        case Ending::Kind::reset: return {14, Reason::network, why};
        case Ending::Kind::timeout: return {15, Reason::timeout, why};
        case Ending::Kind::protocol: return {16, Reason::protocol, why};
        case Ending::Kind::closed: return {18, Reason::network, why};
    }
    return {1, Reason::vague, why};
}

bool went_through(const Connected& seen) { return seen.deepest >= wire::Step::mcs_connect_initial; }

peer::ClientChoices choices_for(const Options& options, Mutant mutant) {
    peer::ClientChoices choices;
    choices.account = parse_account(options.account);
    if (options.password_from_stdin) {
        std::string line;
        std::getline(std::cin, line);
        choices.account.password = auth::Secret(std::move(line));
    }
    choices.stays = std::chrono::milliseconds(static_cast<long>(options.stay * 1000));
    if (!choices.account.name.empty()) choices.cookie = choices.account.name;
    choices.channels = {"cliprdr"};  // as every client has one or another; it is never used
    if (options.security == "rdp") choices.requests = protocol::rdp;
    if (options.security == "tls") choices.requests = protocol::ssl;
    // Who wants certificates verified cannot want a connection that has none.
    choices.accepts_rdp = options.security == "any" && options.cert == "ignore";
    const bool early = options.security == "nla_ex";  // with the Early User Authorization Result
    choices.insists_on_nla = options.security == "nla" || early;
    if (choices.insists_on_nla) choices.requests = protocol::ssl | protocol::hybrid;
    if (early) *choices.requests |= protocol::hybrid_ex;
    if (options.security == "any") choices.requests = protocol::ssl;
    if (options.security == "any" && !options.account.empty()) *choices.requests |= protocol::hybrid;
    if (mutant == Mutant::pushes_on || mutant == Mutant::jumps_ahead) choices.assumes = protocol::rdp;
    if (mutant == Mutant::insists_on_tls) choices.assumes = protocol::ssl;
    choices.waits_for_confirm = mutant != Mutant::jumps_ahead && mutant != Mutant::insists_on_tls;
    choices.leaves_before_mcs = mutant == Mutant::leaves_before_mcs;
    choices.believes_anything = choices.credssp.believes_server = mutant == Mutant::believes_anything;
    if (mutant == Mutant::disobeys) choices.requests = protocol::ssl, choices.accepts_rdp = true;
    return choices;
}

// Ways of being a bad client that need no server.
void misbehave(Mutant mutant) {
    if (mutant == Mutant::crashes) std::abort();
    if (mutant == Mutant::floods)
        for (;;) fmt::print("badrdp connect: and on, and on, and on\n");
    if (mutant == Mutant::hoards)
        for (;;) {
            auto* page = static_cast<volatile char*>(std::malloc(1u << 20));
            for (std::size_t i = 0; page && i < 1u << 20; i += 4096) page[i] = 1;
        }
}

class Attempt {
public:
    Attempt(const Options& options, Mutant mutant)
        : options_(options), mutant_(mutant), choices_(choices_for(options, mutant)) {
        target_ = parse_host_port(options.target);
        if (!options.home.empty()) known_.emplace(options.home / "known-hosts");
    }

    Connected once(asio::io_context& loop, std::uint16_t number) {
        using namespace std::chrono_literals;
        auto patience = std::chrono::milliseconds(static_cast<long>(options_.timeout * 1000));
        if (mutant_ == Mutant::reconnects) patience = 300ms;  // or the cap on connections is never reached
        auto choices = choices_;
        if (mutant_ == Mutant::pushes_on && number == 1) choices.assumes.reset();  // honest, at first
        if (mutant_ == Mutant::pushes_on && number > 1) choices.requests = protocol::rdp;
        link::TlsClient tls;
        tls.tls.min_version = 0x0301;
        tls.verify = options_.cert != "ignore";
        link::ConnectOrder order{.host = target_.host,
                                 .port = target_.port,
                                 .choices = std::move(choices),
                                 .tls = link::TlsContext(tls),
                                 .faults = options_.faults,
                                 .connection = number,
                                 .tries_udp = true,
                                 .patience = patience,
                                 .approve = [this](const link::Tls& up) { return approve(up); }};
        if (mutant_ == Mutant::reconnects) order.connect_patience = patience;
        std::optional<Connected> seen;
        std::optional<link::TimePoint> start;
        link::Connector connector(
            loop.get_executor(), std::move(order),
            [&](const link::Note& note) {
                if (!start) start = note.at;
                if (!options_.quiet) fmt::print("{}\n", narrate(note, *start));
            },
            [&](Connected c) { seen = std::move(c); });
        if (mutant_ == Mutant::reconnects)
            loop.run_for(patience);
        else
            while (!seen && !loop.stopped()) loop.run_one();
        return seen.value_or(Connected{});
    }

private:
    std::optional<std::string> approve(const link::Tls& tls) {
        if (options_.cert == "ignore" || mutant_ == Mutant::trusts_anyone || mutant_ == Mutant::pushes_on ||
            mutant_ == Mutant::disobeys)
            return std::nullopt;
        const auto where = fmt::format("{}:{}", target_.host, target_.port);
        if (options_.cert == "tofu" && known_) return known_->judge(where, tls.peer_certificate_der());
        if (tls.verify_text() == "ok") return std::nullopt;
        return "the certificate is not to be trusted: " + tls.verify_text();
    }

    const Options& options_;
    Mutant mutant_;
    peer::ClientChoices choices_;
    HostPort target_;
    std::optional<KnownHosts> known_;
};

int connect(const Options& options) {
    const auto mutant = mutant_named(options.mutant).value_or(Mutant::none);
    misbehave(mutant);
    asio::io_context loop{1};
    asio::signal_set signals(loop, SIGINT, SIGTERM);
    bool stopped = false;
    signals.async_wait([&](boost::system::error_code error, int) {
        if (error) return;
        stopped = true;
        loop.stop();
    });
    if (mutant == Mutant::gives_up) return 0;

    Attempt attempt(options, mutant);
    Connected seen;
    for (std::uint16_t number = 1; !stopped; ++number) {
        seen = attempt.once(loop, number);
        const bool once_more = mutant == Mutant::pushes_on && number == 1 && !went_through(seen);
        if (mutant != Mutant::reconnects && !once_more) break;
    }
    if (stopped) return 130;
    auto report = report_of(seen);
    if (mutant == Mutant::waits_forever) {
        loop.run();
        return 130;
    }
    if (mutant == Mutant::lies) report.reason = report.reason == Reason::name ? Reason::server : Reason::name;
    if (mutant == Mutant::lies) report.exit = 17;
    if (mutant != Mutant::says_nothing)
        fmt::print("badrdp connect: {}: {}\n", name(report.reason), report.text);
    return report.exit;
}

}  // namespace

void add_connect(CLI::App& app, const Globals&, int& status) {
    auto* command =
        app.add_subcommand("connect", "Run the fake client against a server, and tell what that did");
    command->footer(
        "The last line is `badrdp connect: REASON: text`. Exit status: 0 the session became active; 10 the "
        "server's\n"
        "certificate was refused; 11 no common or proven security; 12 TLS failed; 13 cannot connect; 14 "
        "reset; 15\n"
        "timed out; 16 it broke the protocol; 17 the name is unknown; 18 it closed; 19 it refused the "
        "account; "
        "20 it\n"
        "said why it does not go on.\n"
        "Examples:\n"
        "  badrdp connect 127.0.0.1:3389 --cert ignore\n"
        "  badrdp connect 127.0.0.1:3389 --cert ignore --security nla --account alice:secret\n"
        "  badrdp connect 127.0.0.1:3389 --fault 'set = \"x224_request.tpkt.length\", to = 3'\n"
        "  badrdp connect server.example --account bob@EXAMPLE --password-from-stdin\n"
        "  badrdp connect server.example --security rdp");
    auto options = std::make_shared<Options>();
    command->add_option("target", options->target, "HOST or HOST:PORT")->required();
    command
        ->add_option("--cert", options->cert,
                     "ignore, verify, or tofu (trust on first use, in --home) [verify]")
        ->check(CLI::IsMember({"ignore", "verify", "tofu"}));
    command
        ->add_option("--security", options->security,
                     "rdp, tls, nla, nla_ex, or any: TLS, and NLA with an --account [any]")
        ->check(CLI::IsMember({"rdp", "tls", "nla", "nla_ex", "any"}));
    command->add_option("--account", options->account,
                        "NAME[:PASSWORD][@DOMAIN] to log on with; others on this machine can read it");
    command->add_flag("--password-from-stdin", options->password_from_stdin,
                      "The password is the first line of standard input");
    command->add_option("--home", options->home, "Folder of the known hosts, for --cert tofu");
    command->add_option("--timeout", options->timeout, "Seconds to wait for each step [10]")
        ->check(CLI::PositiveNumber);
    command->add_option("--fault", options->fault_texts,
                        "Bend what the client says, in the words of a [[fault]], again for each: "
                        "'reset = \"client_info\"'");
    command->add_option("--stay", options->stay, "Seconds to stay in an active session [0]")
        ->check(CLI::NonNegativeNumber);
    command->add_flag("-q,--quiet", options->quiet, "Only the last line");
    command->add_option("--mutant", options->mutant, "Be a bad client, to test the demands")
        ->check(CLI::IsMember(mutant_names()))
        ->group("");
    command->callback([options, &status] {
        if (options->cert == "tofu" && options->home.empty())
            throw UsageError("--cert tofu remembers certificates: name a folder for them with --home");
        for (const auto& text : options->fault_texts) {
            auto fault = parse_client_fault(text);
            if (!fault) throw UsageError(fault.error());
            options->faults.push_back(std::move(*fault));
        }
        status = connect(*options);
    });
}

}  // namespace badrdp::harness
