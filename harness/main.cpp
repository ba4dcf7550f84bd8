#include "harness/cli/command_line.h"

int main(int argc, char** argv) {
    return badrdp::harness::command_line(argc, argv, badrdp::harness::kCommit);
}
