#include "sim/wire/nla/ntlm.h"

#include "tests/fuzz/demand.h"
#include "tests/fuzz/oracle_auth.h"
#include "tests/fuzz/planted_auth.h"

#ifdef BADRDP_PLANTED
using Challenge = badrdp::fuzz::planted::TrustsOffsets;
#else
using Challenge = badrdp::wire::NtlmChallenge;
#endif
using badrdp::wire::NtlmAuthenticate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace badrdp;
    const wire::BytesView input(data, size);
    fuzz::demand_silence_of(
        fuzz::about_parts<Challenge>(input, {&Challenge::target_name, &Challenge::target_info}));
    fuzz::demand_silence_of(fuzz::about_parts<NtlmAuthenticate>(
        input, {&NtlmAuthenticate::lm_challenge_response, &NtlmAuthenticate::nt_challenge_response,
                &NtlmAuthenticate::domain_name, &NtlmAuthenticate::user_name, &NtlmAuthenticate::workstation,
                &NtlmAuthenticate::encrypted_random_session_key}));
    fuzz::demand_silence_of(fuzz::about_codec<wire::NtlmNegotiate>(input));
    fuzz::demand_silence_of(fuzz::about_codec<Challenge>(input));
    fuzz::demand_silence_of(fuzz::about_codec<NtlmAuthenticate>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::NtlmV2Response>(input));
    fuzz::demand_silence_of(fuzz::about_codec<wire::AvPairs>(input));
    return 0;
}
