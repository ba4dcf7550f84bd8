#include "harness/data/file/nearest.h"

#include <algorithm>
#include <numeric>

namespace badrdp::harness {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Edit distance in which swapping two neighbours is one edit, since that is how people mistype.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

// Half a name is near to the whole: "mcs_connect" means mcs_connect_initial rather than tcp_connect.
bool begins(std::string_view wanted, std::string_view candidate) {
    return wanted.size() >= 4 && wanted.size() < candidate.size() &&
           std::equal(wanted.begin(), wanted.end(), candidate.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::string nearest(std::string_view wanted, const std::vector<std::string>& candidates) {
    std::string best;
    // Further off than a third of the word is no slip of the fingers, but another word.
    std::size_t limit = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        const auto d = begins(wanted, candidate) ? 1 : distance(wanted, candidate);
        // Fewer edits than letters, or any three letters would be near to any others.
        if (d < limit && d < wanted.size() && d < candidate.size()) {
            limit = d;
            best = candidate;
        }
    }
    return best;
}

}  // namespace badrdp::harness
