#include "sim/wire/mcs/mcs_domain_parameters.h"

namespace badrdp::wire {
namespace {

// The integers in their order: one list for both directions.
template <class Parameters>
auto in_order(Parameters& p) {
    return std::array{&p.max_channel_ids, &p.max_user_ids, &p.max_token_ids,    &p.num_priorities,
                      &p.min_throughput,  &p.max_height,   &p.max_mcs_pdu_size, &p.protocol_version};
}

}  // namespace

// Names are literals, and each must stand in one piece for whoever looks for it: which is why there are
// macros.
// clang-format off
#define BADRDP_INTEGER(field) {field ".tag", field ".length", field}
#define BADRDP_PARAMETERS(part)                                                               \
    {{part ".tag", part ".lengthForm", part ".length"},                                       \
     {{BADRDP_INTEGER(part ".maxChannelIds"), BADRDP_INTEGER(part ".maxUserIds"),             \
       BADRDP_INTEGER(part ".maxTokenIds"), BADRDP_INTEGER(part ".numPriorities"),            \
       BADRDP_INTEGER(part ".minThroughput"), BADRDP_INTEGER(part ".maxHeight"),              \
       BADRDP_INTEGER(part ".maxMCSPDUsize"), BADRDP_INTEGER(part ".protocolVersion")}}}
// clang-format on
constinit const DomainParameterNames kTargetParameters = BADRDP_PARAMETERS("mcs.targetParameters");
constinit const DomainParameterNames kMinimumParameters = BADRDP_PARAMETERS("mcs.minimumParameters");
constinit const DomainParameterNames kMaximumParameters = BADRDP_PARAMETERS("mcs.maximumParameters");
constinit const DomainParameterNames kDomainParameters = BADRDP_PARAMETERS("mcs.domainParameters");
#undef BADRDP_PARAMETERS
#undef BADRDP_INTEGER

DomainParameters DomainParameters::read(Reader& in, const DomainParameterNames& names) {
    DomainParameters parameters;
    auto body = read_ber(in, names.sequence, ber_tag::sequence, parameters.form);
    const auto integers = in_order(parameters);
    for (std::size_t i = 0; i < integers.size(); ++i)
        *integers[i] = read_ber_integer(body, names.integers[i]);
    in.adopt_all(body, names.sequence.length);
    return parameters;
}

void DomainParameters::write(Writer& out, const DomainParameterNames& names) const {
    Writer body;
    const auto integers = in_order(*this);
    for (std::size_t i = 0; i < integers.size(); ++i)
        write_ber_integer(body, names.integers[i], *integers[i]);
    write_ber(out, names.sequence, ber_tag::sequence, form, body);
}

}  // namespace badrdp::wire
