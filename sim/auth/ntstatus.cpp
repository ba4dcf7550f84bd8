#include "sim/auth/ntstatus.h"

namespace badrdp::auth {

std::string status_text(std::uint32_t status) { return wire::text_in(kStatuses, status); }

}  // namespace badrdp::auth
