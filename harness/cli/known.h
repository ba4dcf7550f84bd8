// The tables of codes, each read when it is first asked for, and what is known of the codes that were found.
#pragma once

#include <string>
#include <vector>

#include "harness/advise/explain/leads.h"

namespace badrdp::harness {

class Shelf {
public:
    explicit Shelf(const std::filesystem::path& root);  // UsageError: it has no tables

    bool has(const std::string& name) const;
    bool take(const std::string& name);  // whether there was one to read
    void take_all();

    std::vector<Family> families{};

private:
    std::filesystem::path root_;
    std::vector<std::string> names_;
};

// With the tables that these queries, and the codes they find, speak of.
std::vector<Answer> answers(const std::vector<Query>& queries, Shelf& shelf);

// All that leads_to() asks for of these codes.
Knowledge knowledge(const std::filesystem::path& root, const std::vector<Answer>& answers,
                    const std::vector<Family>& families);

}  // namespace badrdp::harness
