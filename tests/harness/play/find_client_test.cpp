#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "harness/data/client/adapter.h"
#include "harness/play/find_client.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/os/sandbox/small_root.h"

BOOST_AUTO_TEST_SUITE(harness_client_find_client)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace fs = std::filesystem;

fs::path program(const TempFolder& folder, const std::string& name, const std::string& script) {
    const auto file = folder.write(name, "#!/bin/sh\n" + script + "\n");
    fs::permissions(file, static_cast<fs::perms>(0755));
    return file;
}

Adapter adapter_for(const std::vector<std::string>& programs) {
    Adapter adapter;
    adapter.name = "probe";
    adapter.programs = programs;
    adapter.version_command = {"{program}", "--version"};
    adapter.version_pattern = R"(version (\d+\.\d+\.\d+))";
    adapter.versions = ">=2 <3";
    adapter.package = "probe-x11";
    return adapter;
}

class ForcedPath {
public:
    explicit ForcedPath(const std::string& path) : before_(std::getenv("PATH")) {
        ::setenv("PATH", path.c_str(), 1);
    }
    ~ForcedPath() { ::setenv("PATH", before_.c_str(), 1); }
    ForcedPath(const ForcedPath&) = delete;
    ForcedPath& operator=(const ForcedPath&) = delete;

private:
    std::string before_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_by_its_path_and_its_version) {
    const TempFolder folder;
    const auto file = program(folder, "probe", "echo This is Probe version 2.11.7 '(2.11.7)'");
    const auto client = find_client(adapter_for({file}), "/self", {});
    BOOST_TEST(client.program == file);
    BOOST_TEST(client.version == "2.11.7");
    BOOST_TEST(client.missing == "");
}

// Its program is a shell there, which says what the arguments make it say.
BOOST_AUTO_TEST_CASE(a_program_of_a_root_is_found_and_asked_there) {
    const SmallRoot root;
    auto adapter = adapter_for({"no-such-shell", "sh"});
    adapter.version_command = {"{program}", "-c", "read -r r </usr/release; echo version 2.1.0 of $r"};
    adapter.version_pattern = R"(version (\d+\.\d+\.\d+) of another)";
    for (const auto* versions : {"<2.1", ">=2.1 <3", ""}) adapter.reports.emplace_back().versions = versions;
    const auto client = find_client(adapter, "/self", {}, {"sid", root.path()});
    BOOST_TEST(client.missing == "");
    BOOST_TEST(client.name() == "probe@sid");
    BOOST_TEST(client.program == "/usr/bin/sh");
    BOOST_TEST(client.version == "2.1.0");
    BOOST_REQUIRE(client.adapter.reports.size() == 2u);
    BOOST_TEST(client.adapter.reports.front().versions == ">=2.1 <3");

    adapter.programs = {"env"};  // which this machine has
    BOOST_TEST(find_client(adapter, "/self", {}, {"sid", root.path()}).missing.contains("env is not in "));
}

BOOST_AUTO_TEST_CASE(a_program_by_its_name_on_the_path) {
    const TempFolder folder;
    program(folder, "two/probe", "echo version 2.0.0");
    folder.write("one/probe", "not executable");
    const ForcedPath path("/nowhere:" + (folder / "one").string() + ":" + (folder / "two").string());
    const auto client = find_client(adapter_for({"another", "probe"}), "/self", {});
    BOOST_TEST(client.program == folder / "two/probe");
    BOOST_TEST(client.missing == "");
}

BOOST_AUTO_TEST_CASE(a_version_on_stderr_with_a_failing_status_counts_too) {
    const TempFolder folder;
    const auto file = program(folder, "probe", "echo version 2.0.1 >&2; exit 64");
    BOOST_TEST(find_client(adapter_for({file}), "/self", {}).version == "2.0.1");
}

BOOST_AUTO_TEST_CASE(ourselves) {
    const TempFolder folder;
    const auto self = program(folder, "badrdp", "echo version 2.0.0");
    const auto client = find_client(adapter_for({"{badrdp}"}), self, {});
    BOOST_TEST(client.program == self);
    BOOST_TEST(client.missing == "");
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_missing_with_the_package_that_has_it) {
    const auto client = find_client(adapter_for({"no-such-client", "/nor/this"}), "/self", {});
    BOOST_TEST(client.program.empty());
    BOOST_TEST(client.missing == "no-such-client or /nor/this is not on this machine; install probe-x11");
}

BOOST_AUTO_TEST_CASE(a_version_for_another_adapter_is_no_use) {
    const TempFolder folder;
    const auto file = program(folder, "probe", "echo version 3.1.0");
    const auto client = find_client(adapter_for({file}), "/self", {});
    BOOST_TEST(client.version == "3.1.0");
    BOOST_TEST(client.missing ==
               file.string() + " is version 3.1.0, and this adapter is for >=2 <3; install probe-x11");
}

BOOST_AUTO_TEST_CASE(the_next_name_is_tried_when_a_version_does_not_fit) {
    const TempFolder folder;
    const auto new_one = program(folder, "new", "echo version 3.0.0");
    const auto old_one = program(folder, "old", "echo version 2.5.0");
    const auto client = find_client(adapter_for({new_one, old_one}), "/self", {});
    BOOST_TEST(client.program == old_one);
    BOOST_TEST(client.missing == "");
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_say_its_version_is_quoted) {
    const TempFolder folder;
    const auto file = program(folder, "probe", "echo failed to open display; exit 1");
    const auto client = find_client(adapter_for({file}), "/self", {});
    BOOST_TEST(client.missing == file.string() + " does not say its version, but: failed to open display");
}

BOOST_AUTO_TEST_CASE(a_program_that_cannot_be_started_is_no_exception) {
    const TempFolder folder;
    const auto file = folder.write("probe", "#!/no/such/interpreter\n");
    fs::permissions(file, static_cast<fs::perms>(0755));
    const auto client = find_client(adapter_for({file}), "/self", {});
    BOOST_TEST(client.missing.find(file.string()) != std::string::npos, client.missing);
}

BOOST_AUTO_TEST_CASE(a_display_is_handed_on_and_its_absence_said) {
    const TempFolder folder;
    auto adapter = adapter_for({program(folder, "probe", "echo version 2.0${DISPLAY#:}.0")});
    adapter.display = true;
    BOOST_TEST(find_client(adapter, "/self", {":57", {}}).version == "2.057.0");
    BOOST_TEST(find_client(adapter, "/self", {}).missing ==
               "needs a display, and there is none; install xvfb");
}

BOOST_AUTO_TEST_CASE(the_version_is_asked_in_a_home_that_vanishes) {
    const TempFolder folder;
    const auto client = find_client(adapter_for({program(folder, "probe", "echo $HOME")}), "/self", {});
    const std::string_view before = " does not say its version, but: ";
    const auto at = client.missing.find(before);
    BOOST_REQUIRE(at != std::string::npos);
    const auto home = client.missing.substr(at + before.size());
    BOOST_TEST(home.starts_with("/"));
    BOOST_TEST(home != std::getenv("HOME"));
    BOOST_TEST(!fs::exists(home));
}

BOOST_AUTO_TEST_CASE(what_is_for_other_versions_is_left_out) {
    const TempFolder folder;
    auto adapter = adapter_for({program(folder, "probe", "echo version 2.0.1")});
    adapter.options["old"].versions = "<2";
    adapter.options["new"].versions = ">=2";
    adapter.terminal = true;
    adapter.terminal_versions = ">=2.1";
    const auto client = find_client(adapter, "/self", {});
    BOOST_TEST(client.adapter.options.size() == 1u);
    BOOST_TEST(client.adapter.options.contains("new"));
    BOOST_TEST(!client.adapter.terminal);
}

BOOST_AUTO_TEST_CASE(what_an_adapter_shows_must_be_there) {
    const TempFolder folder;
    auto adapter = adapter_for({program(folder, "probe", "cat " + (folder / "data").string())});
    adapter.shows = {folder / "data"};
    BOOST_TEST(find_client(adapter, "/self", {}).missing.contains("data, which its adapter shows it"));
    folder.write("data", "version 2.2.2\n");
    BOOST_TEST(find_client(adapter, "/self", {}).version == "2.2.2");
}

BOOST_AUTO_TEST_SUITE_END()
