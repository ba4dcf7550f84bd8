// What is wrong with a data file.
#pragma once

#include <filesystem>
#include <string>

namespace badrdp::harness {

// One thing that is wrong with a file, with its place, in the form editors understand:
// "scenarios/tls/x.toml:7:1: unknown key 'outcom' (did you mean 'outcome'?)"
struct Complaint {
    std::filesystem::path file;
    unsigned line = 0;
    unsigned column = 0;
    std::string text;
};
std::string to_string(const Complaint&);

}  // namespace badrdp::harness
