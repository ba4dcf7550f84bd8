// Negotiations, TLS handshakes and held connections of `badrdp serve`, narration and all, against the least
// epoll server, in turns and in one run: each ratio is the median of its pairs. Each end has a core for
// itself.
//
// usage: bench_serve BADRDP [PAIRS] [SCENARIO]      15 pairs of healthy/tls
#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/epoll_server.h"

namespace {

using namespace badrdp;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr int kNegotiations = 2000, kHandshakes = 300;  // of one round
constexpr int kHeld = 2000;

// MS-RDPBCGR 2.2.1.1 with requestedProtocols SSL, without a cookie.
constexpr std::array<std::uint8_t, 19> kRequest{3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0};

void stay_on(pid_t process, unsigned core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core % std::thread::hardware_concurrency(), &cores);
    ::sched_setaffinity(process, sizeof cores, &cores);
}

// As badrdp asks for on its own loop; without it other work on the machine meets one end alone.
void be_punctual() {
    const sched_param lowest{.sched_priority = 1};
    ::sched_setscheduler(0, SCHED_RR, &lowest);
}

// Asks every 20 ms; throws std::runtime_error after 20 s.
void until(const std::function<bool()>& reached) {
    for (int i = 0; i < 1000; ++i) {
        if (reached()) return;
        ::poll(nullptr, 0, 20);
    }
    throw std::runtime_error("badrdp serve does not come so far");
}

// A server in a process of its own, on a core of its own.
class Served {
public:
    // `work` is the child's whole life.
    explicit Served(const std::function<void()>& work) : pid_(::fork()) {
        if (pid_ == 0) {
            stay_on(0, 0);
            work();
            ::_exit(0);
        }
    }
    ~Served() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    Seconds processor_time() const {
        clockid_t clock{};
        timespec time{};
        if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
            throw std::runtime_error("the server is gone");
        return Seconds(double(time.tv_sec) + double(time.tv_nsec) / 1e9);
    }
    // Until it has nothing to do any more.
    void settle() const {
        int still = 0;
        for (auto last = processor_time(); still < 10;) {
            ::poll(nullptr, 0, 20);
            const auto now = processor_time();
            still = now == last ? still + 1 : 0;
            last = now;
        }
    }
    double resident_kib() const {
        std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
        for (std::string word; status >> word;)
            if (double size = 0; word == "VmRSS:" && status >> size) return size;
        throw std::runtime_error("the server is gone");
    }

    std::uint16_t port = 0;

private:
    pid_t pid_;
};

class Socket {
public:
    explicit Socket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        up_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    ~Socket() {
        // A reset leaves no TIME_WAIT behind: a benchmark would run out of ports.
        const linger now{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool up() const { return up_; }
    int fd() const { return fd_; }
    void negotiate() const {
        std::array<std::uint8_t, 19> confirm{};
        if (::send(fd_, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) != ssize_t{19} ||
            ::recv(fd_, confirm.data(), confirm.size(), MSG_WAITALL) != ssize_t{19})
            throw std::runtime_error("no Confirm");
    }

private:
    int fd_;
    bool up_ = false;
};

SSL_CTX* client_context() {
    static SSL_CTX* once = SSL_CTX_new(TLS_client_method());
    return once;
}

struct FreedSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

std::unique_ptr<SSL, FreedSsl> shake_hands(const Socket& socket) {
    std::unique_ptr<SSL, FreedSsl> ssl(SSL_new(client_context()));
    SSL_set_fd(ssl.get(), socket.fd());
    if (SSL_connect(ssl.get()) != 1) throw std::runtime_error("no TLS");
    return ssl;
}

void negotiations(std::uint16_t port) {
    for (int i = 0; i < kNegotiations; ++i) Socket(port).negotiate();
}

void handshakes(std::uint16_t port) {
    for (int i = 0; i < kHandshakes; ++i) {
        const Socket socket(port);
        socket.negotiate();
        shake_hands(socket);
    }
}

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

struct Measured {
    std::vector<double> rate, processor;
    void round(const Served& server, int count, void (*work)(std::uint16_t)) {
        const auto used = server.processor_time();
        const auto began = Clock::now();
        work(server.port);
        rate.push_back(count / Seconds(Clock::now() - began).count());
        server.settle();  // the narration's share counts
        processor.push_back((server.processor_time() - used).count() * 1e6 / count);
    }
};

void compare(const char* what, const Served& badrdp, const Served& least, int pairs, int count,
             void (*work)(std::uint16_t)) {
    Measured ours, theirs;
    std::vector<double> rates, processor;
    work(badrdp.port);
    work(least.port);
    for (int i = 0; i < pairs; ++i) {
        if (i % 2 == 0) ours.round(badrdp, count, work);
        theirs.round(least, count, work);
        if (i % 2 != 0) ours.round(badrdp, count, work);
        rates.push_back(ours.rate.back() / theirs.rate.back());
        processor.push_back(ours.processor.back() / theirs.processor.back());
    }
    std::printf(
        "%-12s badrdp %.0f/s, %.1f us of processor; minimal %.0f/s, %.1f us; ratio %.2f, processor %.2f\n",
        what, median(ours.rate), median(ours.processor), median(theirs.rate), median(theirs.processor),
        median(rates), median(processor));
}

// How much of the server's memory each connection takes that stays, and what is left when all are gone.
void hold(const Served& server) {
    const auto at_first = server.resident_kib();
    std::vector<std::unique_ptr<Socket>> sockets;
    const auto each = [&](const char* what, int count) {
        server.settle();
        std::printf("%-12s %.1f KiB each of %d\n", what, (server.resident_kib() - at_first) / count, count);
    };
    for (int i = 0; i < kHeld; ++i) {
        sockets.push_back(std::make_unique<Socket>(server.port));
        if (!sockets.back()->up()) throw std::runtime_error("no more connections");
        sockets.back()->negotiate();
    }
    each("Confirm", kHeld);
    std::vector<std::unique_ptr<SSL, FreedSsl>> all;
    for (const auto& socket : sockets) all.push_back(shake_hands(*socket));
    each("TLS", kHeld);
    sockets.clear();
    server.settle();
    std::printf("%-12s %.1f MiB above the start\n", "all gone", (server.resident_kib() - at_first) / 1024);
}

// `badrdp serve` says on its standard output where it listens, and then tells what happens.
void start_badrdp(const char* program, const char* scenario, const std::string& told) {
    const int out = ::open(told.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::execl(program, program, "serve", scenario, "--port", "0", nullptr);
    ::_exit(127);
}

std::uint16_t port_in(const std::string& told) {
    std::uint16_t port = 0;
    until([&] {
        std::ifstream in(told);
        for (std::string line; std::getline(in, line);)
            if (const auto at = line.find(" on 127.0.0.1:"); at != line.npos)
                port = static_cast<std::uint16_t>(std::atoi(line.c_str() + at + 14));
        return port != 0;
    });
    return port;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::fprintf(stderr, "usage: bench_serve BADRDP [PAIRS] [SCENARIO]\n"), 2;
    const int pairs = argc > 2 ? std::atoi(argv[2]) : 15;
    const char* scenario = argc > 3 ? argv[3] : "healthy/tls";
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const auto told = "/tmp/bench_serve." + std::to_string(::getpid());
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    bench::EpollServer epoll;
    {
        Served least([&] {
            be_punctual();
            epoll.serve();
        });
        least.port = epoll.port();
        Served badrdp([&] { start_badrdp(argv[1], scenario, told); });
        badrdp.port = port_in(told);
        stay_on(0, 1);
        be_punctual();
        compare("negotiation", badrdp, least, pairs, kNegotiations, negotiations);
        compare("handshake", badrdp, least, pairs, kHandshakes, handshakes);
    }
    std::remove(told.c_str());
    {
        Served badrdp([&] { start_badrdp(argv[1], scenario, told); });
        badrdp.port = port_in(told);
        negotiations(badrdp.port);
        hold(badrdp);
    }
    std::remove(told.c_str());
}
