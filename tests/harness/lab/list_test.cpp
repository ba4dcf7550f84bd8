// The list of exercises in docs/lab.md is what the files say.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cctype>
#include <set>

#include "harness/os/files.h"
#include "harness/os/lines.h"
#include "tests/harness/lab/lab.h"

BOOST_AUTO_TEST_SUITE(lab_list)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

std::string_view end_in_words(WrongEnd end) {
    if (end == WrongEnd::insecure) return "works, and is less secure";
    return end == WrongEnd::costly ? "works, and costs too much" : "still broken";
}

std::string row_of(const Exercise& exercise) {
    const auto& causes = badrdp::test::lab().causes;
    auto cause = fmt::format("{}: {}", exercise.cause, causes.at(exercise.cause).title);
    if (!exercise.also.empty())
        cause += fmt::format("; and {}: {}", exercise.also, causes.at(exercise.also).title);
    return fmt::format("| {} | {} | {} | {}: {} |", exercise.title, name(exercise.degree), cause,
                       end_in_words(exercise.wrong_ends), exercise.teaches);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_page_lists_each_exercise_as_its_file_has_it) {
    std::string wanted, printed;
    for (const auto& exercise : badrdp::test::lab().exercises) wanted += row_of(exercise) + "\n";
    const auto page = file_text(std::filesystem::path(badrdp::test::kProject) / "docs/lab.md");
    for (const auto line : split_lines(page))
        if (line.starts_with("| ") &&
            (line.contains("| easy |") || line.contains("| middling |") || line.contains("| hard |")))
            printed += std::string(line) + "\n";
    BOOST_TEST(printed == wanted);
}

// And what has none, with the reason.
BOOST_AUTO_TEST_CASE(the_page_names_each_cause_without_an_exercise) {
    std::set<std::string> wanted, printed;
    for (const auto& [id, cause] : badrdp::test::lab().causes) wanted.insert(id);
    for (const auto& exercise : badrdp::test::lab().exercises)
        for (const auto& id : {exercise.cause, exercise.also}) wanted.erase(id);
    const auto page = file_text(std::filesystem::path(badrdp::test::kProject) / "docs/lab.md");
    const auto begin = page.find("causes have no exercise.");
    BOOST_REQUIRE(begin != page.npos);
    const auto paragraph = page.substr(begin, page.find("\n\n", begin) - begin);
    for (auto at = paragraph.find('C'); at != paragraph.npos; at = paragraph.find('C', at + 1))
        if (at + 3 <= paragraph.size() && std::isdigit(static_cast<unsigned char>(paragraph[at + 1])))
            printed.insert(paragraph.substr(at, 3));
    BOOST_TEST(printed == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
