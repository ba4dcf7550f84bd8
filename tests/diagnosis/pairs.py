"""Two faults at once: a network that is broken, or a certificate, beside a host that fails in another way.

Each pair is made of two files of the catalogue: the second one's [[path]] or [host.certificate] is put into the first.
Which pairs there are does not depend on how well they are diagnosed: all that can be put together are, with one
variant of each, drawn by the names."""
import hashlib
import re
import subprocess
import tomllib

# Broken networks and certificates that say nothing of which host is behind them.
OBSTACLES = ("path/loss", "path/outage", "path/latency", "path/slow-link", "path/jitter", "path/loss-in-bursts",
             "path/mtu-black-hole", "path/mtu-black-hole-to-server", "path/mtu-black-hole-after-handshake",
             "path/reset-after-step", "path/reset-on-client-hello", "path/reset-toward-client", "path/corruption",
             "certificate/expired", "certificate/not-yet-valid", "certificate/garbage-der", "certificate/bad-signature",
             "certificate/wrong-key")


def draw(seed, choices):
    return choices[hashlib.sha256(seed.encode()).digest()[0] % len(choices)]


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def settled(text, seed):
    """The text of one variant, drawn by the seed."""
    vary = tomllib.loads(text).get("vary", {})
    text = re.sub(r"^\[vary\]\n(?:(?!\[).*\n)*", "", text, flags=re.M)
    for key, values in vary.items():
        text = text.replace(f'"{{{key}}}"', literal(draw(seed + key, values)))
    return text


def tables(text):
    """(header, its text) of each table, the keys before the first one under ''."""
    parts = re.split(r"^(?=\[)", text, flags=re.M)
    return [(re.match(r"\[+([^\]]*)\]+", part).group(1) if part.startswith("[") else "", part) for part in parts]


def put_together(host, obstacle):
    """The file of both; nothing where one leaves no room for the other."""
    mine = {head for head, _ in tables(host)}
    wanted = [(head, part) for head, part in tables(obstacle) if head in ("path", "host.certificate")]
    if any(head == "path" for head, _ in wanted) and {"host.settings", "host.certificate"} & mine:
        wanted = [(head, part) for head, part in wanted if head == "path"]  # its certificate is only large
    own = {head for head, _ in wanted}
    if {"path", "names", "middlebox"} & mine or "listening" in host:
        return None
    if "host.certificate" in own and {"host.settings", "host.certificate"} & mine:
        return None
    keys = [line for line in tables(obstacle)[0][1].splitlines() if re.match(r"(by_name|trusted|patience)\b", line)]
    front = tables(host)[0][1]
    keys = [line for line in keys if not re.search(rf"^{line.split()[0]}\b", front, re.M)]
    text = front.rstrip("\n") + "\n" + "\n".join(keys) + "\n\n"
    rest = [part for head, part in tables(host)[1:] if head != "demand"]
    demands = [part for head, part in tables(host) if head == "demand"]
    return text + "".join(part.rstrip("\n") + "\n\n" for part in rest + [part for _, part in wanted] + demands)


def make(program, project, folder, cause_of):
    """Writes the pairs below `folder`; {scenario: ((host's scenario, its cause), (obstacle's, its cause))}. What
    contradicts itself, as a certificate of a host without TLS does, is left out."""
    out = {}
    for file in sorted((project / "scenarios").glob("*/*.toml")):
        host = f"{file.parent.name}/{file.stem}"
        if file.parent.name in ("remedies", "codes", "clients", "path", "certificate", "healthy") or not cause_of(host):
            continue
        for obstacle in OBSTACLES:
            seed = f"{host} {obstacle}"
            text = put_together(settled(file.read_text(), seed),
                                settled((project / "scenarios" / f"{obstacle}.toml").read_text(), seed))
            if text is None:
                continue
            name = f"{host.replace('/', '-')}-and-{obstacle.replace('/', '-')}"
            (folder / f"{name}.toml").write_text(re.sub(r"^cause\s.*\n", "", text, flags=re.M))
            out[name] = ((host, cause_of(host)), (obstacle, cause_of(obstacle)))
    told = subprocess.run([program, "check", str(folder)], capture_output=True, text=True, check=False)
    for name in set(re.findall(r"([\w-]+)\.toml:", told.stdout + told.stderr)) & set(out):
        (folder / f"{name}.toml").unlink()
        del out[name]
    return out
