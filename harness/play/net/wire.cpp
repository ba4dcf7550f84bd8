#include "harness/play/net/wire.h"

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <cassert>
#include <system_error>

#include "harness/os/net/wire_end.h"
#include "harness/play/net/wire_record.h"
#include "sim/path/test_network.h"

namespace badrdp::harness {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using wire::Role;
using Clock = std::chrono::steady_clock;

static_assert(static_cast<std::uint32_t>(Role::client) == kClientSide);
static_assert(static_cast<std::uint32_t>(Role::server) == kServerSide);

// Frames read from one end before the other one, and other wires, have their turn.
constexpr int kBatch = 64;

path::Time path_time(Clock::time_point at) { return at.time_since_epoch(); }
std::chrono::nanoseconds packet_time() { return std::chrono::system_clock::now().time_since_epoch(); }

// Frames of equal time keep their order.
struct Waiting {
    path::Delivery delivery;
    std::uint64_t number;

    friend bool operator>(const Waiting& a, const Waiting& b) {
        return std::pair(a.delivery.at, a.number) > std::pair(b.delivery.at, b.number);
    }
};

}  // namespace

struct Wire::State : std::enable_shared_from_this<Wire::State> {
    State(const asio::any_io_executor& executor, Fd client, Fd server, path::Path the_path, WireLimits bounds)
        : ends{WireEnd(executor, std::move(client)), WireEnd(executor, std::move(server))},
          timer(executor),
          path(std::move(the_path)),
          limits(bounds),
          record(bounds.record) {}

    void wait_readable(Role from) {
        end(from).descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                        [self = shared_from_this(), from](error_code error) {
                                            if (!error && !self->stopped) self->read(from);
                                        });
    }

    void read(Role from) {
        for (int i = 0; i < kBatch; ++i) {
            const auto size = end(from).read(record.room());
            if (size <= 0) {
                if (size < 0 && errno == EAGAIN) break;
                losses.broken = std::string(name(from)) +
                                "'s end: " + (size == 0 ? "closed" : std::generic_category().message(errno));
                return;
            }
            carry(from, record.hold(static_cast<std::size_t>(size)));
            announce();
            if (stopped) return;
        }
        wait_readable(from);
    }

    void carry(Role from, wire::BytesView frame) {
        if (waiting.empty() && path.clear()) return carry_untouched(from, frame);
        const auto now = path_time(Clock::now());
        deliver_due(now);  // or this frame would overtake them
        auto fate = path.pass(from, frame, now);
        if (fate.untouched) return carry_untouched(from, frame);
        record.add(from, frame, packet_time(), std::move(fate.comment));
        deliver(std::move(fate.deliveries), now);
    }

    // Crosses in no time: both ends see it at the same moment.
    void carry_untouched(Role from, wire::BytesView frame) {
        const auto now = packet_time();
        record.add(from, frame, now, {});
        send(other(from), frame, {}, now);
    }

    void deliver(std::vector<path::Delivery> deliveries, path::Time now) {
        for (auto& delivery : deliveries) {
            if (delivery.at <= now) {
                send(delivery.to, delivery.frame, std::move(delivery.comment), packet_time());
            } else if (waiting_bytes + delivery.frame.size() > limits.waiting) {
                ++losses.undelivered;
            } else {
                waiting_bytes += delivery.frame.size();
                waiting.push_back({std::move(delivery), number++});
                std::ranges::push_heap(waiting, std::greater{});
            }
        }
        arm();
    }

    void deliver_due(path::Time now) {
        while (!waiting.empty() && waiting.front().delivery.at <= now) {
            std::ranges::pop_heap(waiting, std::greater{});
            auto due = std::move(waiting.back().delivery);
            waiting.pop_back();
            waiting_bytes -= due.frame.size();
            latest = std::max(latest, now - due.at);
            send(due.to, due.frame, std::move(due.comment), packet_time());
        }
    }

    // Only ever to an earlier time: a timer that fires too early finds nothing due, and is set again.
    void arm() {
        if (waiting.empty()) return;
        const Clock::time_point due(waiting.front().delivery.at);
        if (armed && *armed <= due) return;
        armed = due;
        timer.expires_at(due);
        timer.async_wait([self = shared_from_this()](error_code error) {
            if (error || self->stopped) return;
            self->armed.reset();
            self->deliver_due(path_time(Clock::now()));
            self->arm();
            self->announce();
        });
    }

    void send(Role to, wire::BytesView frame, std::string comment, std::chrono::nanoseconds now) {
        auto& there = end(to);
        const auto written = there.queue.empty() ? there.write(frame) : Written::later;
        if (written == Written::yes) {
            record.add(to, frame, now, std::move(comment));
        } else if (written == Written::refused || there.queued + frame.size() > limits.queue) {
            ++losses.undelivered;
        } else {
            there.queued += frame.size();
            there.queue.push_back({{frame.begin(), frame.end()}, std::move(comment)});
            if (there.queue.size() == 1) wait_writable(to);
        }
    }

    void wait_writable(Role to) {
        end(to).descriptor.async_wait(asio::posix::stream_descriptor::wait_write,
                                      [self = shared_from_this(), to](error_code error) {
                                          if (!error && !self->stopped) self->flush(to);
                                      });
    }

    void flush(Role to) {
        auto& there = end(to);
        for (; !there.queue.empty(); there.queue.pop_front()) {
            auto& first = there.queue.front();
            const auto written = there.write(first.frame);
            if (written == Written::later) break;
            there.queued -= first.frame.size();
            if (written == Written::yes)
                record.add(to, first.frame, packet_time(), std::move(first.comment));
            else
                ++losses.undelivered;
        }
        announce();
        if (!stopped && !there.queue.empty()) wait_writable(to);
    }

    // A callback is never called from within another, and sees packets in the order of the record.
    void announce() {
        if (!callback) return;
        announcing = true;
        while (announced < record.size() && !stopped) {
            callback(record.packet(announced), announced);
            ++announced;
            for (const auto step : std::exchange(steps, {})) take_step(step);
        }
        announcing = false;
    }

    void take_step(wire::Step step) {
        const auto now = path_time(Clock::now());
        deliver(path.reached(step, now).deliveries, now);
    }

    void stop() {
        if (std::exchange(stopped, true)) return;
        error_code ignored;  // closing is all that is left to do
        timer.cancel();
        for (auto& one : ends) one.descriptor.close(ignored);
        waiting.clear();
    }

    WireEnd& end(Role role) { return ends[static_cast<std::size_t>(role)]; }

    std::array<WireEnd, 2> ends;
    asio::steady_timer timer;
    std::optional<Clock::time_point> armed{};
    path::Path path;
    WireLimits limits;
    WireRecord record;
    WireLosses losses{};
    path::Time latest{0};
    std::vector<Waiting> waiting{};  // a heap, the next one in front
    std::size_t waiting_bytes = 0;
    std::uint64_t number = 0;
    OnPacket callback{};
    std::size_t announced = 0;
    bool announcing = false;
    std::vector<wire::Step> steps{};  // reached while a callback was running
    bool stopped = false;
};

Wire::Wire(const asio::any_io_executor& executor, Fd client, Fd server, path::Path path, WireLimits limits)
    : state_(
          std::make_shared<State>(executor, std::move(client), std::move(server), std::move(path), limits)) {
    state_->wait_readable(Role::client);
    state_->wait_readable(Role::server);
}

Wire::~Wire() {
    if (state_) state_->stop();
}
Wire::Wire(Wire&&) noexcept = default;
Wire& Wire::operator=(Wire&& from) noexcept {
    std::swap(state_, from.state_);
    return *this;
}

std::vector<capture::Interface> wire_interfaces() {
    return {{.name = std::string(path::test_network::kClientSide)},
            {.name = std::string(path::test_network::kServerSide)}};
}

void Wire::on_packet(OnPacket callback) {
    state_->announced = state_->record.size();
    state_->callback = std::move(callback);
}

void Wire::reached(wire::Step step) {
    if (state_->stopped) return;
    if (state_->announcing) return state_->steps.push_back(step);
    state_->take_step(step);
    state_->announce();
}

void Wire::stop() { state_->stop(); }
const std::vector<capture::Packet>& Wire::packets() const { return state_->record.packets(); }
const path::Path& Wire::path() const { return state_->path; }

WireLosses Wire::losses() const {
    auto losses = state_->losses;
    losses.unrecorded = state_->record.lost();
    losses.latest_timer = std::chrono::duration_cast<std::chrono::milliseconds>(state_->latest);
    return losses;
}

}  // namespace badrdp::harness
