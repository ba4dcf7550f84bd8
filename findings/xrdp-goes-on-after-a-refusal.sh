#!/bin/sh
# xrdp 0.9.21 refuses a Connection Request with RDP_NEG_FAILURE and then says one thing more: an MCS Disconnect
# Provider Ultimatum, before any MCS connection exists. MS-RDPBCGR 2.2.1.2.2 lets the server close after the
# failure; T.125 knows an ultimatum only inside a domain. A client that reads the answer by "one TPKT, then the
# end of the stream" finds 9 bytes too many; one that hands whatever comes next to its MCS decoder reports a
# protocol error in place of SSL_REQUIRED_BY_SERVER.
#
# Seen with xrdp 0.9.21.1-1+deb12u3 (security_layer=tls), for a request without TLS and for one that asks for
# NLA alone:
#     030000130ed000001234000300080001000000 0300000902f0802180
# and, where both agree on TLS, the Confirm alone:
#     030000130ed000001234000201080001000000
# Run it on Debian 12, as root or where an ordinary user may have namespaces. It fetches the package into a
# temporary folder, installs nothing, and talks to 127.0.0.1 alone.
set -eu
version=0.9.21.1-1+deb12u3
here=$(mktemp -d)
server=
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$here"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

cd "$here"
apt-get download "xrdp=$version" >/dev/null 2>&1 || { echo "xrdp $version cannot be fetched" >&2; exit 77; }
dpkg -x xrdp_*.deb root
libraries=$here/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo x86_64-linux-gnu)/xrdp
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=host -days 30 -keyout key.pem -out cert.pem 2>/dev/null
LD_LIBRARY_PATH=$libraries root/usr/bin/xrdp-keygen xrdp root/etc/xrdp/rsakeys.ini 2048 >/dev/null 2>&1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >xrdp.ini <<END
[Globals]
ini_version=1
fork=true
port=tcp://127.0.0.1:$port
security_layer=tls
certificate=$here/cert.pem
key_file=$here/key.pem
[Logging]
LogFile=$here/xrdp.log
LogLevel=INFO
EnableSyslog=false
[Channels]
[None]
name=None
lib=libnone.so
username=na
password=ask
ip=127.0.0.1
port=1
END
# It reads its keys from one fixed place below /etc: its own folder is laid over that, for it alone.
namespaces=-m
[ "$(id -u)" -eq 0 ] || namespaces=-Urm
unshare $namespaces sh -c '
    mount -t overlay overlay -o "lowerdir=$1/root/etc:/etc" /etc &&
    exec env LD_LIBRARY_PATH="$2" "$1/root/usr/sbin/xrdp" --nodaemon --config "$1/xrdp.ini"' \
    sh "$here" "$libraries" >server.txt 2>&1 &
server=$!

python3 - "$port" <<'END'
import socket
import sys
import time

port = int(sys.argv[1])
deadline = time.monotonic() + 20


def connect():
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except OSError:
            if time.monotonic() > deadline:
                sys.exit("xrdp did not come up")
            time.sleep(0.1)


def answer(protocols, size):
    with connect() as host:
        host.sendall(bytes.fromhex("030000130ee0000000000001000800") + protocols.to_bytes(4, "little"))
        said = b""
        while len(said) < size and (more := host.recv(4096)):
            said += more
        return said.hex()


confirm = "030000130ed0000012340002010800" + "01000000"
failure = "030000130ed0000012340003000800" + "01000000"
ultimatum = "0300000902f0802180"
seen = {"plain RDP": answer(0, 99), "NLA alone": answer(2, 99), "TLS": answer(1, 19)}
wanted = {"plain RDP": failure + ultimatum, "NLA alone": failure + ultimatum, "TLS": confirm}
for what, said in seen.items():
    print(f"{what:10} {said}")
sys.exit(0 if seen == wanted else "xrdp no longer does that")
END
echo "as described: xrdp $version"
