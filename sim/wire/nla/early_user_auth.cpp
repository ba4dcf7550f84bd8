#include "sim/wire/nla/early_user_auth.h"

namespace badrdp::wire {

Expected<EarlyUserAuthResult> EarlyUserAuthResult::read(Reader& in) {
    EarlyUserAuthResult result;
    result.authorization_result = in.u32le("earlyUserAuth.authorizationResult");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return result;
}

void EarlyUserAuthResult::write(Writer& out) const {
    out.u32le("earlyUserAuth.authorizationResult", authorization_result);
}

}  // namespace badrdp::wire
