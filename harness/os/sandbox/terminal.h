// A pseudo terminal for a program that asks at one, and who sits at it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/os/fd.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

struct Terminal {
    Fd ours;     // does not block
    Fd program;  // its stdin and outputs
};

// 24 lines of 132 columns, without echo, and what is written comes as it is. std::system_error if there is
// none.
Terminal open_terminal();

// Reads what a program says at its terminal, and types an answer once it has asked and is silent: some
// programs throw away what was typed before they had finished asking. After a hundred answers nothing more is
// said.
class Typist {
public:
    Typist(const boost::asio::any_io_executor& executor, Fd terminal, std::vector<TypedAnswer> answers,
           std::function<void(std::string_view)> heard);

    void listen(std::shared_ptr<void> owner);  // `owner` lives until stop()
    void stop();                               // hears what is left, and no more

private:
    void hear();
    void answer();

    boost::asio::posix::stream_descriptor terminal_;
    boost::asio::steady_timer silence_;
    std::vector<TypedAnswer> answers_;
    std::function<void(std::string_view)> heard_;
    std::shared_ptr<void> owner_;
    std::string unanswered_;
    unsigned answered_ = 0;
};

}  // namespace badrdp::harness
