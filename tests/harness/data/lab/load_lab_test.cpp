#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "harness/data/lab/exercise.h"
#include "harness/os/private_folder.h"

BOOST_AUTO_TEST_SUITE(data_load_lab)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

const std::string kGood = R"(schema = 1
title = "t"
ticket = "ticket"
degree = "middling"
cause = "C14"
choices = ["C13", "C14"]
look_alike = "C13"
minutes = 10
solution = ["a"]
wrong = ["b"]
wrong_ends = "costly"
teaches = "t"
debrief = "d"
[host]
persona = "server_2022"
UserAuthentication = false
[[broken]]
TermService = "stopped"
PortNumber = 3390
)";

LoadedLab loaded(const std::string& name, const std::string& text) {
    const PrivateFolder folder;
    std::filesystem::create_directory(folder.path() / "lab");
    std::ofstream(folder.path() / "lab" / name) << text;
    return load_lab(folder.path());
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_exercise_says_how_the_host_was_and_how_it_is) {
    const auto lab = loaded("x.toml", kGood);
    BOOST_REQUIRE_MESSAGE(lab.complaints.empty(),
                          to_string(lab.complaints.empty() ? Complaint{} : lab.complaints[0]));
    const auto& exercise = lab.exercises.at(0);
    BOOST_TEST(exercise.id == "x");
    BOOST_TEST(!exercise.before.UserAuthentication);
    BOOST_TEST((exercise.before.persona == badrdp::host::Persona::server_2022));
    BOOST_TEST((exercise.before.TermService == badrdp::host::ServiceState::running));
    BOOST_TEST(exercise.broken.at(0).settings.PortNumber == 3390U);
    BOOST_TEST((exercise.broken[0].settings.TermService == badrdp::host::ServiceState::stopped));
    BOOST_TEST((exercise.wrong_ends == WrongEnd::costly));
    BOOST_TEST(name(exercise.degree) == "middling");
    BOOST_TEST(exercise.client_before == exercise.client);
}

struct Spoiled {
    const char* from;
    const char* to;
    const char* said;
};
std::ostream& operator<<(std::ostream& out, const Spoiled& row) { return out << row.to; }
const std::vector<Spoiled> kSpoiled{
    {"\"C13\", \"C14\"", "\"C13\"", "C14 is not among the choices"},
    {"look_alike = \"C13\"", "look_alike = \"C15\"", "C15 is not among the choices"},
    {"look_alike = \"C13\"", "look_alike = \"C14\"", "the look-alike is another cause than the right one"},
    {"degree = \"middling\"", "degree = \"none\"", "none"},
    {"TermService = \"stopped\"", "name_leads = \"astray\"", "astray"},
    {"TermService", "TermServise", "there is no setting 'TermServise' (did you mean 'TermService'?)"},
    {"\"stopped\"", "\"gone\"", "'gone' is no value of TermService"},
    {"3390", "99999", "99999"},
    {"server_2022", "server_3000", "'server_3000' is no persona"},
    {"\"costly\"", "\"dear\"", "unknown end 'dear'"},
    {"minutes = 10\n", "", "how many minutes"},
    {"TermService = \"stopped\"\nPortNumber = 3390\n", "", "nothing is broken here"},
    {"title", "titel", "unknown key 'titel'"},
};
BOOST_DATA_TEST_CASE(what_is_wrong_with_an_exercise_is_told, bdata::make(kSpoiled), row) {
    auto text = kGood;
    text.replace(text.find(row.from), std::string_view(row.from).size(), row.to);
    std::string all;
    for (const auto& complaint : loaded("x.toml", text).complaints) all += complaint.text + "\n";
    BOOST_TEST(all.contains(row.said), all);
}

BOOST_AUTO_TEST_CASE(a_command_that_reads_names_a_view) {
    const auto lab = loaded("commands.toml", "schema = 1\n[[command]]\nlike = ['a*']\nreads = 'service'\n");
    BOOST_REQUIRE(lab.complaints.size() == 1U);
    BOOST_TEST(lab.complaints[0].text == "there is no view 'service'");
}

BOOST_AUTO_TEST_CASE(a_command_that_changes_a_setting_knows_its_values) {
    const auto complaint = [](const std::string& keys) {
        const auto lab = loaded("commands.toml", "schema = 1\n[[command]]\nlike = ['a*']\n" + keys);
        return lab.complaints.empty() ? "" : lab.complaints[0].text;
    };
    const std::string good = "setting = 'TermService'\nfrom = ['disabled']\nto = 'stopped'\n";
    BOOST_TEST(complaint(good) == "");
    BOOST_TEST(complaint("setting = 'TermService'\nto = 'gone'\n") ==
               "'gone' is no value of a setting 'TermService'");
    BOOST_TEST(complaint("to = 'stopped'\n") != "");
    BOOST_TEST(complaint("clears = ['delay']\n") == "");
    BOOST_TEST(complaint("clears = ['hurry']\n") == "there is no impairment 'hurry'");
}

BOOST_AUTO_TEST_CASE(what_is_named_and_not_there_is_told) {
    auto lab = loaded("x.toml", kGood);
    lab.commands.push_back({.like = {"a"}, .remedy = "F99"});
    CauseRow cause;
    cause.id = "C13";
    std::vector<std::string> said;
    for (const auto& complaint : check_lab(lab, {cause}, {}, {})) said.push_back(complaint.text);
    BOOST_TEST(said == (std::vector<std::string>{"there is no cause 'C14'",
                                                 "the built-in client has no option set 'lenient'",
                                                 "there is no remedy 'F99'"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_class_is_a_list_of_names) {
    const PrivateFolder folder;
    const auto file = folder.path() / "class.toml";
    std::ofstream(file) << "schema = 1\nstudents = ['Ada', 'Linus']\n";
    BOOST_TEST(load_class(file).students == (std::vector<std::string>{"Ada", "Linus"}),
               boost::test_tools::per_element());
    std::ofstream(file) << "schema = 1\n";
    BOOST_TEST(load_class(file).complaints.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
