#include "harness/data/file/glob.h"

namespace badrdp::harness {
namespace {

// `*` stands for any characters, the slash among them; everything else for itself, brackets too, since
// they belong to the name of a variant.
bool matches(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0;
    std::size_t star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view id) {
    return matches(pattern, id) || matches(pattern, id.substr(0, id.find('[')));
}

}  // namespace badrdp::harness
