#!/usr/bin/env python3
"""Real RDP programs for the tests: servers and clients on loopback, each with a HOME and folder of its own.

As a module: context managers that start a program, wait until it answers, and end it by its process id,
whatever happens. As a script: proves that each server can be started and reached, with xfreerdp as the judge.
"""
import contextlib
import os
import pathlib
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

# Which Debian package brings which program.
PACKAGES = {"xrdp": "xrdp", "xrdp-keygen": "xrdp", "freerdp-shadow-cli": "freerdp2-shadow-x11",
            "winpr-hash": "winpr-utils", "weston": "weston", "xfreerdp": "freerdp2-x11",
            "rdesktop": "rdesktop", "Xvfb": "xvfb", "openssl": "openssl", "unshare": "util-linux",
            "setpriv": "util-linux", "tshark": "tshark", "text2pcap": "wireshark-common"}

ACCOUNT, PASSWORD = "alice", "secret"  # a canary: it opens nothing but the servers below


class Missing(Exception):
    """A program that this machine does not have, and the package that brings it."""


class NotUp(Exception):
    """A program that ended, or did not answer in time; the text ends with what it printed."""


def need(*programs):
    for program in programs:
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin"):
            raise Missing(f"no {program}: apt-get install {PACKAGES[program]}")


def free_port():
    """Below the range of outgoing ports, or one of those takes it sooner or later."""
    while True:
        port = random.randrange(12000, 20000)
        with socket.socket() as probe:
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port


@contextlib.contextmanager
def uninterrupted():
    """What is being taken down is taken down to the end, whoever presses Ctrl-C once more."""
    old = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, old)


def end_cleanly_on_sigterm():
    """SIGTERM unwinds the context managers as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class Program:
    """A child in a process group of its own. It dies with us even if we are killed (setpriv)."""

    def __init__(self, command, log, env, stdin=None, pass_fds=()):
        self.log, self.command = pathlib.Path(log), command
        with open(log, "wb") as out:
            self.popen = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)], env=env, stdout=out,
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL, stderr=subprocess.STDOUT,
                start_new_session=True, pass_fds=pass_fds)
        if stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.popen.stdin.write(stdin)
                self.popen.stdin.close()

    def said(self):
        return self.log.read_text(errors="replace")

    def stop(self):
        """Asks, waits, kills; nothing of its group is left. Returns the exit status."""
        with uninterrupted():
            for how in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.popen.pid, how)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.popen.wait(5)
                    break
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.popen.pid, signal.SIGKILL)  # what it may have left behind
        return self.popen.returncode

    def wait(self, seconds):
        """Its exit status, or None if it is still there when the time is up."""
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def wait_until(self, true, seconds, what):
        end = time.monotonic() + seconds
        while not true():
            if self.popen.poll() is not None or time.monotonic() > end:
                raise NotUp(f"{self.command[0]}: {what}: {self.said()[-2000:]}")
            time.sleep(0.02)  # between two looks; nothing here relies on its length


@contextlib.contextmanager
def started(*arguments, **keywords):
    program = Program(*arguments, **keywords)
    try:
        yield program
    finally:
        program.stop()


@contextlib.contextmanager
def folder():
    made = tempfile.mkdtemp(prefix="badrdp-real-")
    try:
        yield pathlib.Path(made)
    finally:
        with uninterrupted():
            shutil.rmtree(made, ignore_errors=True)


class Release:
    """A server of another release of Debian, in the sandbox that clients are played in: `xrdp@trixie`."""

    def __init__(self, badrdp, origin):
        self.badrdp, self.origin = badrdp, origin

    def here(self):
        said = subprocess.run([self.badrdp, "clients", "list"], capture_output=True, text=True, check=True).stdout
        return any(words[:1] == [self.origin] and words[1] != "-" for words in map(str.split, said.splitlines()))

    def command(self, program, home, log, more=()):
        if not self.here():
            raise Missing(f"{self.origin} is not here: badrdp clients add {self.origin}")
        # It finds no other folder, and is a user of its own, to whom this one is given.
        return [self.badrdp, "clients", "exec", "--home", home, "--log", log, *more, self.origin, *program]


def environment(home, display=None):
    """Nothing of ours but where programs are."""
    home.mkdir(mode=0o700, exist_ok=True)
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(home), "LANG": "C.UTF-8",
           "XDG_RUNTIME_DIR": str(home), "USER": "someone", "TMPDIR": str(home)}
    return env | ({"DISPLAY": display} if display else {})


@contextlib.contextmanager
def display(size="1024x768x24", framebuffer=None, more=()):
    """A private X server; yields its name, once it answers. Its screen is a file in the folder `framebuffer`."""
    need("Xvfb", "setpriv")
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(folder())
        told, tell = os.pipe()
        stack.callback(os.close, told)
        try:
            # Without -noreset it starts over when its last client leaves, and the next one finds nobody.
            x = stack.enter_context(started(
                ["Xvfb", "-displayfd", tell, "-screen", "0", size, "-nolisten", "tcp", "-noreset", *more,
                 *(["-fbdir", framebuffer] if framebuffer else [])],
                log=here / "xvfb.log", env=environment(here / "home"), pass_fds=(tell,)))
        finally:
            os.close(tell)
        if not select.select([told], [], [], 20)[0] or not (number := os.read(told, 16).strip()):
            raise NotUp(f"Xvfb: {x.said()}")
        yield f":{number.decode()}"


def certificate(where):
    """A throw-away RSA key and certificate: (certificate file, key file)."""
    need("openssl")
    files = where / "server.crt", where / "server.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-sha256",
                    "-subj", "/CN=badrdp-test", "-out", files[0], "-keyout", files[1]], check=True,
                   capture_output=True)
    # PKCS#1, because FreeRDP 2 also uses it as the key of Standard RDP Security.
    subprocess.run(["openssl", "rsa", "-traditional", "-in", files[1], "-out", files[1]], check=True,
                   capture_output=True)
    return files


class Server:
    """Where a server listens, and what it was started with."""

    def __init__(self, name, port, program, cert, key, where):
        self.name, self.port, self.program, self.cert, self.key = name, port, program, cert, key
        self.where = where

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@contextlib.contextmanager
def _listening(name, command, port, cert, key, where, env):
    with started(command, log=where / f"{name}.log", env=env) as program:
        server = Server(name, port, program, cert, key, where)
        program.wait_until(server.answers, 30, "does not listen")
        yield server


XRDP_INI = """[Globals]
ini_version=1
fork=false
port=tcp://127.0.0.1:{port}
security_layer={layer}
crypt_level={level}
certificate={cert}
key_file={key}
ssl_protocols=TLSv1.2, TLSv1.3
allow_channels=true
bitmap_cache=true
bitmap_compression=true
max_bpp=32
use_fastpath=both
[Logging]
LogFile={where}/xrdp-own.log
LogLevel=INFO
EnableSyslog=false
[Channels]
rdpdr=true
rdpsnd=true
drdynvc=true
cliprdr=true
[None]
name=None
lib=libnone.so
username=na
password=ask
ip=127.0.0.1
port=1
"""


@contextlib.contextmanager
def xrdp(mode, level="high", release=None):
    """xrdp, where nobody can log in; mode is rdp, tls or negotiate, level is that of Standard RDP Security.

    The session's module does not exist, so that xrdp paints a window about that at once; waiting for an
    absent sesman would keep it 15 s.
    """
    if release:
        with _xrdp_of(release, mode, level) as server:
            yield server
        return
    need("xrdp", "xrdp-keygen", "unshare", "setpriv")
    unshare = ["unshare", "-m" if os.geteuid() == 0 else "-Urm"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        raise Missing("no mount namespace: unshare is not allowed here")
    with folder() as here:
        env = environment(here / "home")
        port, cert, key = _lay_out_xrdp(here, mode, level, env)
        # The keys of Standard RDP Security come from one fixed path: a mount of its own puts ours there.
        inside = ('mount --bind "$1/rsakeys.ini" /etc/xrdp/rsakeys.ini && '
                  'exec xrdp --nodaemon --config "$1/xrdp.ini"')
        command = [*unshare, "sh", "-c", inside, "sh", here]
        with _listening("xrdp", command, port, cert, key, here, env) as server:
            yield server


def _lay_out_xrdp(where, mode, level, env):
    """Its settings and keys in a folder: (port, certificate, key)."""
    cert, key = certificate(where)
    port = free_port()
    (where / "xrdp.ini").write_text(
        XRDP_INI.format(port=port, layer=mode, level=level, cert=cert, key=key, where=where))
    subprocess.run(["xrdp-keygen", "xrdp", where / "rsakeys.ini", "2048"], check=True, capture_output=True, env=env)
    return port, cert, key


@contextlib.contextmanager
def _xrdp_of(release, mode, level):
    need("xrdp-keygen", "setpriv")
    with folder() as here:
        home, log = here / "home", here / "xrdp.log"
        env = environment(home)
        port, cert, key = _lay_out_xrdp(home, mode, level, env)
        command = release.command(["/usr/sbin/xrdp", "--nodaemon", "--config", home / "xrdp.ini"], home, log,
                                  ["--in-place", f"{home}/rsakeys.ini=/etc/xrdp/rsakeys.ini"])
        with _listening("xrdp", command, port, cert, key, here, dict(os.environ)) as server:
            yield server


@contextlib.contextmanager
def shadow(mode, release=None):
    """freerdp-shadow-cli, showing a private display; mode is rdp, tls or nla (for ACCOUNT and PASSWORD)."""
    need(*([] if release else ["freerdp-shadow-cli"]), "winpr-hash", "Xvfb", "setpriv")
    with folder() as here, display(more=["-ac"] if release else []) as screen:
        home = here / "home"
        env = environment(home, screen)
        own = home / ".config/freerdp/shadow"
        own.mkdir(parents=True)
        cert, key = certificate(here)
        shutil.copy(cert, own / "shadow.crt")  # found there, it makes none of its own
        shutil.copy(key, own / "shadow.key")
        port = free_port()
        command = ["/usr/bin/freerdp-shadow-cli3" if release else "freerdp-shadow-cli", f"/port:{port}",
                   "/bind-address:127.0.0.1", f"/sec:{mode}"]
        if mode == "nla":
            sam = subprocess.run(["winpr-hash", "-u", ACCOUNT, "-p", PASSWORD, "-f", "sam"], check=True,
                                 capture_output=True, env=env).stdout
            (home / "sam").write_bytes(sam)
            command += ["+auth", f"/sam-file:{home / 'sam'}"]
        else:
            command += ["-auth"]
        if release:
            command = release.command(command, home, here / "freerdp-shadow-cli.log", ["--display", screen])
            env = dict(os.environ)  # it finds the roots by it; the server's own is made for it
        with _listening("freerdp-shadow-cli", command, port, cert, key, here, env) as server:
            yield server


@contextlib.contextmanager
def weston(release=None):
    """weston's RDP backend: TLS, or RDP without encryption for who asks for no TLS. It lets everybody in."""
    need(*([] if release else ["weston"]), "setpriv")
    with folder() as here:
        home = here / "home"
        env = environment(home)
        cert, key = certificate(home)
        port = free_port()
        command = ["/usr/bin/weston" if release else "weston", "--backend=rdp-backend.so", "--no-config", "--address=127.0.0.1",
                   f"--port={port}", f"--rdp-tls-cert={cert}", f"--rdp-tls-key={key}", "--idle-time=0",
                   "--width=1024", "--height=768", "--socket=badrdp-test"]
        if release:
            command = release.command(command, home, here / "weston.log")
            env = dict(os.environ)
        with _listening("weston", command, port, cert, key, here, env) as server:
            yield server


@contextlib.contextmanager
def xfreerdp(port, screen, mode, account=ACCOUNT, password=PASSWORD, extra=()):
    """xfreerdp under way. It ends itself once active if +auth-only is among the extra arguments."""
    need("xfreerdp", "setpriv")
    with folder() as here:
        command = ["xfreerdp", f"/v:127.0.0.1:{port}", f"/u:{account}", f"/p:{password}", "/cert:ignore",
                   f"/sec:{mode}", *extra]
        with started(command, log=here / "xfreerdp.log", env=environment(here / "home", screen)) as program:
            yield program


@contextlib.contextmanager
def rdesktop(port, screen, account=ACCOUNT, password=PASSWORD, extra=()):
    """rdesktop under way. Its questions are answered with yes; at the end of its input it would crash."""
    need("rdesktop", "setpriv")
    with folder() as here:
        command = ["rdesktop", "-u", account, "-p", password, "-r", "sound:off", *extra, f"127.0.0.1:{port}"]
        with started(command, log=here / "rdesktop.log", env=environment(here / "home", screen),
                     stdin=b"yes\n" * 3) as program:
            yield program


def version(program):
    """As its package says it: the programs themselves disagree on how to be asked."""
    package = PACKAGES[program]
    told = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True,
                          check=False)
    return f"{program} ({package} {told.stdout or 'of unknown version'})"


@contextlib.contextmanager
def from_elsewhere(port, source="127.0.0.2"):
    """A port that leads to another one, as if from another address of loopback.

    A server made with FreeRDP does not encrypt Standard RDP Security towards a peer from 127.0.0.1.
    """
    def pump(near, far):
        with near, far, contextlib.suppress(OSError):  # who resets is no business of ours
            while ready := select.select([near, far], [], [], 60)[0]:
                for one in ready:
                    data = one.recv(65536)
                    if not data:
                        return
                    (far if one is near else near).sendall(data)

    def accept():
        with contextlib.suppress(OSError):  # the listener is closed when we leave
            while True:
                near = listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
                threading.Thread(target=pump, args=(near, far), daemon=True).start()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))
        listener.listen()
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)


# ----------------------------------------------------------------------------------------------- the proof

def _xfreerdp_status(make, mode, password=PASSWORD):
    """xfreerdp's exit status, 0 if the session became active; and what both said."""
    with make() as server, display() as screen, \
            xfreerdp(server.port, screen, mode, password=password, extra=["+auth-only"]) as client:
        return client.wait(40), client.said(), server.program.said()


# xfreerdp 2.11 salts its MAC from the first PDU on, and xrdp refuses that: of xrdp's levels, only those
# without that MAC let it in.
PROOFS = [("xrdp tls", lambda: xrdp("tls"), "tls", PASSWORD, True),
          ("xrdp rdp, high", lambda: xrdp("rdp"), "rdp", PASSWORD, False),
          ("xrdp rdp, fips", lambda: xrdp("rdp", "fips"), "rdp", PASSWORD, True),
          ("xrdp rdp, none", lambda: xrdp("rdp", "none"), "rdp", PASSWORD, True),
          ("shadow tls", lambda: shadow("tls"), "tls", PASSWORD, True),
          ("shadow rdp", lambda: shadow("rdp"), "rdp", PASSWORD, True),
          ("shadow nla", lambda: shadow("nla"), "nla", PASSWORD, True),
          ("shadow nla, wrong password", lambda: shadow("nla"), "nla", "wrong", False),
          ("weston tls", weston, "tls", PASSWORD, True),
          ("weston rdp", weston, "rdp", PASSWORD, True),
          ("weston nla", weston, "nla", PASSWORD, False)]


def main():
    end_cleanly_on_sigterm()
    played = failed = 0
    for name, make, mode, password, wanted in PROOFS:
        try:
            status, client, server = _xfreerdp_status(make, mode, password)
        except Missing as why:
            print(f"skipped: {name}: {why}", flush=True)
            continue
        played += 1
        good = (status == 0) == wanted and status is not None
        failed += not good
        print(f"{'ok' if good else 'NOT SO'}: {name}: xfreerdp ends with {status}", flush=True)
        if not good:
            print(client[-3000:], server[-3000:], sep="\n--- server\n")
    return 1 if failed else 0 if played else 77


if __name__ == "__main__":
    sys.exit(main())
