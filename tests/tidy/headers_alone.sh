#!/bin/sh
# Every header compiles alone. One that has a source of its own name is included first by it (tidy_text sees to that),
# and is shown to where sources are compiled one by one (-DCMAKE_UNITY_BUILD=OFF); the others are compiled here, behind
# whoever else wants the machine.
cd "$(dirname "$0")/../.." || exit 1
find sim capture harness tests -name '*.h' | while read -r header; do
    [ -e "${header%.h}.cpp" ] || printf '%s\n' "$header"
done | nice -n 19 xargs -n 1 sh -c \
    'printf "#include \"%s\"\n" "$0" | "${CXX:-clang++-19}" -std=c++23 -fsyntax-only -Wall -Wextra -I . \
        -Wno-deprecated-declarations -x c++ -'
