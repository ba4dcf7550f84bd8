// A folder of scenarios of a test's own, which goes when the test does.
#pragma once

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

struct Tree {
    Tree() {
        std::string name = (std::filesystem::temp_directory_path() / "badrdp-tree-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()));
        root = name;
    }
    ~Tree() { std::filesystem::remove_all(root); }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    std::filesystem::path write(const std::filesystem::path& name, std::string_view text) const {
        const auto path = root / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path;
    }

    std::filesystem::path root;
};
