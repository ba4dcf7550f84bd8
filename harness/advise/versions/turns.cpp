#include "harness/advise/versions/turns.h"

#include <algorithm>
#include <map>

namespace badrdp::harness {
namespace {

class Halving {
public:
    explicit Halving(const Probe& probe) : probe_(probe) {}

    // The first from `at` on that can be asked, going up or down, and not past `end`.
    std::size_t nearest(std::size_t at, std::size_t end) {
        while (at != end && deed(at).empty()) at = at < end ? at + 1 : at - 1;
        return at;
    }

    void search(std::size_t low, std::size_t high, std::vector<Turn>& into) {
        auto changes = changes_of(deed(low), deed(high));
        std::erase_if(changes, [](const VersionChange& c) {
            return c.field == "says" || c.field == "time" || c.field == "step";
        });
        if (changes.empty()) return;
        const auto between = between_of(low, high);
        if (between == low) return into.push_back({low, high, std::move(changes)});
        search(low, between, into);
        search(between, high, into);
    }

private:
    const Deed& deed(std::size_t index) {
        const auto known = deeds_.find(index);
        return known == deeds_.end() ? deeds_.emplace(index, probe_(index)).first->second : known->second;
    }

    // One in the middle of the two that can be asked; `low` if there is none.
    std::size_t between_of(std::size_t low, std::size_t high) {
        const auto middle = low + (high - low) / 2;
        if (const auto up = nearest(std::max(middle, low + 1), high); up != high) return up;
        return nearest(middle, low);
    }

    const Probe& probe_;
    std::map<std::size_t, Deed> deeds_;
};

}  // namespace

std::vector<Turn> find_turns(std::size_t count, const Probe& probe) {
    std::vector<Turn> out;
    if (count < 2) return out;
    Halving halving(probe);
    const auto low = halving.nearest(0, count - 1), high = halving.nearest(count - 1, 0);
    if (low < high) halving.search(low, high, out);
    return out;
}

}  // namespace badrdp::harness
