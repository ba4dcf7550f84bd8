// The matrix as a table of text: scenarios down, clients across.
#pragma once

#include <string>

#include "harness/report/overview.h"
#include "harness/report/paint.h"

namespace badrdp::harness {

inline constexpr std::size_t kPage = 100;  // columns of the terminal that everything is laid out for

// Clients that find no room beside the others get a table below.
std::string table_text(const Matrix& matrix, const Paint& paint);

}  // namespace badrdp::harness
