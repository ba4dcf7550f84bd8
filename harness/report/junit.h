// junit.xml: the run as continuous integration servers read it.
#pragma once

#include <string>

#include "harness/play/result.h"

namespace badrdp::harness {

// `with_files`: a <testcase> names its scenario's file as GitLab reads it, in an attribute that the schema of
// Jenkins' xUnit plugin does not have. Its output names the file in either case.
std::string junit_xml(const RunResult& run, bool with_files = false);

}  // namespace badrdp::harness
