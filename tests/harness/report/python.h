// Reads what we wrote with somebody else's reader: python3 and its standard library.
#pragma once

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace badrdp::harness {

// A precondition: without python3 the test is skipped, and says so.
inline boost::test_tools::assertion_result python_is_here(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result here(std::system("python3 -c pass >/dev/null 2>&1") == 0);
    if (!here) here.message() << "python3 is not installed: apt-get install python3";
    return here;
}

// Runs `script` with the path of a file that holds `input` as its argument, and gives what it printed.
inline std::string python(std::string_view script, std::string_view input) {
    namespace fs = std::filesystem;
    std::string folder = (fs::temp_directory_path() / "badrdp-python-XXXXXX").string();
    BOOST_TEST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
    std::ofstream(folder + "/script.py") << script;
    std::ofstream(folder + "/input", std::ios::binary) << input;

    const auto command = "PYTHONIOENCODING=utf-8 python3 " + folder + "/script.py " + folder + "/input 2>&1";
    FILE* const pipe = ::popen(command.c_str(), "r");
    BOOST_TEST_REQUIRE(pipe != nullptr);
    std::string out;
    std::array<char, 4096> buffer;
    while (const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), n);
    const int status = ::pclose(pipe);
    fs::remove_all(folder);
    BOOST_TEST(status == 0, out);
    return out;
}

}  // namespace badrdp::harness
