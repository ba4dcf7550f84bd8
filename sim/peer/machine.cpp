#include "sim/peer/machine.h"

#include <fmt/core.h>

#include <utility>

#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/x224/classify.h"
#include "sim/wire/x224/x224.h"
#include "sim/wire/x224/x224_data.h"

namespace badrdp::peer {

using namespace wire;

namespace {

// A PDU, and neither what TLS says for us nor a state.
bool is_pdu(const SequenceRow& row) { return row.layer != Layer::tls && row.layer != Layer::state; }

}  // namespace

void Machine::tcp_is_up() {
    mark(kSequence[index_of(Step::tcp_connect)]);
    mark(kSequence[index_of(Step::tcp_accept)]);
}

const Agreement& Machine::agreement() const {
    return std::visit([](const auto& script) -> const Agreement& { return script.agreement(); }, script_);
}

Framing Machine::framing() const {
    std::size_t from = at(other(role_));
    const SequenceRow* theirs = next_of(other(role_), from);
    if (theirs && theirs->step == Step::early_user_auth) return Framing::early_user_auth;
    if (theirs && theirs->step == Step::preconnection) return Framing::preconnection;
    if (theirs && theirs->layer == Layer::credssp) return Framing::ts_request;
    if (theirs && theirs->layer == Layer::rdstls) return Framing::rdstls;
    if (theirs && theirs->layer == Layer::rdsaad) return Framing::rdsaad;
    return passed(Step::client_info) ? Framing::tpkt_or_fast : Framing::tpkt;
}

std::expected<Opened, Malformed> Machine::open(Bytes message) {
    if (message.empty()) return Opened{};
    if (framing() == Framing::early_user_auth)
        return Opened{.step = Step::early_user_auth, .bytes = std::move(message)};
    const auto looks = classify(message, framing());
    if (looks == Looks::fast_path)
        return std::visit([&](auto& script) { return script.open_fast_path(std::move(message)); }, script_);
    if (looks == Looks::ts_request)
        return std::visit([&](auto& script) { return script.open_ts_request(std::move(message)); }, script_);
    if (looks == Looks::preconnection)
        return Opened{.step = Step::preconnection, .bytes = std::move(message)};
    if (looks == Looks::rdstls) {
        const auto step = rdstls_step(message);
        return Opened{.step = step, .bytes = std::move(message)};
    }
    if (looks == Looks::rdsaad) {
        const auto step = rdsaad_step(message);
        return Opened{.step = step, .bytes = std::move(message)};
    }
    if (looks != Looks::tpkt || message.size() <= Tpkt::kSize + 1) return Opened{.bytes = std::move(message)};
    switch (tpdu_code(message)) {
        case X224Head::kRequest: return Opened{.step = Step::x224_request, .bytes = std::move(message)};
        case X224Head::kConfirm: return Opened{.step = Step::x224_confirm, .bytes = std::move(message)};
        default: break;
    }
    if (const auto step = step_of_data(message); step != Step::none)
        return Opened{.step = step, .bytes = std::move(message)};
    return std::visit([&](auto& script) { return script.open(std::move(message)); }, script_);
}

Actions Machine::hear(const Opened& message) { return over_ ? Actions{} : noted(answer(message)); }

Actions Machine::noted(Actions actions) {
    for (const auto& action : actions) {
        if (std::holds_alternative<Rest>(action)) break;
        over_ = over_ || std::holds_alternative<End>(action);
    }
    return actions;
}

// What may come any number of times may not come without end, or a peer could stay for ever in a sequence
// that it does not mean to finish. No honest one comes near: 34 channels are the most that anybody joins.
std::optional<End> Machine::too_often(Step step) {
    constexpr unsigned kMost = 1024;
    if (++repeats_ <= kMost) return std::nullopt;
    return End{End::Kind::unexpected, fmt::format("{}: the sequence gets no further", name(step))};
}

Actions Machine::answer(const Opened& message) {
    Actions out;
    if (std::visit([&](auto& script) { return script.interlude(message, out); }, script_)) {
        // There is nothing to start over, and nothing may be left out, while no share has been demanded.
        if (message.step == Step::deactivate_all && passed(Step::demand_active)) start_over();
        if (!was_active_ && (out.empty() || message.step == Step::auto_detect))
            if (auto end = too_often(message.step)) out.emplace_back(std::move(*end));
        return out;
    }
    const SequenceRow* expected = nullptr;
    const SequenceRow* row = find(message.step, expected);
    if (!row && believes_anything_ && expected) row = expected;
    if (!row)
        return {End{End::Kind::unexpected,
                    fmt::format("expected {}, got {}", expected ? name(expected->step) : "nothing",
                                message.step == Step::none ? "something unknown" : name(message.step))}};
    if (passed(row->step))
        if (auto end = too_often(row->step)) return {std::move(*end)};
    std::visit([&](auto& script) { script.read(message, out); }, script_);
    if (believes_anything_)
        std::erase_if(out, [](const Action& a) { return std::holds_alternative<End>(a); });
    if (!out.empty() && std::holds_alternative<End>(out.back())) return out;
    mark(*row);
    for (auto& action : my_turn()) out.push_back(std::move(action));
    return out;
}

Actions Machine::hear_garbage(const Malformed& why) {
    if (over_) return {};
    if (believes_anything_) return hear(Opened{});
    return noted({End{End::Kind::malformed, to_string(why)}});
}

void Machine::seal(Say& say) {
    if (say.sealing) std::visit([&](auto& script) { script.seal(say); }, script_);
}

Actions Machine::tls_passed(Step step, BytesView server_public_key) {
    if (!server_public_key.empty())
        std::visit([&](auto& script) { script.tls_up(server_public_key); }, script_);
    mark(kSequence[index_of(step)]);
    return noted(my_turn());
}

bool Machine::closed(std::size_t row) const {
    const auto& r = kSequence[row];
    return row < at(r.sender()) || !r.when(agreement()) || (passed(r.step) && !r.may_repeat());
}

// From row number `from` on, which is moved to the one found.
const SequenceRow* Machine::next_of(Role sender, std::size_t& from) const {
    for (; from < kSequence.size(); ++from)
        if (kSequence[from].sender() == sender && !closed(from)) return &kSequence[from];
    return nullptr;
}

// What I have to say next; nothing: I have said all, or must wait.
const SequenceRow* Machine::my_next() const {
    for (std::size_t i = at(role_); i < kSequence.size(); ++i) {
        const SequenceRow& row = kSequence[i];
        if (row.sender() != role_ || closed(i)) continue;
        if (row.times != SequenceRow::Times::once) {
            const auto due = std::visit([&](const auto& script) { return script.due(row.step); }, script_);
            if (due == Due::no) continue;
            if (due == Due::later) return nullptr;
        }
        return row.after == Step::none || passed(row.after) ? &row : nullptr;
    }
    return nullptr;
}

// The row that this message of the other end stands on; `expected` is the first that it could have been.
const SequenceRow* Machine::find(Step step, const SequenceRow*& expected) const {
    for (std::size_t i = at(other(role_)); i < kSequence.size(); ++i) {
        const SequenceRow& row = kSequence[i];
        if (row.sender() == role_ || closed(i) || row.layer == Layer::state) continue;
        const bool may = row.after == Step::none || passed(row.after);
        const bool optional = !expected || expected->may_lack() ||
                              (expected->times == SequenceRow::Times::some && passed(expected->step));
        if (!expected || (optional && may)) expected = &row;
        if (row.step == step) return may && is_pdu(row) ? &row : nullptr;
        if (!row.may_lack() && !(row.times == SequenceRow::Times::some && passed(row.step))) return nullptr;
    }
    return nullptr;
}

void Machine::mark(const SequenceRow& row) {
    passed_[static_cast<std::size_t>(row.step)] = true;
    const auto index = static_cast<std::size_t>(&row - kSequence.data());
    at(row.sender()) = std::max(at(row.sender()), index);
}

// After Deactivate All the capability exchange comes again [1.3.1.3].
void Machine::start_over() {
    const auto begin = index_of(Step::demand_active);
    for (std::size_t i = begin; i < kSequence.size(); ++i)
        passed_[static_cast<std::size_t>(kSequence[i].step)] = false;
    at_ = {begin, begin};
}

bool Machine::pass_states(Actions& out) {
    for (const SequenceRow& row : kSequence) {
        if (row.layer != Layer::state || passed(row.step) || !passed(row.after)) continue;
        mark(row);
        was_active_ = true;
        out.emplace_back(Reached{row.step});
        if (std::visit([&](auto& script) { return script.reached(row.step, out); }, script_)) start_over();
        return true;
    }
    return false;
}

Actions Machine::my_turn() {
    Actions out;
    for (;;) {
        if (pass_states(out)) continue;
        const SequenceRow* mine = my_next();
        std::size_t from = at(other(role_));
        const SequenceRow* due = mine ? mine : next_of(other(role_), from);
        if (due && due->layer == Layer::tls) {
            if (!std::exchange(tls_started_, true)) out.emplace_back(StartTls{});
            return out;
        }
        if (!mine) break;
        const auto said = out.size();
        std::visit([&](auto& script) { script.compose(mine->step, out); }, script_);
        mark(*mine);
        if (out.size() > said && std::holds_alternative<End>(out.back())) return out;
        // What no good client does: it does not even wait for the answer.
        if (mine->step == Step::x224_request && agreement().confirmed && !agreement().direct)
            mark(kSequence[index_of(Step::x224_confirm)]);
    }
    const auto& agreed = agreement();
    if (agreed.failure)
        out.emplace_back(End{End::Kind::security, failure_text(*agreed.failure)});
    else if (agreed.refused)
        out.emplace_back(End{End::Kind::security, "Standard RDP Security is not allowed here"});
    return out;
}

}  // namespace badrdp::peer
