#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <optional>

#include "harness/cli/cli.h"
#include "harness/cli/proxied_capture.h"
#include "harness/cli/scripts_api.h"
#include "harness/data/scenario/load.h"
#include "harness/live/proxy/changing_proxy.h"
#include "harness/os/descriptors.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/narration.h"
#include "harness/os/priority.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/builtin/target.h"
#include "sim/link/mint.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct ProxyOptions {
    std::string to;
    std::string listen = "127.0.0.1:3390";
    std::vector<std::string> faults;
    std::vector<std::string> edits;
    std::string scenario;
    std::vector<std::string> terminate;  // whose certificates are shown, and to whom; none: TLS passes
    std::filesystem::path capture;
    std::string api;
    std::filesystem::path token;
    std::size_t most = 1000;
};

tcp::endpoint resolved(asio::io_context& loop, const std::string& option, const std::string& text) {
    const auto place = option == "--listen" ? parse_listening(text) : parse_host_port(text);
    boost::system::error_code error;
    const auto found = tcp::resolver(loop).resolve(place.host, std::to_string(place.port), error);
    if (error || found.empty())
        throw UsageError(fmt::format("{} {}: no address of '{}' is known ({})", option, text, place.host,
                                     error.message()));
    return found.begin()->endpoint();
}

fault::Fault fault_of(const std::string& text, bool terminates) {
    auto parsed = parse_any_fault(text);
    if (!parsed) throw UsageError(parsed.error());
    if (const auto why = why_not_on_the_way(*parsed, terminates); !why.empty())
        throw UsageError(fmt::format("--fault '{}': {}", text, why));
    return std::move(*parsed);
}

Scenario one_scenario(const Globals& globals, std::string_view option, const std::string& name) {
    auto found = select(globals, {name});
    if (found.size() != 1)
        throw UsageError(
            fmt::format("{} '{}': {} scenarios have this name, and one is needed; {} is the first", option,
                        name, found.size(), found.front().id()));
    return std::move(found.front());
}

class Proxying {
public:
    Proxying(const Globals& globals, const ProxyOptions& options)
        : globals_(globals),
          options_(options),
          capture_(options.capture),
          hosts_(loop_.get_executor(), [this](const HostEvent& event) { hear(event); }),
          proxies_(loop_.get_executor(), [this](const HostEvent& event) { hear(event); }) {
        ProxySpec spec{.name = "proxy",
                       .listens = resolved(loop_, "--listen", options.listen),
                       .to = resolved(loop_, "--to", options.to),
                       .most = options.most};
        if (capture_.wanted()) {
            demand_writable("--capture", options.capture);
            spec.witness = [this](const link::SocketEvent& event) { capture_.take(event); };
        }
        plan(spec);
        if (!spec.listens.address().is_loopback())
            fmt::print(stderr, "badrdp listens on {}, which other machines can reach\n",
                       spec.listens.address().to_string());
        proxy_ = &proxies_.make(std::move(spec));
        capture_.begin(proxy_->live().port());
    }

    void until_ended() {
        introduce();
        std::fflush(stdout);
        narration_.emplace(STDOUT_FILENO);
        asio::signal_set signals(loop_);
        add_stop_signals(signals);
        signals.async_wait([&](boost::system::error_code, int) { loop_.stop(); });
        const PriorityBoost punctual;
        loop_.run();
        proxies_.remove("proxy");
        narration_.reset();
        capture_.save(
            fmt::format("what clients met at badrdp's proxy to {}, from its own view", options_.to));
    }

private:
    void plan(ProxySpec& spec) {
        auto& plan = spec.plan;
        const bool terminates = !options_.terminate.empty();
        std::optional<host::CertificateRecipe> of_middlebox;
        if (!options_.scenario.empty()) {
            const auto scenario = one_scenario(globals_, "--scenario", options_.scenario);
            auto found = on_the_way(scenario, terminates);
            for (const auto& one : found.not_so) fmt::print("Not of {}: {}\n", scenario.id(), one);
            plan.faults = std::move(found.faults);
            plan.path = std::move(found.path);
            of_middlebox = scenario.middlebox;
            if (plan.faults.empty() && plan.path.empty() && !(terminates && scenario.middlebox))
                throw UsageError(
                    fmt::format("nothing of {} can be had between a client and a server", scenario.id()));
        }
        for (const auto& text : options_.faults) plan.faults.push_back(fault_of(text, terminates));
        for (const auto& text : options_.edits) plan.edits.push_back(parse_edit(text));
        if (terminates) terminate(spec, of_middlebox);
    }

    // `of_middlebox` is shown where no other certificate is named.
    void terminate(ProxySpec& spec, const std::optional<host::CertificateRecipe>& of_middlebox) {
        link::TlsClient asks;
        asks.tls.min_version = 0x0301;
        asks.verify = false;
        spec.plan.terminated = Terminated{
            .shown = {}, .asks = link::TlsContext(asks), .server_name = parse_host_port(options_.to).host};
        auto& shown = spec.plan.terminated->shown;
        const auto here = spec.listens.address().to_string();
        for (const auto& wish : certificate_wishes(options_.terminate)) {
            auto recipe = of_middlebox.value_or(host::CertificateRecipe{});
            if (!wish.scenario.empty()) {
                const auto scenario = one_scenario(globals_, "--terminate", wish.scenario);
                recipe = scenario.middlebox.value_or(scenario.host.certificate);
            }
            const auto& name = wish.to.name;
            shown.push_back({.to = wish.to,
                             .context = shown_context(recipe, name && !name->empty() ? *name : here),
                             .text = wish.scenario.empty() ? "a certificate of badrdp's"
                                                           : wish.scenario + "'s certificate"});
        }
        if (shown.back().to != ShownTo{})
            shown.push_back({.context = shown_context(of_middlebox.value_or(host::CertificateRecipe{}), here),
                             .text = "a certificate of badrdp's"});
    }

    link::TlsContext shown_context(const host::CertificateRecipe& recipe, const std::string& name) {
        link::KeyLog keys;
        if (capture_.wanted()) keys = [this](std::string_view line) { capture_.add_key(line); };
        return {host::Tls{}, link::mint(recipe, name, std::chrono::system_clock::now()), std::move(keys)};
    }

    void introduce() {
        const auto at = [](const tcp::endpoint& place) {
            return host_port_text(place.address().to_string(), place.port());
        };
        const auto& plan = proxy_->spec().plan;
        fmt::print("Between {} and {}. Point the client here:\n  xfreerdp /v:{}\n", at(proxy_->listens()),
                   at(proxy_->spec().to), at(proxy_->listens()));
        if (plan.does_nothing()) fmt::print("Nothing is spoilt; --fault says what is to be.\n");
        if (plan.terminated)
            fmt::print(
                "TLS is opened here: clients are shown {}, and every password shows to this process. NLA "
                "will "
                "fail, since it is bound to the server's own certificate.\n",
                plan.terminated->text());
        if (!plan.terminated) warn_of_tickets(plan);
        if (!options_.api.empty())
            api_.emplace(loop_.get_executor(), hosts_, proxies_, ScriptsPlace{options_.api, options_.token},
                         api::ApiOptions{.token = {},
                                         .scenarios = globals_.scenarios,
                                         .catalogue = catalogue(globals_),
                                         .program = "badrdp proxy",
                                         .servers = {proxy_->spec().to}});
        fmt::print("Ctrl-C ends it.\n");
    }

    // See InsideBySize.
    static void warn_of_tickets(const ProxyPlan& plan) {
        for (const auto& fault : plan.faults)
            if (fault.step == wire::Step::credssp_challenge || fault.step == wire::Step::mcs_connect_response)
                fmt::print(
                    "Under TLS 1.3 {} cannot be told where it is the host's first answer: '{}' may do "
                    "nothing.\n",
                    name(fault.step), fault.text);
    }

    void hear(const HostEvent& event) {
        if (!start_) start_ = event.at;
        const auto since = std::chrono::duration<double>(event.at - *start_).count();
        const bool own = event.host == "proxy";
        if (narration_)
            narration_->say(fmt::format("{:9.3f} {}#{} {}", since, own ? "" : event.host + " ",
                                        event.connection, event.text));
        if (api_) api_->tell(event);
    }

    const Globals& globals_;
    const ProxyOptions& options_;
    asio::io_context loop_{1};
    ProxiedCapture capture_;
    std::optional<Narration> narration_;
    std::optional<link::TimePoint> start_;
    std::optional<ScriptsApi> api_;  // outlives those who tell it what happens
    Hosts hosts_;
    Proxies proxies_;
    ChangingProxy* proxy_ = nullptr;
};

int run_proxy(const Globals& globals, const ProxyOptions& options) {
    raise_descriptor_limit();
    Proxying(globals, options).until_ended();
    return kOk;
}

constexpr auto kProxyFooter =
    "Passes on what both say, TLS untouched, so that NLA goes on working; tells the steps, those inside TLS\n"
    "by their sizes, and does at them what --fault says, in the words of a [[fault]]: delay, drip, split,\n"
    "swallow, omit, alert, reset, close, half_close, silence. The step says in which direction.\n"
    "`connection = 2` means the second TCP connection alone, `connections = 2` the first two.\n"
    "Examples:\n"
    "  badrdp proxy --to server.example\n"
    "  badrdp proxy --to 127.0.0.1:3389 --fault 'reset = \"client_hello\"'\n"
    "  badrdp proxy --to [::1]:3389 --fault 'delay = \"x224_confirm\", by = \"12s\"'\n"
    "  badrdp proxy --to server.example --fault 'drip = \"server_flight\", bytes = 100, every = \"200ms\"'\n"
    "  badrdp proxy --to server.example --fault 'silence = \"mcs_connect_initial\", connection = 2'\n"
    "  badrdp proxy --to server.example --edit 'requestedProtocols=0x1 cookie=somebody'\n"
    "  badrdp proxy --to server.example --scenario 'path/latency[by=300ms]'\n"
    "  badrdp proxy --to server.example --terminate certificate/expired --capture seen.pcapng\n"
    "  badrdp proxy --to server.example --terminate --terminate 'certificate/expired connection=2'\n"
    "  badrdp proxy --to server.example --api 127.0.0.1:8390\n"
    "More: docs/proxy.md";

}  // namespace

void add_proxy(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand(
        "proxy", "Stand between a client and a server of your own, and spoil what passes at a step");
    command->footer(kProxyFooter);
    auto options = std::make_shared<ProxyOptions>();
    command->add_option("--to", options->to, "The server, HOST[:PORT]; nobody else is contacted")->required();
    command->add_option("--listen", options->listen,
                        "Where clients come to, ADDRESS[:PORT]; port 0 is any free one [127.0.0.1:3390]");
    command->add_option("--fault", options->faults, "What to do at a step; may be given more than once");
    command->add_option("--edit", options->edits,
                        "What to change of what is negotiated, KEY=VALUE...; may be given more than once");
    command->add_option("--scenario", options->scenario,
                        "Put this scenario's network and faults in between, as far as they can be had there");
    command
        ->add_option(
            "--terminate", options->terminate,
            "Open TLS, and show clients the certificate of this scenario [an honest one]; NLA fails then. "
            "connection=N or sni=NAME behind it: to these alone; may be given more than once")
        ->expected(0, 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->default_str("-");
    command->add_option("--capture", options->capture,
                        "Write what clients met to this pcapng file, with the keys where TLS is opened");
    command->add_option("--api", options->api,
                        "Let scripts change and watch it over HTTP at this address of loopback");
    command->add_option(
        "--token-file", options->token,
        "Write the token that --api asks for to this file, which only you can read [it is printed]");
    command->add_option("--max-connections", options->most, "Connections at once; one more is reset")
        ->check(whole_number(1, 1'000'000));
    command->callback([options, &globals, &status] { status = run_proxy(globals, *options); });
}

}  // namespace badrdp::harness
