// Where the project's folder is: said in one place, so that the compiler's cache serves every checkout.
#pragma once

namespace badrdp::test {

extern const char* const kProject;

}  // namespace badrdp::test
