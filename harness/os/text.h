// Text for people: whatever bytes a client printed, a report stays whole, on its line, and harmless to the
// terminal or browser that shows it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// Bytes that are no UTF-8 become U+FFFD, one each; everything else stays.
std::string whole_utf8(std::string_view bytes);

// One line that can be shown anywhere: also without control characters (a terminal obeys them, XML forbids
// them), without marks that turn the direction of text, and without line ends.
std::string printable(std::string_view bytes);

// printable(), with & < > " ' as entities: for XML and HTML, in text and in attributes.
std::string escaped(std::string_view bytes);

// At most `most` characters of text that is whole UTF-8; a longer one ends in an ellipsis.
std::string clipped(std::string_view text, std::size_t most);

// Columns of a terminal, every character taken as one wide.
std::size_t width(std::string_view text);
std::string padded(std::string_view text, std::size_t columns);

// A scenario's id in at most so many columns; what goes is the end of its name rather than its variant:
// "selects-unoffer…[protocol=0x8]".
std::string fitted_id(std::string_view id, std::size_t columns);

// `text` broken at blanks into lines of at most `columns`, all but the first led in by `indent`. The first
// has `used` columns in front of it already.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent, std::size_t used);

// "1 case", "2 cases".
std::string counted(std::size_t count, std::string_view noun);

// A path inside the run's folder as a relative reference [RFC 3986 section 4.2].
std::string reference(const std::filesystem::path& path);

}  // namespace badrdp::harness
