#include "sim/wire/sequence/sequence.h"

#include <algorithm>

namespace badrdp::wire {
namespace {

constexpr Agreement selecting(Protocols protocol, EncryptionMethod encryption_method = {}) {
    return {.requested = protocol,
            .selected = protocol,
            .confirmed = true,
            .encryption_method = encryption_method};
}

// One of each kind that the table tells apart. Under TLS there is no other encryption [MS-RDPBCGR 5.3.2].
constexpr std::array kAgreements{
    selecting(Protocols::rdp),       selecting(Protocols::rdp, EncryptionMethod::rc4_128),
    selecting(Protocols::ssl),       selecting(Protocols::hybrid),
    selecting(Protocols::hybrid_ex), selecting(Protocols::rdstls),
    selecting(Protocols::rdsaad)};

// The steps that have passed whenever a conversation with this agreement has come to one of them.
class Way {
public:
    Way(Step to, const Agreement& agreement) : agreement_(agreement) { walk(to); }
    bool has(Step step) const { return passed_[static_cast<std::size_t>(step)]; }

private:
    void walk(Step to) {
        const auto* row = row_of(to, agreement_);
        auto& passed = passed_[static_cast<std::size_t>(to)];
        if (!row || passed) return;
        passed = true;
        walk(row->after);
        for (const auto* own = kSequence.data(); own != row; ++own)
            if (own->sender() == row->sender() && !own->may_lack() && own->when(agreement_)) walk(own->step);
    }

    const Agreement& agreement_;
    std::array<bool, kSteps.size()> passed_{};
};

}  // namespace

const SequenceRow* row_of(Step step, const Agreement& agreement) {
    const auto found = std::ranges::find_if(
        kSequence, [&](const SequenceRow& row) { return row.step == step && row.when(agreement); });
    return found == kSequence.end() ? nullptr : &*found;
}

bool may_follow(Step step, std::span<const Step> passed) {
    const auto has = [&](Step one) { return std::ranges::find(passed, one) != passed.end(); };
    // What may pass at any time can do so once MCS is connected.
    if (!is_depth(step)) return has(Step::mcs_connect_response);
    return std::ranges::any_of(kSequence, [&](const SequenceRow& row) {
        return row.step == step && (row.after == Step::none || has(row.after));
    });
}

bool may_lack(Step step) { return !needs(Step::active, step); }

bool needs(Step later, Step step) {
    if (later == step) return true;
    if (later == Step::none) return false;
    // What may pass at any time can do so once MCS is connected.
    const auto way_to = is_depth(later) ? later : Step::mcs_connect_response;
    return std::ranges::all_of(kAgreements, [&](const Agreement& agreement) {
        return !row_of(way_to, agreement) || Way(way_to, agreement).has(step);
    });
}

}  // namespace badrdp::wire
