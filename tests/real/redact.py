#!/usr/bin/env python3
"""badrdp redact: over every capture of a simulated run, and over those of real clients, the diagnosis stays the same and
no name or address stays."""
import concurrent.futures
import ipaddress
import json
import pathlib
import re
import struct
import subprocess

from badrdp import BADRDP, ROOT, check, done, folder, run

GOLDEN = ROOT / "tests" / "golden" / "captures"
SECRETS_BLOCK = 10


def badrdp(*arguments):
    return subprocess.run([BADRDP, *map(str, arguments)], capture_output=True, check=False)


def without_keys(original, copy):
    """A pcapng file without its blocks of TLS keys: what a redacted one can be compared with."""
    whole, out, at = original.read_bytes(), b"", 0
    while at < len(whole):
        kind, length = struct.unpack_from("<II", whole, at)
        out += b"" if kind == SECRETS_BLOCK else whole[at:at + length]
        at += length
    copy.write_bytes(out)


def plain(value, key=""):
    """A diagnosis without names and addresses, which are meant to differ."""
    if isinstance(value, dict):
        return {k: plain(v, k) for k, v in value.items() if k not in ("file", "files")}
    if isinstance(value, list):
        return [plain(one, key) for one in value]
    if not isinstance(value, str):
        return value
    if key in ("client", "server"):
        return value.rsplit(":", 1)[-1] if ":" in value else "a name"
    value = re.sub(r"\d+\.\d+\.\d+\.\d+", "ADDRESS", value)
    value = re.sub(r'"[^"]*" where', '"..." where', value)
    if key == "detail":
        value = re.sub(r'^"[^"]*"$', '"a machine"', value)
    value = re.sub(r"((?:cookie|routing token|; for|The name|question for))(?: Cookie:)? \S+", r"\1 ...", value)
    return re.sub(r"Resolve-DnsName \S+|nslookup \S+|-Name \S+|getent \S+ \S+", "a look-up", value)


def diagnosis_of(file):
    ended = badrdp("diagnose", "--json", file)
    return ended.returncode, plain(json.loads(ended.stdout))


def words_in(file, words):
    """Which of these the file holds, in ASCII or UTF-16."""
    whole = file.read_bytes().lower()
    return [word for word in words if word.encode() in whole or word.encode("utf-16le") in whole]


def judge(capture, scratch, number):
    keyless, out, names = (scratch / f"{number}.{end}" for end in ("keyless", "pcapng", "map"))
    if capture.suffix == ".pcapng":
        without_keys(capture, keyless)
    else:
        keyless.write_bytes(capture.read_bytes())
    ended = badrdp("redact", "--map", names, capture, out)
    if ended.returncode != 0:
        return f"{capture}: redact ends with {ended.returncode}: {ended.stderr.decode()}"
    before, after = diagnosis_of(keyless), diagnosis_of(out)
    if before != after:
        return f"{capture}: the diagnosis differs:\n{before}\n{after}"
    pairs = [line.split("\t") for line in names.read_text().splitlines()[1:]]
    originals = {original for original, other in pairs} - {other for original, other in pairs}
    originals -= {"badrdp"}  # the file says which program wrote it
    left = words_in(out, [one for one in originals if len(one) >= 6 and not re.fullmatch(r"[0-9.:]+", one)])
    if left:
        return f"{capture}: names stay: {left}"
    addresses = [one for one, other in pairs if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", one) and one != other]
    packed = [ipaddress.ip_address(one).packed for one in addresses]
    left = [str(ipaddress.ip_address(one)) for one in packed if one in out.read_bytes()]
    if left:
        return f"{capture}: addresses stay: {left}"
    modes = {oct(file.stat().st_mode & 0o777) for file in (out, names)}
    for file in (keyless, out, names):
        file.unlink()
    return "" if modes == {"0o600"} else f"{capture}: others can read what was written: {modes}"


with folder() as made:
    made = pathlib.Path(made)
    run(made, "--net", "simulated")
    captures = sorted((made / "latest").rglob("capture.pcapng"))
    check(len(captures) > 500, f"the catalogue was played: {len(captures)}")
    captures += sorted(GOLDEN.glob("*.pcap"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [one for one in pool.map(judge, captures, [made] * len(captures), range(len(captures))) if one]
    check(not wrong, f"{len(wrong)} of {len(captures)} captures: " + "\n".join(wrong[:3]))

    one = next(file for file in captures if "certificate/expired/" in str(file))
    again = [made / "first.pcapng", made / "second.pcapng"]
    for file in again:
        badrdp("redact", one, file)
    check(again[0].read_bytes() != again[1].read_bytes(), "each run draws its replacements anew")
    check(b"SECRET" in one.read_bytes() or b"CLIENT_RANDOM" in one.read_bytes(), "the capture had keys")
    check(b"SECRET" not in again[0].read_bytes() and b"CLIENT_RANDOM" not in again[0].read_bytes(), "keys are dropped")
    ended = badrdp("redact", "--keep-keys", one, made / "keys.pcapng")
    check(b"certificate" in ended.stdout and b"TLS 1.3" in ended.stdout, "what kept keys open is said")
    check(words_in(made / "keys.pcapng", ["secret", "client_random"]) != [], "and they are kept")
    broken = made / "broken.pcapng"
    broken.write_bytes(one.read_bytes()[:-7])
    ended = badrdp("redact", broken, made / "out.pcapng")
    check(ended.returncode == 1 and b"what comes before it was written" in ended.stderr, "a broken end is said")
    check(badrdp("redact", one, one).returncode == 2, "a file is not written over itself")
    check(badrdp("redact", ROOT / "README.md", made / "x").returncode == 2, "what is no capture is a bad file")
    check(badrdp("redact", "-", made / "x").returncode == 2, "standard input cannot be read twice")
done()
