#include "sim/fault/injector.h"

#include <algorithm>

#include "sim/wire/tls/tls_record.h"

namespace badrdp::fault {
namespace {

using namespace piece;

// PDU stage: each returns whether it changed anything.

bool bend(const SetField& f, wire::Writer& out) {
    return (f.relative ? out.add(f.field, f.value) : out.set(f.field, f.value)) > 0;
}

bool bend(const Truncate& f, wire::Writer& out) {
    if (out.bytes.size() <= f.keep) return false;
    out.bytes.resize(f.keep);
    return true;
}

bool bend(const Append& f, wire::Writer& out) {
    out.bytes.insert(out.bytes.end(), f.with.bytes.begin(), f.with.bytes.end());
    return !f.with.bytes.empty();
}

bool bend(const Repeat& f, wire::Writer& out) {
    const Bytes once = out.bytes;
    for (unsigned i = 1; i < f.times; ++i) out.bytes.insert(out.bytes.end(), once.begin(), once.end());
    return f.times > 1 && !once.empty();
}

bool bend(const Replace& f, wire::Writer& out) {
    out.bytes = f.with.bytes;
    out.fields.clear();
    return true;
}

bool bend(const Omit&, wire::Writer& out) {
    const bool said_anything = !out.bytes.empty();
    out.bytes.clear();
    out.fields.clear();
    return said_anything;
}

template <class StreamFault>
bool bend(const StreamFault&, wire::Writer&) {
    return false;
}

// Stream stage. Pieces hold at most a few writes: the faults before this one have cut them.

void put(std::vector<Piece>& pieces, Piece piece, Moment moment) {
    if (moment == Moment::instead) pieces.clear();
    pieces.push_back(std::move(piece));
}

// Cuts the written bytes after the first `at`; what lies behind the cut is put into `rest`.
std::vector<Piece> cut(std::vector<Piece>& pieces, std::size_t at) {
    std::size_t left = at;
    for (auto it = pieces.begin(); it != pieces.end(); ++it) {
        auto* write = std::get_if<Write>(&*it);
        if (!write) continue;
        if (write->bytes.size() <= left) {
            left -= write->bytes.size();
            continue;
        }
        const auto middle = write->bytes.begin() + static_cast<std::ptrdiff_t>(left);
        std::vector<Piece> rest{Write{Bytes(middle, write->bytes.end())}};
        write->bytes.erase(middle, write->bytes.end());
        std::move(it + 1, pieces.end(), std::back_inserter(rest));
        pieces.erase(it + 1, pieces.end());
        return rest;
    }
    return {};
}

bool shape(const Split& f, std::vector<Piece>& pieces) {
    auto rest = cut(pieces, f.at);
    if (rest.empty()) return false;
    pieces.push_back(Pause{f.pause});
    std::ranges::move(rest, std::back_inserter(pieces));
    return true;
}

bool shape(const Drip& f, std::vector<Piece>& pieces) {
    std::vector<Piece> out;
    bool bit = false;
    for (auto& piece : pieces) {
        const auto* write = std::get_if<Write>(&piece);
        if (!write) {
            out.push_back(std::move(piece));
            continue;
        }
        const auto step = std::max<std::size_t>(f.bytes, 1);
        for (std::size_t at = 0; at < write->bytes.size(); at += step) {
            const auto end = std::min(at + step, write->bytes.size());
            if (at > 0) {
                out.push_back(Pause{f.every});
                bit = true;
            }
            out.push_back(Write{Bytes(write->bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                      write->bytes.begin() + static_cast<std::ptrdiff_t>(end))});
        }
    }
    pieces = std::move(out);
    return bit;
}

bool shape(const Delay& f, std::vector<Piece>& pieces) {
    pieces.insert(pieces.begin(), Pause{f.by});
    return true;
}

bool shape(const Swallow& f, std::vector<Piece>& pieces) {
    if (cut(pieces, f.after).empty()) return false;
    pieces.push_back(Mute{});
    return true;
}

bool shape(const Reset& f, std::vector<Piece>& pieces) { return put(pieces, Rst{}, f.moment), true; }
bool shape(const HalfClose& f, std::vector<Piece>& pieces) { return put(pieces, Fin{}, f.moment), true; }
bool shape(const Silence& f, std::vector<Piece>& pieces) { return put(pieces, Mute{}, f.moment), true; }
bool shape(const fault::Close& f, std::vector<Piece>& pieces) {
    return put(pieces, piece::Close{}, f.moment), true;
}

template <class PduFault>
bool shape(const PduFault&, std::vector<Piece>&) {
    return false;
}

}  // namespace

bool FaultInjector::shape(const Deed& deed, std::vector<Piece>& pieces) const {
    if (const auto* alert = std::get_if<Alert>(&deed)) {
        auto said = say_alert_(alert->level, alert->description);
        if (!said) return false;
        if (said->last) pieces = {piece::Close{}};
        pieces.insert(pieces.begin(), Write{std::move(said->record)});
        return true;
    }
    return std::visit([&](const auto& d) { return fault::shape(d, pieces); }, deed);
}

bool FaultInjector::aims_at(const Fault& fault, Step step) const {
    return fault.step == step && bends(fault, connection_);
}

void FaultInjector::inject_into_pdu(Step step, wire::Writer& out) {
    for (std::size_t i = 0; i < faults_.size(); ++i) {
        if (!aims_at(faults_[i], step)) continue;
        if (std::visit([&](const auto& deed) { return bend(deed, out); }, faults_[i].deed))
            bites_.push_back(i);
    }
}

std::vector<FaultInjector::More> FaultInjector::more(Step step, Moment moment) const {
    std::vector<More> out;
    for (std::size_t i = 0; i < faults_.size(); ++i) {
        const auto* say = std::get_if<Say>(&faults_[i].deed);
        if (say && say->moment == moment && aims_at(faults_[i], step)) out.push_back({i, say->message});
    }
    return out;
}

void FaultInjector::has_said(const More& more) {
    bites_.push_back(more.fault);
    if (const auto answer = answer_to(more.message)) awaited_.push_back(*answer);
}

bool FaultInjector::takes(Step answer) {
    const auto at = std::ranges::find(awaited_, answer);
    if (at == awaited_.end()) return false;
    awaited_.erase(at);
    return true;
}

std::vector<Piece> FaultInjector::inject_into_stream(Step step, Bytes bytes) {
    std::vector<Piece> pieces;
    if (!bytes.empty()) pieces.push_back(Write{std::move(bytes)});
    for (std::size_t i = 0; i < faults_.size(); ++i) {
        if (!aims_at(faults_[i], step)) continue;
        if (shape(faults_[i].deed, pieces)) bites_.push_back(i);
    }
    return pieces;
}

FaultInjector::Reaction FaultInjector::arrive(Step step) {
    Reaction reaction;
    for (std::size_t i = 0; i < faults_.size(); ++i) {
        const auto& deed = faults_[i].deed;
        if (!aims_at(faults_[i], step)) continue;
        if (!shape(deed, reaction.pieces)) continue;
        bites_.push_back(i);
        const bool warned =
            std::holds_alternative<Alert>(deed) && std::holds_alternative<Write>(reaction.pieces.back());
        if (!std::holds_alternative<Delay>(deed) && !warned) reaction.answer = false;
    }
    return reaction;
}

SaidAlert alert_in_clear(std::uint8_t level, std::uint8_t description) {
    constexpr std::uint8_t warning = 1, close_notify = 0;
    return {.record = to_writer(wire::TlsAlert{level, description}).bytes,
            .last = level != warning || description == close_notify};
}

}  // namespace badrdp::fault
