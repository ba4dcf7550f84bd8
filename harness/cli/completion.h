// What shells complete behind "badrdp", written from what --help says.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace badrdp::harness {

std::string bash_completion(const CLI::App& program);  // share/bash-completion/completions/badrdp
std::string zsh_completion(const CLI::App& program);   // share/zsh/vendor-completions/_badrdp
std::string fish_completion(const CLI::App& program);  // share/fish/vendor_completions.d/badrdp.fish

}  // namespace badrdp::harness
