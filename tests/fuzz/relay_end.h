// One end of a connection that a relay carries, over a pair of sockets that never leave this process.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "harness/os/fd.h"
#include "sim/link/tls.h"

namespace badrdp::fuzz {

class RelayEnd {
public:
    // Where TLS is opened: `clear` bytes come in clear, and TLS behind them.
    RelayEnd(harness::Fd socket, std::size_t clear) : socket_(std::move(socket)), clear_(clear) {}

    void begin_tls(const link::TlsContext& context) {
        tls_.emplace(context);
        starts_ = context.role() == wire::Role::client;
    }

    void say(wire::BytesView bytes) {
        said_.insert(said_.end(), bytes.begin(), bytes.end());
        if (!tls_) {
            out_.insert(out_.end(), bytes.begin(), bytes.end());
        } else {
            unsealed_.insert(unsealed_.end(), bytes.begin(), bytes.end());
            take_tls();
        }
    }

    void say_in_clear(wire::BytesView bytes) {
        said_.insert(said_.end(), bytes.begin(), bytes.end());
        out_.insert(out_.end(), bytes.begin(), bytes.end());
    }

    // What the socket takes. Says whether any of it went.
    bool send() {
        if (shut_ || out_.size() == out_at_) return false;
        const auto sent =
            ::send(socket_.get(), out_.data() + out_at_, out_.size() - out_at_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) out_at_ = out_.size();  // nobody is left to hear it
        if (sent <= 0) return false;
        sent_ += static_cast<std::size_t>(sent);
        out_at_ += static_cast<std::size_t>(sent);
        if (out_at_ == out_.size()) out_.clear(), out_at_ = 0;
        return true;
    }

    // As much as there is, and `most` at the most. Says whether anything came.
    bool hear(std::size_t most) {
        if (ended_) return false;
        buffer_.resize(most);
        const auto size = ::recv(socket_.get(), buffer_.data(), most, MSG_DONTWAIT);
        if (size == 0 || (size < 0 && errno != EAGAIN)) return ended_ = true;
        if (size < 0) return false;
        came_ += static_cast<std::size_t>(size);
        wire::BytesView came(buffer_.data(), static_cast<std::size_t>(size));
        const auto in_clear = tls_ ? came.first(std::min(clear_, came.size())) : came;
        clear_ -= std::min(clear_, in_clear.size());
        heard_.insert(heard_.end(), in_clear.begin(), in_clear.end());
        came = came.subspan(in_clear.size());
        if (tls_ && !came.empty()) tls_->feed(came);
        take_tls();
        return true;
    }

    // A FIN, once everything is said.
    void shut() { shuts_ = true; }
    bool shut_if_it_may() {
        if (!shuts_ || shut_ || out_.size() > out_at_ || !unsealed_.empty()) return false;
        ::shutdown(socket_.get(), SHUT_WR);
        return shut_ = true;
    }
    void close() { socket_.reset(); }

    const wire::Bytes& said() const { return said_; }
    const wire::Bytes& heard() const { return heard_; }
    std::size_t sent() const { return sent_; }  // of what passes, sealed or not
    std::size_t came() const { return came_; }
    bool ended() const { return ended_; }  // the other end's FIN has come
    bool shuts() const { return shuts_; }
    bool is_up() const { return !tls_ || tls_->finished() || tls_->failed(); }
    bool tls_failed() const { return tls_ && tls_->failed(); }

private:
    void take_tls() {
        if (!tls_) return;
        if (clear_ == 0 && std::exchange(starts_, false)) tls_->start();
        const auto inside = tls_->take_plaintext();
        heard_.insert(heard_.end(), inside.begin(), inside.end());
        if (tls_->finished() && !unsealed_.empty()) tls_->write(std::exchange(unsealed_, {}));
        const auto sealed = tls_->take_output();
        out_.insert(out_.end(), sealed.begin(), sealed.end());
    }

    harness::Fd socket_;
    std::size_t clear_;
    std::optional<link::Tls> tls_;
    wire::Bytes buffer_, said_, unsealed_, out_, heard_;
    std::size_t out_at_ = 0, sent_ = 0, came_ = 0;
    bool starts_ = false, shuts_ = false, shut_ = false, ended_ = false;
};

}  // namespace badrdp::fuzz
