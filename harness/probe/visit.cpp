#include "harness/probe/visit.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "harness/os/fd.h"
#include "sim/auth/credssp_client.h"
#include "sim/link/tls.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/x224/framer.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::harness::probe {
namespace {

using Clock = std::chrono::steady_clock;
using wire::Bytes;
using wire::BytesView;

using wire::Protocols;

// What stopped it, on its way to the end of the visit.
struct Stopped {
    Stop stop;
    std::string why;
};

class Visitor {
public:
    Visitor(const Target& target, const VisitOrder& order, const std::function<bool()>& interrupted)
        : target_(target), order_(order), interrupted_(interrupted) {}

    Visit go() {
        try {
            out_.connect = timed([&] { connect(); });
            out_.after = "request";
            out_.confirm = timed([&] { negotiate(); });
            const auto chosen = out_.selected.value_or(Protocols::rdp);
            if (order_.tls && chosen != Protocols::rdp && !out_.failure) {
                out_.after = "client_hello";
                out_.tls = timed([&] { shake_hands(); });
                if (order_.nla && has_any(chosen, wire::kNla)) {
                    out_.after = "credssp_negotiate";
                    out_.nla = timed([&] { ask_for_challenge(); });
                }
            }
        } catch (const Stopped& stopped) {
            out_.stop = stopped.stop;
            out_.why = stopped.why;
        }
        return std::move(out_);
    }

private:
    template <class Step>
    Seconds timed(Step step) {
        const auto began = Clock::now();
        deadline_ = began + order_.patience;
        step();
        return Clock::now() - began;
    }

    // Until the socket is ready, the step's time is up, or the user has had enough.
    void wait_for(short events, Stop then) {
        constexpr int kLook = 100;  // milliseconds
        while (Clock::now() < deadline_) {
            pollfd waiting{.fd = socket_.get(), .events = events, .revents = 0};
            const int ready = ::poll(&waiting, 1, kLook);
            if (interrupted_()) throw Stopped{Stop::interrupted, "interrupted"};
            if (ready > 0) return;
        }
        throw Stopped{then, fmt::format("nothing came in {:.1f} s", Seconds(order_.patience).count())};
    }

    static Stop stop_of(int error) {
        if (error == ECONNREFUSED) return Stop::refused;
        if (error == ETIMEDOUT) return Stop::no_answer;
        if (error == ECONNRESET || error == EPIPE) return Stop::reset;
        return Stop::unreachable;
    }

    void connect() {
        out_.after = "connect";
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        const int error =
            ::getaddrinfo(target_.host.c_str(), std::to_string(target_.port).c_str(), &wanted, &found);
        if (error != 0) throw Stopped{Stop::name, ::gai_strerror(error)};
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
        for (const auto* one = found; one; one = one->ai_next) {  // as the system prefers them
            try {
                return connect_to(*one);
            } catch (const Stopped& why) {
                if (why.stop == Stop::interrupted || !one->ai_next) throw;
            }
        }
    }

    void connect_to(const addrinfo& to) {
        std::array<char, NI_MAXHOST> text{};
        ::getnameinfo(to.ai_addr, to.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
        out_.address = text.data();
        const int raw = ::socket(to.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (raw < 0) throw Stopped{Stop::unreachable, std::strerror(errno)};
        socket_ = Fd(raw, "socket");
        const int segment = order_.largest_segment;
        if (segment != 0) ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
        if (::connect(socket_.get(), to.ai_addr, to.ai_addrlen) != 0 && errno != EINPROGRESS)
            throw Stopped{stop_of(errno), std::strerror(errno)};
        wait_for(POLLOUT, Stop::no_answer);
        int error = 0;
        socklen_t size = sizeof(error);
        ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) throw Stopped{stop_of(error), std::strerror(error)};
        int agreed = 0;
        size = sizeof(agreed);
        if (::getsockopt(socket_.get(), IPPROTO_TCP, TCP_MAXSEG, &agreed, &size) == 0)
            out_.segment = static_cast<unsigned>(agreed);
    }

    void send(BytesView bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
                wait_for(POLLOUT, Stop::silent);
                continue;
            }
            if (sent < 0) throw Stopped{Stop::reset, std::strerror(errno)};
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        }
    }

    // What comes next, at least a byte.
    BytesView receive() {
        while (true) {
            wait_for(POLLIN, Stop::silent);
            const auto got = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
            if (got > 0) return BytesView(buffer_).first(static_cast<std::size_t>(got));
            if (got == 0) throw Stopped{Stop::closed, "the host closed the connection"};
            if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
                throw Stopped{Stop::reset, std::strerror(errno)};
        }
    }

    void negotiate() {
        wire::ConnectionRequest request;
        request.cookie = "badrdp";
        request.rdp_neg_req = wire::RdpNegReq{.requested_protocols = order_.requests};
        send(wire::to_writer(request).bytes);
        wire::Framer framer;
        std::optional<Bytes> packet;
        while (!packet) {
            framer.feed(receive());
            packet = framer.next();
            if (framer.malformed()) throw Stopped{Stop::not_rdp, wire::to_string(*framer.malformed())};
        }
        wire::Reader in(*packet);
        const auto confirm = wire::ConnectionConfirm::read(in);
        if (!confirm) throw Stopped{Stop::not_rdp, wire::to_string(confirm.error())};
        out_.confirmed = true;
        if (const auto* chosen = std::get_if<wire::RdpNegRsp>(&confirm->negotiation))
            out_.selected = chosen->selected_protocol;
        if (const auto* failure = std::get_if<wire::RdpNegFailure>(&confirm->negotiation))
            out_.failure = failure->failure_code;
    }

    void shake_hands() {
        const link::TlsContext context(
            link::TlsClient{.tls = {.min_version = order_.lowest_tls,
                                    .max_version = order_.highest_tls,
                                    // Whatever the machine's own OpenSSL would rather not speak: the host is
                                    // looked at, not used.
                                    .ciphers = "ALL",
                                    .ciphersuites = {},
                                    .groups = order_.groups,
                                    .security_level = 0},
                            .hello_filler = order_.hello_filler,
                            .verify = false});
        tls_.emplace(context, target_.host);
        tls_->start();
        while (true) {
            send(tls_->take_output());
            if (tls_->failed()) throw Stopped{Stop::tls, *tls_->failed()};
            if (tls_->finished()) break;
            tls_->feed(receive());
        }
        out_.tls_version = tls_->version_text();
        out_.cipher = tls_->cipher();
        out_.certificate = tls_->peer_certificate_der();
    }

    // A NEGOTIATE says nothing of whoever sends it, and the CHALLENGE says who the host is [MS-NLMP 2.2.1.2].
    void ask_for_challenge() {
        auth::CredSspClient client(
            {.random = [](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, 0); }});
        tls_->write(client.start().bytes);
        Bytes said;
        while (true) {
            send(tls_->take_output());
            const auto more = tls_->take_plaintext();
            said.insert(said.end(), more.begin(), more.end());
            const auto size = said.empty() ? wire::Expected<std::size_t>(0) : wire::TsRequest::size(said);
            if (!size) throw Stopped{Stop::not_rdp, wire::to_string(size.error())};
            if (*size > 0 && said.size() >= *size) break;
            if (tls_->failed()) throw Stopped{Stop::tls, *tls_->failed()};
            if (tls_->peer_closed()) throw Stopped{Stop::closed, "the host closed TLS"};
            tls_->feed(receive());
        }
        wire::Reader in(said);
        const auto answer = wire::TsRequest::read(in);
        if (!answer) throw Stopped{Stop::not_rdp, wire::to_string(answer.error())};
        read_challenge(*answer);
    }

    void read_challenge(const wire::TsRequest& answer) {
        Challenge seen{.credssp_version = answer.version};
        if (answer.error_code)
            throw Stopped{Stop::closed, fmt::format("errorCode {:#010x}", answer.error_code->value)};
        if (!answer.nego_tokens || answer.nego_tokens->empty())
            throw Stopped{Stop::not_rdp, "negoTokens: missing"};
        wire::Reader token(answer.nego_tokens->front());
        const auto challenge = wire::NtlmChallenge::read(token);
        if (!challenge) throw Stopped{Stop::not_rdp, wire::to_string(challenge.error())};
        wire::Reader info(challenge->part(challenge->target_info));
        if (const auto pairs = wire::AvPairs::read(info)) {
            const auto text = [&](std::uint16_t id) {
                const auto* value = pairs->find(id);
                return value ? ascii_of(*value) : std::string();
            };
            seen.netbios_name = text(wire::av_id::nb_computer_name);
            seen.netbios_domain = text(wire::av_id::nb_domain_name);
            seen.dns_name = text(wire::av_id::dns_computer_name);
            seen.dns_domain = text(wire::av_id::dns_domain_name);
        }
        if (const auto& v = challenge->version)  // [MS-NLMP 2.2.2.10]
            seen.build = fmt::format("{}.{}.{}", (*v)[0], (*v)[1], (*v)[2] | (*v)[3] << 8);
        out_.challenge = std::move(seen);
    }

    static std::string ascii_of(BytesView utf16) {
        std::string out;
        for (std::size_t i = 0; i + 1 < utf16.size(); i += 2)
            out +=
                utf16[i + 1] == 0 && utf16[i] >= ' ' && utf16[i] <= '~' ? static_cast<char>(utf16[i]) : '?';
        return out;
    }

    const Target& target_;
    const VisitOrder& order_;
    const std::function<bool()>& interrupted_;
    Clock::time_point deadline_{};
    Fd socket_;
    std::array<std::uint8_t, 16 * 1024> buffer_{};
    std::optional<link::Tls> tls_;
    Visit out_;
};

}  // namespace

std::string_view name(Stop stop) {
    switch (stop) {
        case Stop::left: return "seen";
        case Stop::name: return "the name is unknown";
        case Stop::refused: return "refused";
        case Stop::no_answer: return "no answer";
        case Stop::unreachable: return "unreachable";
        case Stop::silent: return "silence";
        case Stop::closed: return "closed";
        case Stop::reset: return "reset";
        case Stop::not_rdp: return "not RDP";
        case Stop::tls: return "TLS failed";
        case Stop::interrupted: return "interrupted";
    }
    return "";
}

Visit visit(const Target& target, const VisitOrder& order, const std::function<bool()>& interrupted) {
    return Visitor(target, order, interrupted).go();
}

}  // namespace badrdp::harness::probe
