// Carries one session over one model TCP connection, as SocketDriver does over a socket; it decides nothing.
#pragma once

#include "sim/link/session.h"
#include "sim/path/tcp.h"

namespace badrdp::link {

inline path::Time since_epoch(TimePoint time) {
    return std::chrono::duration_cast<path::Time>(time.time_since_epoch());
}
inline TimePoint to_point(path::Time time) {
    return TimePoint(std::chrono::duration_cast<TimePoint::duration>(time));
}

class TcpDriver {
public:
    // The connection is not owned, is up, and lives longer.
    TcpDriver(path::Tcp& tcp, SessionOrder order, std::function<void(const Note&)> note);

    void start(TimePoint now);
    void go_on(TimePoint now);  // the connection or the time has something new
    void stop(TimePoint now);   // closes at once, without a word
    std::optional<TimePoint> wake() const;

    bool finished() const { return finished_; }
    const Session& session() const { return session_; }

private:
    void hear(TimePoint now);
    void pump(TimePoint now);

    path::Tcp& tcp_;
    Session session_;
    bool heard_fin_ = false;
    bool finished_ = false;
};

}  // namespace badrdp::link
