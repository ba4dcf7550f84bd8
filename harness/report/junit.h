// junit.xml: the run as continuous integration servers read it.
#pragma once

#include <string>

#include "harness/play/result.h"

namespace badrdp::harness {

std::string junit_xml(const RunResult& run);

}  // namespace badrdp::harness
