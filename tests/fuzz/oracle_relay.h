// What must hold of the proxy's relay, whatever both ends say, however it is cut, and whatever is done to it:
// where no deed acted nothing is lost and nothing comes twice; an end that does not read holds the other up
// before much is kept; and when both ends are gone, so is the relay.
#pragma once

#include <boost/asio/io_context.hpp>

#include "harness/live/proxy/relay.h"
#include "harness/os/usage_error.h"
#include "sim/link/mint.h"
#include "tests/fuzz/oracle.h"
#include "tests/fuzz/relay_end.h"
#include "tests/fuzz/relay_script.h"

namespace badrdp::fuzz {

using harness::RelayOrder;
using wire::Role;
using wire::Step;

// Of a client that asks for TLS and a server that grants it [MS-RDPBCGR 2.2.1.1, 2.2.1.2].
inline const Bytes kAsksForTls{3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0};
inline const Bytes kGrantsTls{3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0};

struct RelayContexts {
    link::Minted minted = link::mint({}, "127.0.0.1", std::chrono::system_clock::now());
    link::TlsContext server{host::Tls{}, minted};
    link::TlsContext client{link::TlsClient{.verify = false}};

    static const RelayContexts& get() {
        static const RelayContexts all;
        return all;
    }
};

inline harness::ProxyPlan relay_plan(RelayScript& script, std::uint8_t& how) {
    harness::ProxyPlan plan{.faults = script.faults()};
    how = script.how();
    if (how & RelayScript::kOpened) {
        const auto& contexts = RelayContexts::get();
        plan.terminated =
            harness::Terminated{.shown = {{.context = contexts.server}}, .asks = contexts.client};
    }
    std::erase_if(plan.faults, [&](const fault::Fault& fault) {
        return !harness::why_not_on_the_way(fault, plan.terminated.has_value()).empty();
    });
    if (how & RelayScript::kEdits) plan.edits.push_back({.requested_protocols = 3, .text = "an edit"});
    if (how & RelayScript::kPath) plan.path = script.path();
    return plan;
}

// `Make` makes the relay.
template <class Make>
class RelayPlay {
public:
    explicit RelayPlay(BytesView input) : script_(input), plan_(relay_plan(script_, how_)) {
        auto [client, client_of_relay] = pair();
        auto [server, server_of_relay] = pair();
        const bool opened = plan_.terminated.has_value();
        client_.emplace(std::move(client), opened ? kGrantsTls.size() : 0);
        server_.emplace(std::move(server), opened ? kAsksForTls.size() : 0);
        RelayOrder order{
            .client = socket(std::move(client_of_relay)),
            .server = socket(std::move(server_of_relay)),
            .plan = std::make_shared<harness::ProxyPlan>(plan_),
            .tell = [this](std::string_view kind, Step step, std::string text) { hear_of(kind, step, text); },
            .over = [this] { over_ = true; }};
        if (how_ & RelayScript::kHolds) {
            order.holds = [this](Step step) { return holds_ && step != Step::none; };
            order.holds_any = [this] { return holds_; };
        }
        if (how_ & RelayScript::kWitnessed) order.witness = [](const link::SocketEvent&) {};
        relay_ = Make()(std::move(order));
        relay_->start();
        if (opened) begin_tls();
    }
    ~RelayPlay() {
        if (!over_) relay_->finish();
        loop_.restart();
        loop_.poll();
    }
    RelayPlay(const RelayPlay&) = delete;
    RelayPlay& operator=(const RelayPlay&) = delete;

    Complaint run() {
        for (int deeds = 0; !script_.over() && deeds < kMostDeeds; ++deeds) {
            act(script_.deed());
            if (auto complaint = about_now()) return complaint;
        }
        holds_ = false;
        // A message that somebody looks for waits until it is whole, or nothing more can come.
        const bool waits = !plan_.faults.empty() || (how_ & (RelayScript::kHolds | RelayScript::kEdits)) != 0;
        if (!waits)
            if (auto complaint = everything_arrives()) return complaint;
        client_->shut();
        server_->shut();
        if (auto complaint = everything_arrives()) return complaint;
        if (auto complaint = both_ends_hear_the_end()) return complaint;
        client_->close();
        server_->close();
        return settle([&] { return over_; }) ? Complaint{} : "lives on when both ends are gone";
    }

private:
    static constexpr int kMostDeeds = 200;
    static constexpr int kSocketBytes = 4096;
    static constexpr std::size_t kMostSaid = 3u << 20;
    // What waits for an end, or a pipe; one message that is not there in full, one that is read, and what the
    // kernel keeps.
    static constexpr std::size_t kMostKept = (1u << 20) + (1u << 19);

    static std::pair<harness::Fd, harness::Fd> pair() {
        int both[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both) != 0) std::abort();
        for (const int one : both)
            ::setsockopt(one, SOL_SOCKET, SO_SNDBUF, &kSocketBytes, sizeof kSocketBytes);
        return {harness::Fd(both[0], ""), harness::Fd(both[1], "")};
    }

    boost::asio::ip::tcp::socket socket(harness::Fd fd) {
        return {loop_, boost::asio::ip::tcp::v4(), fd.release()};
    }

    void begin_tls() {
        client_->say_in_clear(kAsksForTls);
        server_->say_in_clear(kGrantsTls);
        client_->begin_tls(RelayContexts::get().client);
        server_->begin_tls(RelayContexts::get().server);
    }

    RelayEnd& end(Role role) { return role == Role::client ? *client_ : *server_; }

    void hear_of(std::string_view kind, Step step, const std::string& text) {
        if (kind != "bite") return;
        if (text == "did: what lies between") ended_ = true;
        if (text == "did: an edit") changed_[0] = true;
        if (text != "did: a fault") return;
        for (const auto& fault : plan_.faults) {
            if (fault.step != step) continue;
            const auto& verb = fault::verb(fault.deed).name;
            const bool keeps = verb == "delay" || verb == "drip" || verb == "split";
            const bool ends = verb == "swallow" || verb == "silence" || verb == "reset" || verb == "close" ||
                              verb == "half_close" || verb == "alert";
            ended_ |= ends;
            changed_[wire::sender(step) == Role::client ? 0 : 1] |= !keeps && (!ends || verb == "alert");
        }
    }

    void act(const RelayScript::Deed& deed) {
        using What = RelayScript::Deed::What;
        auto& who = end(deed.who);
        switch (deed.what) {
            case What::say:
                if (!who.shuts() && who.said().size() < kMostSaid) who.say(deed.bytes);
                break;
            case What::say_much:
                if (!who.shuts() && who.said().size() < kMostSaid)
                    who.say(much(who.said().size(), deed.count));
                break;
            case What::hear: who.hear(deed.count); break;
            case What::wait: break;
            case What::close: who.shut(); break;
            case What::go_on: relay_->go_on({}, nullptr); break;
            case What::count: break;
        }
        for (auto* one : {&*client_, &*server_}) {
            while (one->send()) turn();  // as much as the relay takes
            if (may_end()) one->shut_if_it_may();
        }
        turn();
    }

    // Whoever ends before TLS is up on both sides ends it for both.
    bool may_end() const { return client_->is_up() && server_->is_up(); }

    // Bytes of which no stretch is like another.
    static Bytes much(std::size_t at, std::size_t count) {
        Bytes out(count);
        for (std::size_t i = 0; i < count; ++i)
            out[i] = static_cast<std::uint8_t>((at + i) * 31 ^ (at + i) >> 9);
        return out;
    }

    bool turn() {
        loop_.restart();
        return loop_.poll() > 0;
    }

    // Both ends say what they have to say and hear what there is, until that holds, or nothing moves.
    template <class Done>
    bool settle(Done done) {
        constexpr std::chrono::milliseconds kLongestPause(20);
        constexpr int kMostPauses = 4;
        for (int pauses = 0; !done();) {
            bool moved = turn();
            for (auto* one : {&*client_, &*server_}) {
                moved |= one->send();
                moved |= may_end() && one->shut_if_it_may();
                moved |= one->hear(1u << 18);
            }
            if (!over_ && relay_->held()) relay_->go_on({}, nullptr);
            if (moved || done()) {
                pauses = 0;
                continue;
            }
            loop_.restart();
            if (loop_.run_one_for(kLongestPause) == 0 && ++pauses == kMostPauses) return false;
        }
        return true;
    }

    Complaint about_now() {
        if (ended_) return std::nullopt;
        for (const auto role : {Role::client, Role::server}) {
            const auto& from = end(role);
            const auto& to = end(wire::other(role));
            if (from.sent() > to.came() + kMostKept) return "keeps what an end does not read";
            if (auto complaint = about_passed(role, from.said(), to.heard())) return complaint;
        }
        return std::nullopt;
    }

    Complaint about_passed(Role from, const Bytes& said, const Bytes& heard) {
        if (changed_[from == Role::client ? 0 : 1]) return std::nullopt;
        if (heard.size() > said.size()) return "says more than was said";
        if (!std::equal(heard.begin(), heard.end(), said.begin())) return "says other bytes than were said";
        return std::nullopt;
    }

    // Once TLS is opened, a message in clear that was bent may end it.
    bool may_have_ended() const { return ended_ || client_->tls_failed() || server_->tls_failed(); }
    bool may_fail_inside() const { return plan_.terminated && (changed_[0] || changed_[1]); }

    Complaint everything_arrives() {
        const auto all = [&](Role from) {
            return changed_[from == Role::client ? 0 : 1] ||
                   end(wire::other(from)).heard().size() >= end(from).said().size();
        };
        const bool passed =
            settle([&] { return may_have_ended() || (all(Role::client) && all(Role::server)); });
        if (!passed && !may_fail_inside()) return "does not pass on what was said";
        for (const auto role : {Role::client, Role::server})
            if (auto complaint = about_passed(role, end(role).said(), end(wire::other(role)).heard()))
                return complaint;
        return std::nullopt;
    }

    Complaint both_ends_hear_the_end() {
        const auto both = [&] { return client_->ended() && server_->ended(); };
        if (settle([&] { return may_have_ended() || both(); }) || may_fail_inside()) return std::nullopt;
        return "does not pass on an end";
    }

    RelayScript script_;
    std::uint8_t how_ = 0;
    harness::ProxyPlan plan_;
    boost::asio::io_context loop_{1};
    std::optional<RelayEnd> client_;
    std::optional<RelayEnd> server_;
    std::shared_ptr<harness::Relay> relay_;
    bool holds_ = true;
    bool over_ = false;
    bool ended_ = false;             // a deed has ended something, or keeps it from arriving
    bool changed_[2]{false, false};  // what the client, what the server has said
};

template <class Make>
Complaint about_relay(BytesView input) {
    return RelayPlay<Make>(input).run();
}

}  // namespace badrdp::fuzz
