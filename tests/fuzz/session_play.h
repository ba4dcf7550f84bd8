// Two sessions in memory, Standard RDP Security and no TLS, with faults that the input chooses at both ends
// and bytes of its own in between; one of them is on trial.
#pragma once

#include "sim/link/session.h"
#include "tests/fuzz/machine_mode.h"
#include "tests/fuzz/machine_script.h"
#include "tests/fuzz/memory.h"
#include "tests/fuzz/oracle.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::fuzz {

using wire::Role;
using wire::Step;

// Ten bytes: who is on trial and in which conversation, and a fault at each end.
struct SessionMode {
    static constexpr std::size_t kHeader = 10;
    using Header = std::array<std::uint8_t, kHeader>;

    Role on_trial = Role::server;
    MachineMode machine{};
    std::vector<fault::Fault> server{}, client{};

    static SessionMode from(const Header& header) {
        constexpr unsigned kinds = 7;  // of Standard RDP Security
        const auto which = static_cast<unsigned>(header[0] >> 1);
        const auto security = static_cast<unsigned>(MachineSecurity::rdp_none) + which % kinds +
                              which / kinds * static_cast<unsigned>(MachineSecurity::count);
        SessionMode mode{.on_trial = header[0] % 2 == 0 ? Role::server : Role::client};
        mode.machine =
            MachineMode::from({static_cast<std::uint8_t>(security), header[1], 24, 0}, mode.on_trial);
        if (auto it = fault_from(header[2], header[3], header[4], header[5])) mode.server.push_back(*it);
        if (auto it = fault_from(header[6], header[7], header[8], header[9])) mode.client.push_back(*it);
        return mode;
    }

private:
    static std::optional<fault::Fault> fault_from(std::uint8_t kind, std::uint8_t where, std::uint8_t a,
                                                  std::uint8_t b) {
        using namespace fault;
        const auto step = static_cast<Step>(where % wire::kSteps.size());
        const auto moment = a % 2 == 0 ? Moment::instead : Moment::after;
        const milliseconds pause(b);
        constexpr std::array fields{"tpkt.length", "mcs.initiator", "mcs.userData.length",
                                    "shareControlHeader.totalLength"};
        switch (kind % 17) {
            case 1: return Fault{step, SetField{fields[a % fields.size()], b}, 0, "it"};
            case 2: return Fault{step, Truncate{a}, 0, "it"};
            case 3: return Fault{step, Append{fault::hex_payload(Bytes(a, b))}, 0, "it"};
            case 4: return Fault{step, Repeat{2U + a % 8}, 0, "it"};
            case 5: return Fault{step, Replace{fault::hex_payload(Bytes(a, b))}, 0, "it"};
            case 6: return Fault{step, Split{a, pause}, 0, "it"};
            case 7: return Fault{step, Drip{1U + a % 32, pause}, 0, "it"};
            case 8: return Fault{step, Delay{pause}, 0, "it"};
            case 9: return Fault{step, Swallow{a}, 0, "it"};
            case 10: return Fault{step, Alert{a, b}, 0, "it"};
            case 11: return Fault{step, Reset{moment}, 0, "it"};
            case 12: return Fault{step, Close{moment}, 0, "it"};
            case 13: return Fault{step, HalfClose{moment}, 0, "it"};
            case 14: return Fault{step, Silence{moment}, 0, "it"};
            case 15: return Fault{step, Omit{}, 0, "it"};
            case 16: {
                const auto messages = known_messages();
                return Fault{step, Say{messages[b % messages.size()], Moment::after}, 0, "it"};
            }
            default: return std::nullopt;
        }
    }
};

template <class Target>
class SessionPlay {
public:
    explicit SessionPlay(SessionMode mode)
        : mode_(std::move(mode)),
          target_(order(mode_.on_trial), [this](const link::Note& note) { hear_of(note); }),
          other_(order(wire::other(mode_.on_trial)), [](const link::Note&) {}) {}

    bool active() const { return active_; }

    // What comes behind the script.
    enum class Then : std::uint8_t { alone, drip };

    Complaint run(MachineScript script, Then then = Then::alone) {
        constexpr std::size_t kMostLines = 256;
        constexpr std::size_t kMostMemory = 4 * 1024 * 1024;
        const auto held = held_memory();
        target_.connected(now_);
        other_.connected(now_);
        listen();
        for (std::size_t i = 0; i < kMostLines && !complaint_; ++i) {
            const auto line = script.next();
            if (!line) break;
            perform(*line);
            listen();
            if (kCountsMemory && held_memory() > held + kMostMemory) return "holds more than four mebibytes";
        }
        if (!complaint_ && then == Then::drip) drip();
        if (!complaint_) wait_for_its_end();
        constexpr std::size_t kMostSaid = 2 * 1024 * 1024;
        if (!complaint_ && said_ > kMostSaid + 16 * heard_) return "says more than it can mean";
        return complaint_;
    }

private:
    link::SessionOrder order(Role role) const {
        link::SessionOrder order;
        if (role == Role::server)
            order.choices = mode_.machine.server;
        else
            order.choices = mode_.machine.client;
        order.environment = test::environment(role == Role::server ? 1 : 2);
        order.faults = role == Role::server ? mode_.server : mode_.client;
        return order;
    }

    void hear_of(const link::Note& note) {
        if (note.kind != link::NoteKind::step || note.from != mode_.on_trial) return;
        active_ = active_ || note.step == Step::active;
        if (target_ended_) complaint_ = "says " + std::string(name(note.step)) + " after its end";
    }

    void tell(BytesView bytes) {
        target_ended_ = target_.ending().has_value();
        heard_ += bytes.size();
        target_.receive(bytes, now_);
        target_ended_ = false;
    }

    void perform(const Line& line) {
        using enum Line::Deed;
        if (line.deed == raw) return tell(line.bytes);
        if (line.deed == again) return tell(latest_);
        if (line.deed == wait) return pass_time();
        auto piece = other_.next(now_);
        if (!piece) return pass_time();
        auto* write = std::get_if<fault::piece::Write>(&*piece);
        if (!write && std::holds_alternative<fault::piece::Rst>(*piece)) return target_.reset("reset", now_);
        if (!write) return target_.fin(now_);
        auto& bytes = write->bytes;
        const auto at = line.number % (bytes.size() + 1);
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        if (line.deed == cut) bytes.resize(at);
        if (line.deed == patch)
            std::copy_n(line.bytes.begin(), std::min(line.bytes.size(), bytes.size() - at), place);
        if (line.deed == insert) bytes.insert(place, line.bytes.begin(), line.bytes.end());
        latest_ = bytes;
        for (std::size_t i = 0; i < (line.deed == repeat ? 2U : 1U); ++i) tell(bytes);
    }

    // The other end reads whatever has been said.
    void listen() {
        while (auto piece = target_.next(now_)) {
            if (const auto* write = std::get_if<fault::piece::Write>(&*piece)) {
                said_ += write->bytes.size();
                other_.receive(write->bytes, now_);
            } else if (std::holds_alternative<fault::piece::Rst>(*piece)) {
                other_.reset("reset", now_);
            } else {
                other_.fin(now_);
            }
        }
    }

    void pass_time() {
        const auto wake = target_.wake();
        if (!wake) return;
        now_ = std::max(*wake, now_ + std::chrono::milliseconds(1));
        target_.tick(now_);
        other_.tick(now_);
    }

    // What the other end has to say comes a byte a second, and so does nonsense when that is all: no byte
    // buys time that the step does not have.
    void drip() {
        // Five steps of a minute [patience.h], and what a fault of its own may add: ten minutes of silence.
        constexpr auto kMost = std::chrono::minutes(5 + 10 + 2);
        const auto began = now_;
        Bytes waiting;
        for (std::size_t at = 0; now_ - began < kMost; ++at) {
            listen();
            if (complaint_ || active_ || !target_.wake()) return;
            if (at >= waiting.size()) {
                at = 0;
                auto piece = other_.next(now_);
                const auto* write = piece ? std::get_if<fault::piece::Write>(&*piece) : nullptr;
                waiting = write && !write->bytes.empty() ? write->bytes : Bytes{3};
            }
            tell(BytesView(waiting).subspan(at, 1));
            now_ += std::chrono::seconds(1);
            target_.tick(now_);
            other_.tick(now_);
        }
        complaint_ = "is held past its deadline by bytes that drip";
    }

    // Who is left alone gives up, however long that takes.
    void wait_for_its_end() {
        constexpr int kMostWakes = 100'000;
        for (int i = 0; i < kMostWakes; ++i) {
            listen();
            if (complaint_ || !target_.wake()) return;
            pass_time();
        }
        complaint_ = "is never over";
    }

    SessionMode mode_;
    link::TimePoint now_ = link::TimePoint{} + std::chrono::hours(24 * 365 * 56);
    Complaint complaint_;
    bool active_ = false, target_ended_ = false;
    std::size_t heard_ = 0, said_ = 0;
    Bytes latest_;
    Target target_;
    link::Session other_;
};

template <class Target>
Complaint about_session(BytesView input) {
    MachineScript script(input);
    const auto mode = SessionMode::from(script.header<SessionMode::kHeader>());
    return SessionPlay<Target>(mode).run(script);
}

template <class Target>
Complaint about_drip(BytesView input) {
    MachineScript script(input);
    const auto mode = SessionMode::from(script.header<SessionMode::kHeader>());
    return SessionPlay<Target>(mode).run(script, SessionPlay<Target>::Then::drip);
}

}  // namespace badrdp::fuzz
