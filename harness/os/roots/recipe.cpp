#include "harness/os/roots/recipe.h"

#include <algorithm>

namespace badrdp::harness {
namespace {

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_name_with(std::string_view name, std::string_view signs) {
    return !name.empty() && name.size() <= 100 && is_plain(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return is_plain(c) || signs.contains(c); });
}

}  // namespace

bool is_suite_name(std::string_view name) { return is_name_with(name, "-."); }
bool is_package_name(std::string_view name) { return name.size() >= 2 && is_name_with(name, "-.+"); }

std::string folder_name(const RootRecipe& recipe) { return recipe.suite + '+' + recipe.package; }

}  // namespace badrdp::harness
