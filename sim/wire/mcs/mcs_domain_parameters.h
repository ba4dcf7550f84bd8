// The limits of an MCS domain, which both Connect PDUs speak of [T.125 7 part 2].
#pragma once

#include <array>

#include "sim/wire/io/ber.h"

namespace badrdp::wire {

// Whose parameters they are gives their fields' names.
struct DomainParameterNames {
    BerNames sequence;
    std::array<BerValueNames, 8> integers;
};

extern const DomainParameterNames kTargetParameters;
extern const DomainParameterNames kMinimumParameters;
extern const DomainParameterNames kMaximumParameters;
extern const DomainParameterNames kDomainParameters;  // those of the response, which are agreed

struct DomainParameters {
    SizedInteger max_channel_ids{};
    SizedInteger max_user_ids{};
    SizedInteger max_token_ids{};
    SizedInteger num_priorities{};
    SizedInteger min_throughput{};
    SizedInteger max_height{};
    SizedInteger max_mcs_pdu_size{};
    SizedInteger protocol_version{};
    BerForm form = BerForm::shortest;

    static DomainParameters read(Reader& in, const DomainParameterNames& names);
    void write(Writer& out, const DomainParameterNames& names) const;

    friend bool operator==(const DomainParameters&, const DomainParameters&) = default;
};

}  // namespace badrdp::wire
