// One machine on trial, and an honest one of the other role that says what the input does not say itself: so
// an input gets as deep as an honest end does, through proof and encryption, and bends what it likes there.
#pragma once

#include <deque>

#include "tests/fuzz/machine_script.h"
#include "tests/fuzz/memory.h"
#include "tests/fuzz/oracle_machine.h"
#include "tests/sim/auth/conversation.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::fuzz {

template <class Target>
class MachinePlay {
public:
    MachinePlay(MachineMode mode, Role on_trial)
        : mode_(std::move(mode)),
          witness_(on_trial, mode_),
          target_(make<Target>(on_trial, 1)),
          other_(make<peer::Machine>(wire::other(on_trial), 2)) {}

    bool active = false;  // the machine on trial has reached it

    Complaint run(MachineScript script) {
        constexpr std::size_t kMostLines = 160;
        constexpr std::size_t kMostMemory = 1024 * 1024;
        const auto held = held_memory();
        take_turn(other_.start());
        if (auto complaint = judge(Step::none, 0, target_.start())) return complaint;
        for (std::size_t i = 0; i < kMostLines; ++i) {
            const auto line = script.next();
            if (!line) break;
            if (auto complaint = perform(*line)) return complaint;
            if (kCountsMemory && held_memory() > held + kMostMemory) return "holds more than a mebibyte";
            if (stops_) break;
        }
        return std::nullopt;
    }

private:
    template <class Made>
    Made make(Role role, std::uint32_t seed) const {
        if (role == Role::server) return Made(mode_.server, test::environment(seed));
        return Made(mode_.client, test::environment(seed));
    }

    Complaint perform(const Line& line) {
        using enum Line::Deed;
        if (line.deed == wait) {
            if (line.number % 2 == 0 && !honest_.empty()) honest_.pop_front();
            // Whoever drives a machine hears nothing any more for one whose rest is over.
            stops_ = std::ranges::any_of(later_,
                                         [](const auto& a) { return std::holds_alternative<peer::End>(a); });
            return judge(Step::none, 0, std::exchange(later_, {}));
        }
        if (line.deed == raw) return tell(line.bytes);
        if (line.deed == again)
            return told_.empty() ? Complaint{} : tell(Bytes(told_[line.number % told_.size()]));
        if (honest_.empty()) return std::nullopt;
        auto say = std::move(honest_.front());
        honest_.pop_front();
        bend(say, line);
        const auto times = line.deed == repeat ? 2 + line.number % 3 : 1;
        for (std::size_t i = 0; i < times; ++i) {
            auto copy = say;
            other_.seal(copy);
            if (auto complaint = tell(std::move(copy.out.bytes))) return complaint;
        }
        return std::nullopt;
    }

    static void bend(peer::Say& say, const Line& line) {
        auto& bytes = say.out.bytes;
        const auto at = line.number % (bytes.size() + 1);
        const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        if (line.deed == Line::Deed::cut) bytes.resize(at);
        if (line.deed == Line::Deed::patch)
            std::copy_n(line.bytes.begin(), std::min(line.bytes.size(), bytes.size() - at), place);
        if (line.deed != Line::Deed::insert) return;
        bytes.insert(place, line.bytes.begin(), line.bytes.end());
        if (say.sealing && at >= say.sealing->data_at) say.sealing->size = bytes.size();
        if (bytes.size() < 4 || bytes[0] != wire::Tpkt{}.version) return;
        bytes[2] = static_cast<std::uint8_t>(bytes.size() >> 8);
        bytes[3] = static_cast<std::uint8_t>(bytes.size());
    }

    Complaint tell(Bytes message) {
        constexpr std::size_t kKept = 4;
        told_.push_back(message);
        if (told_.size() > kKept) told_.pop_front();
        const auto size = message.size();
        auto opened = target_.open(std::move(message));
        if (!opened) {
            if (auto complaint = about_blame(opened.error(), size)) return complaint;
            return judge(Step::none, size, target_.hear_garbage(opened.error()));
        }
        witness_.reads(opened->step, opened->bytes);
        for (std::optional pdu(std::move(*opened)); pdu; pdu = target_.behind(std::move(*pdu)))
            if (auto complaint = judge(pdu->step, size, target_.hear(*pdu))) return complaint;
        return std::nullopt;
    }

    Complaint judge(Step step, std::size_t heard, peer::Actions actions) {
        if (auto complaint = witness_.about(step, heard, actions, target_.agreement())) return complaint;
        for (std::size_t i = 0; i < actions.size(); ++i) {
            auto& action = actions[i];
            if (std::holds_alternative<peer::Rest>(action)) {
                later_.assign(std::make_move_iterator(actions.begin() + static_cast<std::ptrdiff_t>(i) + 1),
                              std::make_move_iterator(actions.end()));
                return std::nullopt;
            }
            if (std::holds_alternative<peer::End>(action)) later_.clear();
            active = active || std::holds_alternative<peer::Reached>(action);
            if (auto* say = std::get_if<peer::Say>(&action)) answer(std::move(*say));
            if (std::holds_alternative<peer::StartTls>(action)) {
                witness_.tls_is_up();
                for (auto& made : tls_passes(target_))
                    if (auto complaint = judge(Step::none, 0, std::move(made))) return complaint;
            }
        }
        return std::nullopt;
    }

    // The honest end hears what the machine on trial has said.
    void answer(peer::Say say) {
        target_.seal(say);
        if (other_is_over_) return;
        const auto opened = other_.open(std::move(say.out.bytes));
        if (!opened)
            other_is_over_ = true;
        else
            take_turn(other_.hear(*opened));
    }

    void take_turn(peer::Actions actions) {
        constexpr std::size_t kMostQueued = 64;
        for (auto& action : actions) {
            if (std::holds_alternative<peer::End>(action)) other_is_over_ = true;
            if (auto* say = std::get_if<peer::Say>(&action); say && honest_.size() < kMostQueued)
                honest_.push_back(std::move(*say));
            if (std::holds_alternative<peer::StartTls>(action))
                for (auto& made : tls_passes(other_)) take_turn(std::move(made));
        }
    }

    static std::vector<peer::Actions> tls_passes(auto& machine) {
        std::vector<peer::Actions> out;
        for (const auto step : {Step::client_hello, Step::server_flight})
            out.push_back(machine.tls_passed(step));
        out.push_back(machine.tls_passed(Step::tls_finished, test::public_key()));
        return out;
    }

    MachineMode mode_;
    MachineWitness witness_;
    Target target_;
    peer::Machine other_;
    std::deque<peer::Say> honest_;
    std::deque<Bytes> told_;
    peer::Actions later_;
    bool other_is_over_ = false;
    bool stops_ = false;
};

template <class Target>
Complaint about_machine(BytesView input, Role on_trial) {
    MachineScript script(input);
    const auto header = script.header<MachineMode::kHeader>();
    return MachinePlay<Target>(MachineMode::from(header, on_trial), on_trial).run(std::move(script));
}

}  // namespace badrdp::fuzz
