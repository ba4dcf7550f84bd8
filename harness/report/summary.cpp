#include "harness/report/summary.h"

#include "harness/report/matrix.h"

namespace badrdp::harness {

std::string summary_text(const RunResult& run) { return matrix_text(run, false); }

}  // namespace badrdp::harness
