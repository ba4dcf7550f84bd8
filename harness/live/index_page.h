// The page that names the hosts that are held up, explains them and leads to them. Pure: data in, page out.
#pragma once

#include <string>
#include <vector>

#include "harness/data/causes/causes.h"
#include "harness/live/live_host.h"

namespace badrdp::harness {

struct IndexRow {
    std::string name;
    const Scenario* scenario = nullptr;
    std::string place{};    // "127.82.0.1:3389"; empty: it is not held up
    std::string why_not{};  // then
};

// `title` is text. Scenarios that play a cause are told with what people saw of it.
std::string index_page(const std::vector<IndexRow>& rows, const std::vector<CauseRow>& causes);

// A file that mstsc, xfreerdp and others open: the place and the canary's name, no password.
std::string rdp_file(const std::string& place);

// HTML around a body, in the look of badrdp's reports; `title` is text, `body` markup.
std::string live_page(std::string_view title, std::string_view body, std::string_view style = {});

// The n-th address of loopback that hosts are held up on, from 127.82.0.1 on.
std::string loopback_address(std::size_t index);

}  // namespace badrdp::harness
