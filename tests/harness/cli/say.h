// Says a command line to badrdp, in this process, and hands back what it answered.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "harness/cli/command_line.h"
#include "tests/harness/os/sandbox/play.h"

namespace badrdp::harness::test {

struct Answer {
    int status = -1;
    std::string out;
    std::string error;
};

// What this process writes to one of its descriptors goes to a file as long as it lives.
class Diverted {
public:
    Diverted(int fd, const std::filesystem::path& file) : fd_(fd), before_(::dup(fd)) {
        const auto there = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        ::dup2(there, fd_);
        ::close(there);
    }
    ~Diverted() {
        std::fflush(nullptr);
        std::cout.flush();
        std::cerr.flush();
        ::dup2(before_, fd_);
        ::close(before_);
    }
    Diverted(const Diverted&) = delete;
    Diverted& operator=(const Diverted&) = delete;

private:
    int fd_;
    int before_;
};

inline Answer say(std::vector<std::string> words) {
    const TempFolder folder;
    words.insert(words.begin(), "badrdp");
    std::vector<const char*> argv;
    for (const auto& word : words) argv.push_back(word.c_str());
    Answer answer;
    {
        std::fflush(nullptr);
        const Diverted out(STDOUT_FILENO, folder / "out");
        const Diverted error(STDERR_FILENO, folder / "error");
        answer.status = command_line(static_cast<int>(argv.size()), argv.data());
    }
    answer.out = text_of(folder / "out");
    answer.error = text_of(folder / "error");
    return answer;
}

// A catalogue of two scenarios and a client that no machine has.
struct Catalogue {
    Catalogue() {
        folder.write("healthy/tls.toml", text("An honest host", "[host]\naccepts = [\"tls\"]\n"));
        folder.write("tls/reset.toml", text("A reset", "[[fault]]\nreset = \"x224_confirm\"\n"));
        folder.write("causes.toml", "schema = 1\n");
        folder.write("clients/nobody/adapter.toml",
                     "schema = 1\ntitle = \"Nobody\"\nprograms = [\"badrdp-no-such-program\"]\n"
                     "[[origin]]\nsuite = \"trixie\"\npackage = \"nobody-x11\"\n"
                     "[version]\ncommand = [\"{program}\", \"--version\"]\npattern = '([0-9.]+)'\n"
                     "[options.lenient]\nwhat = \"takes anything\"\ncommand = [\"{program}\"]\n"
                     "[[report]]\noutcome = \"refused\"\nreason = \"vague\"\n");
    }

    static std::string text(const std::string& title, const std::string& more) {
        return "schema = 1\ntitle = \"" + title + "\"\nwhy = \"It is a test.\"\n" + more +
               "[[demand]]\noutcome = [\"active\", \"refused\", \"disconnected\"]\nwhy = \"it must\"\n";
    }

    // The same, said with this catalogue.
    Answer say(std::vector<std::string> words) const {
        ::setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
        words.insert(words.begin(), {"--scenarios", folder.path().string()});
        return test::say(std::move(words));
    }

    TempFolder folder;
};

}  // namespace badrdp::harness::test
