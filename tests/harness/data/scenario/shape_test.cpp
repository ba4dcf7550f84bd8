#include "harness/data/scenario/shape.h"

#include <toml++/toml.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "harness/data/scenario/read.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(scenario_shape)

using namespace badrdp::harness;
namespace fs = std::filesystem;

namespace {

const std::vector<TableShape>& shapes() {
    static const auto all = scenario_shapes();
    return all;
}

// The shapes of a table with this title that have this key; of a verb's table, those of that verb alone.
std::vector<const KeyShape*> shapes_of(std::string_view title, const toml::table& table,
                                       std::string_view key) {
    std::vector<const KeyShape*> out;
    for (const auto& shape : shapes()) {
        if (shape.title != title || (!shape.verb.empty() && !table.contains(shape.verb))) continue;
        for (const auto& one : shape.keys)
            if (one.key == key) out.push_back(&one);
    }
    return out;
}

bool is_placeholder(const toml::node& node) {
    const auto* text = node.as_string();
    return text && text->get().starts_with('{') && text->get().ends_with('}');
}

bool fits(const KeyShape& shape, const toml::node& node) {
    if (is_placeholder(node)) return true;
    if (const auto* list = node.as_array())
        return shape.list.is_list && list->size() >= shape.list.least &&
               std::ranges::all_of(*list, [&](const auto& element) {
                   auto one = shape;
                   one.list = {};
                   return fits(one, element);
               });
    if (node.is_boolean()) return shape.truth;
    if (const auto* number = node.as_integer())
        return shape.number && number->get() >= shape.least && number->get() <= shape.most;
    const auto* text = node.as_string();
    return text && shape.text &&
           (shape.words.empty() || std::ranges::find(shape.words, text->get()) != shape.words.end());
}

void check_table(const std::string& title, const toml::table& table, const std::string& file);

// Tables below this one, and lists of them, by the whole of their names.
bool check_inner(const std::string& path, const toml::node& node, const std::string& file) {
    if (const auto* inner = node.as_table()) {
        check_table("[" + path + "]", *inner, file);
        return true;
    }
    const auto* list = node.as_array();
    if (!list || !list->is_homogeneous(toml::node_type::table)) return false;
    for (const auto& element : *list) check_table("[[" + path + "]]", *element.as_table(), file);
    return true;
}

void check_table(const std::string& title, const toml::table& table, const std::string& file) {
    const auto begin = title.find_first_not_of('['), end = title.find(']');
    const auto path = title == "the file" ? "" : title.substr(begin, end - begin) + ".";
    for (const auto& [key, node] : table) {
        if (title == "the file" && key.str() == "vary") continue;
        if (check_inner(path + std::string(key.str()), node, file)) continue;
        const auto found = shapes_of(title, table, key.str());
        BOOST_TEST(!found.empty(), file << ": " << title << " has no key " << key.str());
        BOOST_TEST(std::ranges::any_of(found, [&](const auto* shape) { return fits(*shape, node); }),
                   file << ": " << title << "." << key.str());
    }
}

// By its place in the catalogue: what the folders above that are called is nobody's business.
bool is_scenario(const fs::path& file) {
    const auto folder = file.begin()->string();
    return file.extension() == ".toml" && file.has_parent_path() && folder != "clients" &&
           folder != "codes" && folder != "remedies" && folder != "lab" && folder != "profiles";
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_file_of_the_catalogue_has_that_shape) {
    std::size_t files = 0;
    const auto catalogue = fs::path(badrdp::test::kProject) / "scenarios";
    for (const auto& entry : fs::recursive_directory_iterator(catalogue)) {
        if (!is_scenario(entry.path().lexically_relative(catalogue))) continue;
        ++files;
        check_table("the file", toml::parse_file(entry.path().string()), entry.path().string());
    }
    BOOST_TEST(files > 100u);
}

BOOST_AUTO_TEST_CASE(every_verb_has_a_shape) {
    std::set<std::string> faults, impairments;
    for (const auto& shape : shapes()) {
        if (shape.title == "[[fault]]") faults.insert(shape.verb);
        if (shape.title == "[[path]]") impairments.insert(shape.verb);
    }
    badrdp::fault::for_each_deed([&](const auto& deed) {
        BOOST_TEST(faults.contains(std::string(deed.kVerb.name)), deed.kVerb.name);
    });
    for (const auto& verb : path_verbs()) BOOST_TEST(impairments.contains(verb), verb);
}

BOOST_AUTO_TEST_SUITE_END()
