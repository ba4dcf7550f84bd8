#!/bin/sh
# Every header compiles alone: libraries are compiled as one unit each, where a header may lean on what came before it.
cd "$(dirname "$0")/../.." || exit 1
find sim capture harness tests -name '*.h' | xargs -P "$(nproc)" -n 1 sh -c \
    'printf "#include \"%s\"\n" "$0" | "${CXX:-clang++-19}" -std=c++23 -fsyntax-only -Wall -Wextra -I . -x c++ -'
