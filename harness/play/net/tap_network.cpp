#include <fmt/core.h>
#include <fmt/ranges.h>

#include <optional>

#include "harness/os/files.h"
#include "harness/os/loop/event.h"
#include "harness/os/loop/offload.h"
#include "harness/os/net/tap.h"
#include "harness/os/run_folder.h"
#include "harness/play/net/dns.h"
#include "harness/play/net/realm.h"
#include "harness/play/net/socket_network.h"
#include "harness/play/net/step_watch.h"
#include "harness/play/net/wire.h"
#include "sim/kerberos/acceptor.h"
#include "sim/path/test_network.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t kPort = 3389;  // nobody else is there to have taken it
constexpr auto kLastFrames = 400ms;    // how long the last frames of a client that is gone may take

const asio::ip::address_v4 kServerV4(path::test_network::kServerV4);
const asio::ip::address_v6 kServerV6(path::test_network::kServerV6);

// One side of the wire.
struct Side {
    explicit Side(const TapOrder& order) : tap(there, order) {}

    NetNamespace there;
    Tap tap;
};

class TapNetwork : public SocketNetwork {
public:
    TapNetwork(asio::any_io_executor loop, asio::thread_pool& workers, const Scenario& scenario,
               std::uint64_t seed, std::filesystem::path dir)
        : SocketNetwork(std::move(loop), workers, scenario, std::move(dir)),
          seed_(seed),
          closed_(SocketNetwork::loop()) {}

    Whereabouts whereabouts() const override {
        const auto v4 = kServerV4.to_string();
        const auto v6 = kServerV6.to_string();
        if (scenario().by_name || scenario().names || scenario().kdc)
            return {.host = std::string(path::test_network::kServerName),
                    .address = v4,
                    .port = kPort,
                    .realm = realm_told(scenario().kdc.value_or(Realm()))};
        if (scenario().ipv6) return {.host = fmt::format("[{}]", v6), .address = v6, .port = kPort};
        return {.host = v4, .address = v4, .port = kPort};
    }

    const std::vector<capture::Packet>& packets() const override {
        static const std::vector<capture::Packet> none;
        return wire_ ? wire_->packets() : none;
    }
    std::vector<capture::Interface> interfaces() const override { return wire_interfaces(); }
    std::vector<std::size_t> bites() const override {
        return wire_ ? wire_->path().bites() : std::vector<std::size_t>{};
    }
    std::vector<std::string> names_log() const override { return names_log_; }
    std::vector<std::string> kdc_log() const override { return kdc_log_; }

private:
    asio::awaitable<void> lay_out() override {
        Fd names;
        const std::function<void()> make_it = [&] {
            wire_.reset();
            client_.emplace(with_mtu(client_tap()));
            server_.emplace(with_mtu(server_tap()));
            const Inside inside(client_->there);
            names = name_socket();
            write_private(resolv_conf(), kResolvConf);
            if (scenario().kdc) lay_out_realm(*scenario().kdc);
        };
        co_await offload(loop(), workers(), make_it);
        Names answers;
        answers.answer = scenario().names.value_or(Names::Answer::correct);
        answers.kdc = scenario().kdc.has_value();
        names_log_.clear();
        names_.emplace(loop(), std::move(names), answers, [this](const std::string& line) {
            if (traffic().asked()) names_log_.push_back(line);
        });
        waiting_ = false;
        closed_ = Event(loop());
        wire_.emplace(loop(), client_->tap.take(), server_->tap.take(), path::Path(scenario().path, seed_));
        steps_.emplace(kPort, [this](wire::Step step) { wire_->reached(step); });
        wire_->on_packet([this](const capture::Packet& packet, std::size_t) { on_packet(packet); });
    }

    Hosted host(link::ServerOrder order, link::ServerCallbacks callbacks,
                std::optional<link::TlsContext> middlebox) override {
        order.address = kServerV4;
        if (server_->tap.has_ipv6()) order.address = asio::ip::address_v6::any();
        if (order.port == 0) order.port = kPort;
        const Inside inside(server_->there);
        return hosted(std::move(order), std::move(callbacks), std::move(middlebox), [this] {
            const Inside there(server_->there);
            return asio::ip::tcp::socket(loop(), asio::ip::tcp::v4());
        });
    }

    asio::awaitable<void> record(std::uint16_t) override { co_return; }  // the wire has since lay_out()

    void admit(SandboxOrder& order) const override {
        order.net_namespace = client_->there.fd();
        order.resolv_conf = resolv_conf();
        if (!scenario().kdc) return;
        order.environment.emplace_back("KRB5_CONFIG", krb5_conf().string());
        order.shows.push_back(krb5_conf());
        if (!kdc_ || kdc_->ticket().empty()) return;
        order.environment.emplace_back("KRB5CCNAME", "FILE:" + kdc_->ticket().string());
        order.shows.push_back(kdc_->ticket());
    }

    // The KDC lives where the host does, so that its packets go over the wire, too.
    void lay_out_realm(const Realm& realm) {
        write_public(krb5_conf(), krb5_conf_of(realm));
        const Inside inside(server_->there);
        kdc_.reset();
        kdc_.emplace(realm_order(scenario(), std::filesystem::absolute(dir())));
    }

    auth::KerberosMaker kerberos() const override {
        if (!kdc_) return {};
        return [keytab = kdc_->keytab()] { return kerberos::acceptor(keytab); };
    }

    void heard(const link::Note& note) override { steps_->on_note(note); }

    asio::awaitable<std::string> settle() override {
        if (!steps_->all_closed()) {
            waiting_ = true;
            co_await closed_.wait_for(kLastFrames);
        }
        const auto dropped = client_->tap.dropped() + server_->tap.dropped();
        wire_->stop();
        names_.reset();
        if (kdc_) {
            const std::function<void()> end_it = [this] { kdc_log_ = end_realm(*kdc_); };
            co_await offload(loop(), workers(), end_it);
            kdc_.reset();
        }
        co_return lost(dropped);
    }

    // What the wire has told of is read already.
    capture::Timeline read() override { return steps_->finish(wire_->packets()); }

    TapOrder with_mtu(TapOrder order) const {
        order.mtu = scenario().mtu.value_or(order.mtu);
        return order;
    }

    std::filesystem::path resolv_conf() const { return dir() / kNames / "resolv.conf"; }
    std::filesystem::path krb5_conf() const {
        return std::filesystem::absolute(dir() / kNames / "krb5.conf");
    }

    void on_packet(const capture::Packet& packet) {
        if (packet.interface == capture::kMet) traffic().carried(packet.wire_length);
        steps_->on_packet(packet);
        if (waiting_ && steps_->all_closed()) closed_.happen();
    }

    std::string lost(std::uint64_t dropped) const {
        const auto losses = wire_->losses();
        if (!losses.broken.empty()) return losses.broken;
        if (traffic().flooded()) return {};  // what the client poured out is no loss of ours
        if (dropped > 0) return fmt::format("the wire did not read {} frames in time", dropped);
        if (losses.unrecorded + losses.undelivered > 0)
            return fmt::format("the wire lost {} frames, and {} of its record", losses.undelivered,
                               losses.unrecorded);
        if (losses.latest_timer > kPunctual)
            return fmt::format("a delayed frame of ours came {} ms late", losses.latest_timer.count());
        return {};
    }

    std::uint64_t seed_;
    std::optional<Side> client_;
    std::optional<Side> server_;
    std::optional<NameServer> names_;
    std::vector<std::string> names_log_;
    std::optional<Kdc> kdc_;
    std::vector<std::string> kdc_log_;
    std::optional<Wire> wire_;
    std::optional<StepWatch> steps_;
    bool waiting_ = false;
    Event closed_;
};

}  // namespace

std::unique_ptr<Network> tap_network(asio::any_io_executor loop, asio::thread_pool& workers,
                                     const Scenario& scenario, std::uint64_t seed,
                                     std::filesystem::path dir) {
    return std::make_unique<TapNetwork>(std::move(loop), workers, scenario, seed, std::move(dir));
}

}  // namespace badrdp::harness
