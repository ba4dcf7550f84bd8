#!/usr/bin/env python3
"""The package: what is installed below another root runs from there, and so does what is in the .deb; nothing of the tree is
needed."""
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys

from badrdp import BADRDP, ROOT, check, done, folder

BUILD = pathlib.Path(BADRDP).resolve().parent


def said(*command, status=0, **more):
    ended = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    check(ended.returncode == status, f"{command} ends with {ended.returncode}: {ended.stdout[-1500:]}")
    return ended.stdout


def works(usr, out):
    """The program below `usr`, with its own catalogue and what belongs to it."""
    program = usr / "bin/badrdp"
    version = said(program, "--version")
    check(f"scenarios {usr}/share/badrdp/scenarios" in version and "OpenSSL 3" in version, version)
    check("certificate/expired" in said(program, "list"), "it lists its catalogue")
    check("nothing to complain of" in said(program, "check"), "which is in order")
    check("pass" in said(program, "run", "--net", "simulated", "-c", "builtin", "-o", out, "certificate/expired"), "and can be played")
    commands = set(re.findall(r"^  ([a-z]+)  ", said(program, "--help"), re.MULTILINE))
    pages = {file.name: gzip.decompress(file.read_bytes()).decode() for file in (usr / "share/man/man1").iterdir()}
    check({f"badrdp-{one}.1.gz" for one in commands} | {"badrdp.1.gz"} == pages.keys(), f"a page for each command: {sorted(pages)}")
    if shutil.which("groff"):
        for name, page in pages.items():
            warned = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8"], input=page, capture_output=True, text=True, check=False)
            check(warned.returncode == 0 and not warned.stderr, f"{name}: {warned.stderr[:300]}")
    completions = usr / "share/bash-completion/completions/badrdp"
    words = said("bash", "-c", f'. {completions}; COMP_WORDS=(badrdp run --vi); COMP_CWORD=2; _badrdp; echo "${{COMPREPLY[@]}}"')
    check(words.split() == ["--view"], f"bash completes: {words}")
    for shell, file in ("zsh", "zsh/vendor-completions/_badrdp"), ("fish", "fish/vendor_completions.d/badrdp.fish"):
        if shutil.which(shell):
            said(shell, "-n", usr / "share" / file)
        check((usr / "share" / file).exists(), f"{file} is there")
    check((usr / "share/doc/badrdp/copyright").read_text() == (ROOT / "LICENSE").read_text(), "the licence is there")


needed = [tool for tool in ("cmake", "cpack", "dpkg-deb", "dpkg-shlibdeps") if not shutil.which(tool)]
if needed or not (BUILD / "CPackConfig.cmake").exists():
    print(f"no package can be made here: {', '.join(needed) or 'the build has no CPackConfig.cmake'}")
    sys.exit(77)
with folder() as name:
    place = pathlib.Path(name)
    said("cmake", "--install", BUILD, "--prefix", "/usr", env={**os.environ, "DESTDIR": str(place / "there")})
    works(place / "there/usr", place / "out")
    said("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", place / "deb", cwd=place)
    package = next((place / "deb").glob("badrdp_*.deb"))
    depends = said("dpkg-deb", "-f", package, "Depends")
    check(all(word in depends for word in ("libssl3", "libpcap0.8", "libc6")), f"it depends on {depends}")
    said("dpkg-deb", "-x", package, place / "unpacked")
    works(place / "unpacked/usr", place / "out")
    foreign = [line for line in said("dpkg-deb", "-c", package).splitlines() if " root/root " not in line or " ./usr/" not in line + "/"]
    check(not [line for line in foreign if not line.endswith(" ./")], f"all of it is root's and below /usr: {foreign[:3]}")
done()
