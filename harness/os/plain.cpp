#include "harness/os/plain.h"

#include <fmt/format.h>

#include <boost/system/system_error.hpp>
#include <filesystem>

namespace badrdp::harness {
namespace {

std::string plain_file(const std::filesystem::filesystem_error& trouble) {
    const auto& first = trouble.path1();
    const auto& second = trouble.path2();
    if (first.empty()) return trouble.code().message();
    if (second.empty()) return fmt::format("{}: {}", first.string(), trouble.code().message());
    return fmt::format("{} and {}: {}", first.string(), second.string(), trouble.code().message());
}

// Boost writes "what: message [category:value at file:line:column in function]".
std::string plain_boost(const boost::system::system_error& trouble) {
    const std::string whole = trouble.what();
    const auto code = trouble.code().what();
    const auto message = trouble.code().message();
    if (code.empty() || !whole.ends_with(code)) return message;
    const auto front = whole.substr(0, whole.size() - code.size());
    return front + message;
}

}  // namespace

std::string plain(const std::exception& trouble) {
    if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&trouble))
        return plain_file(*file);
    if (const auto* system = dynamic_cast<const boost::system::system_error*>(&trouble))
        return plain_boost(*system);
    return trouble.what();
}

}  // namespace badrdp::harness
