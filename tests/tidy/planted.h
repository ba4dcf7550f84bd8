// A small tree with something wrong in it, to see that a rule can fail.
#pragma once

#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <utility>

#include "tests/tidy/tree.h"

namespace badrdp::tidy {

class Planted {
public:
    Planted(std::initializer_list<std::pair<std::string, std::string>> files) {
        auto name = (fs::temp_directory_path() / "badrdp-tidy-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a folder like " + name);
        root_ = name;
        for (const auto& [path, text] : files) {
            fs::create_directories((root_ / path).parent_path());
            std::ofstream(root_ / path) << text;
        }
    }
    ~Planted() {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    Planted(const Planted&) = delete;
    Planted& operator=(const Planted&) = delete;

    const fs::path& root() const { return root_; }

private:
    fs::path root_;
};

}  // namespace badrdp::tidy
