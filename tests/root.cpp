#include "tests/root.h"

namespace badrdp::test {

const char* const kProject = BADRDP_ROOT;

}  // namespace badrdp::test
