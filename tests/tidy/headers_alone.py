#!/usr/bin/env python3
"""Every header compiles alone. One that has a source of its own name is included first by it (tidy_text sees to that),
and is shown to where sources are compiled one by one (-DCMAKE_UNITY_BUILD=OFF); the others are compiled here.

Nearly all of that is to read the same headers again, so a compiler begins with what it would read anyway: a precompiled
file of what the header includes, itself or through others. And a header stands in one unit with one that includes it,
in front of it: it is alone there, and the other one has nothing but what is its own.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

COMPILER = [os.environ.get("CXX", "clang++-19"), "-std=c++23", "-Wall", "-Wextra", "-Wno-deprecated-declarations", "-I", "."]

# What many headers include, the smallest first. A line that nobody needs any more costs a moment.
SHARED = [
    ["<string>"],
    ["<filesystem>", "<string>"],
    ["<algorithm>", "<chrono>", "<cstdint>", "<functional>", "<optional>", "<span>", "<string>", "<string_view>", "<vector>"],
    ['"sim/wire/io/reader.h"', '"sim/wire/io/writer.h"'],
    ["<boost/test/unit_test.hpp>", "<string>"],
    ['"sim/peer/choices.h"'],
    ['"sim/fault/fault.h"'],
    ['"harness/data/scenario/scenario.h"'],
]


class Tree:
    """The headers below a folder: what they include, and how they are compiled."""

    def __init__(self, root, shared):
        self.root, self.read = root, {}
        self.headers = [file.relative_to(root).as_posix() for folder in ("sim", "capture", "harness", "tests")
                        for file in sorted((root / folder).rglob("*.h")) if not file.with_suffix(".cpp").exists()]
        self.shared = [(includes, set().union(*map(self.reads, includes))) for includes in shared]

    def reads(self, include):
        """It, and what is included through it in files of ours."""
        if include not in self.read:
            self.read[include] = {include}
            if include.startswith('"'):
                text = (self.root / include.strip('"')).read_text()
                self.read[include] = {include}.union(*map(self.reads, re.findall(r'^#include (".+?"|<.+?>)', text, re.M)))
        return self.read[include]

    def of(self, header):
        return self.reads(f'"{header}"')

    def beginning(self, header):
        """The place of the largest precompiled file in which all is what the header includes; none may fit."""
        return max((place for place, (_, read) in enumerate(self.shared) if read <= self.of(header) - {f'"{header}"'}), default=-1)

    def units(self):
        left = sorted(self.headers, key=lambda header: len(self.of(header)), reverse=True)
        while left:
            unit = [left.pop(0)]
            for header in left:
                if header in {one.strip('"') for one in self.of(unit[0])} and self.beginning(header) == self.beginning(unit[0]):
                    unit.insert(0, header)
            left = [header for header in left if header not in unit]
            yield self.beginning(unit[0]), unit

    def compile(self, includes, *how):
        text = "".join(f"#include {include}\n" for include in includes)
        return subprocess.run([*COMPILER, *how], input=text, cwd=self.root, stderr=subprocess.PIPE, text=True, check=False)

    def failures(self):
        with tempfile.TemporaryDirectory(prefix="badrdp-headers-") as made:
            for place, (includes, _) in enumerate(self.shared):
                self.compile(includes, "-x", "c++-header", "-fpch-instantiate-templates", "-", "-o", f"{made}/{place}").check_returncode()
            for place, unit in self.units():
                begins = ["-include-pch", f"{made}/{place}"] if place >= 0 else []
                ended = self.compile([f'"{header}"' for header in unit], *begins, "-fsyntax-only", "-x", "c++", "-")
                if ended.returncode != 0:
                    yield unit, ended.stderr


def find_what_is_planted():
    """A header that needs what it does not include is found, also where a precompiled file has it, or another header
    that includes both of them."""
    texts = {"whole": "#include <string>\n#include <vector>\nstruct Whole { std::vector<std::string> a; };\n",
             "needy": "#include <string>\nstruct Needy { std::vector<std::string> a; };\n",
             "early": "#include <string>\nstruct Early { std::map<int, std::string> a; };\n",
             "user": '#include <map>\n#include <string>\n#include "sim/early.h"\nstruct User { Early a; };\n',
             "blind": "#include <string>\n#include <vector>\nstruct Blind { Whole a; };\n"}
    with tempfile.TemporaryDirectory(prefix="badrdp-headers-") as name:
        root = pathlib.Path(name)
        (root / "sim").mkdir()
        for header, text in texts.items():
            (root / f"sim/{header}.h").write_text("#pragma once\n" + text)
        found = sorted(unit for unit, _ in Tree(root, [["<string>"], ["<string>", "<vector>"]]).failures())
        return found == [["sim/blind.h"], ["sim/early.h", "sim/user.h"], ["sim/needy.h"]], found


def main():
    os.nice(19)  # behind whoever else wants the machine
    as_wanted, found = find_what_is_planted()
    if not as_wanted:
        return f"of the planted headers the wrong ones fail: {found}"
    tree = Tree(pathlib.Path(__file__).resolve().parents[2], SHARED)
    failed = list(tree.failures())
    for unit, text in failed:
        print(f"NOT ALONE: {' '.join(unit)}\n{text}")
    print(f"{len(tree.headers)} headers")
    return 1 if failed or len(tree.headers) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
