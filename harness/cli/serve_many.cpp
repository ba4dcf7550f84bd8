#include "harness/cli/serve_many.h"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>

#include "harness/cli/scripts_api.h"
#include "harness/data/causes/causes.h"
#include "harness/live/changing_host.h"
#include "harness/live/http/http_server.h"
#include "harness/live/http/target.h"
#include "harness/live/index_page.h"
#include "harness/os/descriptors.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/narration.h"
#include "harness/os/priority.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness {

namespace asio = boost::asio;

namespace {

std::string line_of(const HostEvent& event) {
    return fmt::format("{} #{} {}{}{}{}", event.host, event.connection, event.kind,
                       event.step.empty() ? "" : " ", event.step,
                       event.text.empty() ? "" : ": " + event.text);
}

class ManyHosts {
public:
    ManyHosts(const Globals& globals, const std::vector<Scenario>& scenarios, const ManyOptions& options)
        : globals_(globals),
          options_(options),
          index_(parse_host_port(options.index)),
          index_address_(loopback_of("--index", index_.host)),
          hosts_(loop_.get_executor(), [this](const HostEvent& event) { hear(event); }),
          proxies_(loop_.get_executor(), [this](const HostEvent& event) { hear(event); }) {
        auto causes = load_causes(globals.scenarios);
        demand_none(causes.complaints);
        causes_ = std::move(causes.causes);
        for (const auto& scenario : scenarios) hold_up(scenario);
        if (hosts_.all().empty() && options.api.empty())
            throw UsageError("a socket can play none of these; `badrdp run` plays them");
    }

    void until_ended() {
        if (!options_.api.empty()) open_api();
        const http::HttpServer pages(
            loop_.get_executor(), index_address_, index_.port,
            [this](const http::Request& r) { return answer(r); }, complain);
        fmt::print("{} held up; http://{}/ names them.\nCtrl-C ends it.\n",
                   counted(hosts_.all().size(), "host"), host_port_text(index_.host, pages.port()));
        std::fflush(stdout);
        asio::signal_set signals(loop_);
        add_stop_signals(signals);
        signals.async_wait([&](boost::system::error_code, int) { loop_.stop(); });
        const PriorityBoost punctual;
        loop_.run();
    }

private:
    void hear(const HostEvent& event) {
        narration_.say(line_of(event));
        if (api_) api_->tell(event);
    }

    static void complain(const std::string& trouble) { fmt::print(stderr, "badrdp: {}\n", trouble); }

    void open_api() {
        api_.emplace(loop_.get_executor(), hosts_, proxies_, ScriptsPlace{options_.api, options_.token},
                     api::ApiOptions{.token = {},
                                     .scenarios = globals_.scenarios,
                                     .catalogue = catalogue(globals_),
                                     .port = options_.port,
                                     .first_address = hosts_.all().size()});
    }

    void hold_up(const Scenario& scenario) {
        if (const auto why = why_not_served(scenario); !why.empty()) {
            fmt::print("{:<16}  {}: {}\n", "not held up", scenario.id(), why);
            others_.push_back({.name = scenario.id(), .scenario = &scenario, .why_not = why});
            return;
        }
        const auto address = loopback_address(hosts_.all().size());
        const LivePlace place{asio::ip::make_address(address), options_.port,
                              scenario.by_name ? "localhost" : address, options_.most};
        const auto& made = hosts_.make({scenario.id(), scenario, place, options_.accounts});
        fmt::print("{}  {}\n", host_port_text(address, made.live().place().port), scenario.id());
    }

    // As they are now: scripts may have made some and changed others.
    std::vector<IndexRow> rows() const {
        std::vector<IndexRow> out;
        for (const auto& [name, host] : hosts_.all())
            out.push_back({.name = name,
                           .scenario = &host->live().scenario(),
                           .place = host_port_text(host->live().place().address.to_string(),
                                                   host->live().place().port)});
        out.insert(out.end(), others_.begin(), others_.end());
        return out;
    }

    http::Response answer(const http::Request& request) const {
        const auto target = http::parse_target(request.target);
        if (request.method != "GET" && request.method != "HEAD")
            return http::text_response(405, "only GET\n");
        if (target && target->path.empty()) return {.body = index_page(rows(), causes_)};
        if (target && target->path.size() == 2 && target->path[0] == "rdp")
            for (const auto& row : rows())
                if (!row.place.empty() && row.name + ".rdp" == target->path[1])
                    return {.type = "application/x-rdp",
                            .body = rdp_file(row.place),
                            .headers = {{"Content-Disposition", "attachment; filename=\"badrdp.rdp\""}}};
        return http::text_response(404, "there is no such page\n");
    }

    const Globals& globals_;
    const ManyOptions& options_;
    std::vector<CauseRow> causes_;
    HostPort index_;
    asio::ip::address index_address_;
    asio::io_context loop_{1};
    std::optional<ScriptsApi> api_;  // outlives those who tell it what happens
    Narration narration_{STDOUT_FILENO};
    Hosts hosts_;
    Proxies proxies_;
    std::vector<IndexRow> others_;
};

}  // namespace

int serve_many(const Globals& globals, const std::vector<Scenario>& scenarios, const ManyOptions& options) {
    raise_descriptor_limit();
    ManyHosts(globals, scenarios, options).until_ended();
    return kOk;
}

}  // namespace badrdp::harness
