// Asks tshark and its relatives, who know nothing of us, what they see in a file.
#pragma once

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "capture/recorder.h"

namespace badrdp::test {

// Everything the command writes to standard output; its exit status must be 0.
inline std::string output_of(const std::string& command) {
    std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run " + command);
    std::string out;
    std::array<char, 4096> chunk{};
    while (const auto n = std::fread(chunk.data(), 1, chunk.size(), pipe)) out.append(chunk.data(), n);
    if (const int status = pclose(pipe); status != 0)
        throw std::runtime_error(command + ": status " + std::to_string(status));
    return out;
}

inline std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);) parts.push_back(part);
    return parts;
}

// One row a packet that passes `options`, one cell a field; several values of a field have commas between.
inline std::vector<std::vector<std::string>> tshark(const std::filesystem::path& file,
                                                    const std::string& options,
                                                    const std::vector<std::string>& fields) {
    auto command = "tshark -n -r '" + file.string() + "' " + options + " -T fields -E occurrence=a";
    for (const auto& field : fields) command += " -e " + field;
    std::vector<std::vector<std::string>> rows;
    for (const auto& line : split(output_of(command), '\n')) {
        rows.push_back(split(line, '\t'));
        rows.back().resize(fields.size());
        for (auto& cell : rows.back())  // since tshark 4.2; before, 1 and 0
            if (cell == "True" || cell == "False") cell = cell == "True" ? "1" : "0";
    }
    return rows;
}

// A test that needs what this machine has not is skipped, by name and counted, never passed.
inline boost::test_tools::assertion_result unless(const std::string& why_not) {
    boost::test_tools::assertion_result may(why_not.empty());
    may.message() << why_not;
    return may;
}

inline std::string why_no_program(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null").c_str()) == 0 ? "" : name + " is not installed";
}

inline boost::test_tools::assertion_result has_tshark(boost::unit_test::test_unit_id) {
    return unless(why_no_program("tshark"));
}

inline boost::test_tools::assertion_result may_capture(boost::unit_test::test_unit_id) {
    return unless(capture::why_not_capture("lo"));
}

// Ends with its content.
class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "badrdp-test-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

}  // namespace badrdp::test
