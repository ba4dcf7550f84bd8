// Real clients at desks: each in the sandbox that runs use, on an X server of its own, for a while.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "harness/data/client/adapter.h"
#include "harness/lab/desk_clients.h"

namespace badrdp::harness::lab {

struct RealClientLimits {
    unsigned most = 40;    // at once
    unsigned viewers = 4;  // of one window
    std::chrono::seconds longest{900};
};

class RealClients : public DeskClients {
public:
    // What starts and ends is done by `workers`, which outlive this, as the loop outlives them. `client` may
    // be missing. What went wrong is told to `trouble`.
    RealClients(boost::asio::any_io_executor loop, boost::asio::thread_pool& workers, Client client,
                std::filesystem::path self, std::function<void(const std::string&)> trouble,
                RealClientLimits limits = {});
    ~RealClients() override;  // ends them all

    ClientLook look(int student, std::string_view exercise, const std::string& options) const override;
    std::string start(int student, ClientWish wish) override;
    void end(int student, std::string_view exercise) override;
    std::optional<http::Passage> window(int student, std::string_view exercise) const override;

private:
    struct Visit;
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness::lab
