#!/bin/sh
# Every header compiles alone. One that has a source of its own name is shown to by that source, which
# includes it first (tidy_text sees to that); the others are compiled here.
cd "$(dirname "$0")/../.." || exit 1
find sim capture harness tests -name '*.h' | while read -r header; do
    [ -e "${header%.h}.cpp" ] || printf '%s\n' "$header"
done | xargs -P "$(nproc)" -n 1 sh -c \
    'printf "#include \"%s\"\n" "$0" | "${CXX:-c++}" -std=c++23 -fsyntax-only -Wall -Wextra -I . \
        -x c++ -'
