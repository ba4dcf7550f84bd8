#!/bin/sh
# Remmina 1.4.39, told by NLA that the password is wrong, dials the host a second time before its dialog asks for
# another one: the second connection goes through the negotiation and TLS, and then stands there without a word for as
# long as the user thinks. Whoever looks at the wire sees a client that falls silent behind its TLS Finished, which is
# what a stuck client or a middlebox looks like; each user who stares at the dialog holds one of the host's
# unauthenticated connections; and a host that gives up on it meanwhile (Windows waits for a minute or so) makes the right
# password fail as a network error.
#
# Seen with remmina-plugin-rdp 1.4.39+dfsg-1+deb13u1 of Debian 13 against freerdp-shadow-cli3 3.15.0 (1.4.29 of Debian 12,
# on FreeRDP 2.11, does the same):
#     the client was refused; established behind that: 1, 20 seconds later: 1
# Run it on Debian 12 or 13 with mmdebstrap, as root. It makes a Debian 13 in a temporary folder, installs nothing, and
# talks to 127.0.0.1 in a network of its own.
set -eu
version=1.4.39+dfsg-1+deb13u1
shadow=3.15.0+dfsg-2.1+deb13u3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
trap 'exit 130' INT TERM

[ "$(id -u)" -eq 0 ] || { echo "run it as root: it makes a Debian 13 and enters it" >&2; exit 77; }
command -v mmdebstrap >/dev/null || { echo "mmdebstrap is missing" >&2; exit 77; }
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Component: main' | grep -v security | head -n 1)
cd "$here"
mmdebstrap --quiet --variant=apt trixie root "$mirror" \
    --include="remmina=$version,remmina-plugin-rdp=$version,freerdp3-shadow-x11=$shadow,winpr3-utils=$shadow,xvfb,openssl,iproute2" \
    >mmdebstrap.txt 2>&1 || { echo "Debian 13 with Remmina $version cannot be made:" >&2; tail -n 3 mmdebstrap.txt >&2; exit 77; }

cat >root/play <<'END'
set -eu
export HOME=/tmp/home XDG_RUNTIME_DIR=/tmp/home
ip link set lo up
mkdir -p $HOME/.config/freerdp/shadow
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=host -days 30 -keyout $HOME/.config/freerdp/shadow/shadow.key \
    -out $HOME/.config/freerdp/shadow/shadow.crt 2>/dev/null
winpr-hash3 -u alice -p right -f sam >$HOME/sam
mkfifo /ready
Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp >/dev/null 2>&1 3>/ready & display=$!
read -r number </ready
export DISPLAY=:$number
freerdp-shadow-cli3 /port:3389 /bind-address:127.0.0.1 /sec:nla +auth /sam-file:$HOME/sam >/server.txt 2>&1 & server=$!
passes=0
until ss -ltn | grep -q :3389; do
    kill -0 $server
    passes=$((passes + 1))
    if [ $passes -gt 600 ]; then echo "the host does not listen after a minute" >&2; exit 1; fi
    sleep 0.1
done
printf '[remmina]\nname=t\nprotocol=RDP\nserver=127.0.0.1:3389\nusername=alice\ncert_ignore=1\nignore-tls-errors=1\nsecurity=nla\ndisableautoreconnect=1\n' >$HOME/t.remmina
echo wrong | remmina --update-profile $HOME/t.remmina --set-option password >/dev/null 2>&1
G_MESSAGES_DEBUG=all remmina -c $HOME/t.remmina >/client.txt 2>&1 & client=$!
# The ports from which it has dialled, and those that are established now.
established() { ss -Htn state established dport = :3389 | awk '{print $3}'; }
passes=0
until grep -q 'SPNEGO failed with NTSTATUS' /client.txt; do
    established >>/dialled
    kill -0 $client
    passes=$((passes + 1))
    if [ $passes -gt 6000 ]; then echo "Remmina is not refused in a minute or more" >&2; exit 1; fi
    sleep 0.01
done
refused=$(head -n 1 /dialled)
passes=0
until established | grep -v "^$refused$" >/second; do
    passes=$((passes + 1))
    if [ $passes -gt 300 ]; then break; fi
    sleep 0.1
done
: >/later
if [ -s /second ]; then
    sleep 20
    established | grep -F "$(head -n 1 /second)" >/later || true
fi
kill $client $server $display
END
unshare --net --mount --pid --fork --kill-child sh -euc '
    mount -t proc proc root/proc
    mount --bind /dev root/dev
    exec chroot root sh /play'
second=$(wc -l <root/second) later=$(wc -l <root/later)
echo "the client was refused; established behind that: $second, 20 seconds later: $later"
if [ "$second" -ne 1 ] || [ "$later" -ne 1 ]; then
    echo "Remmina no longer does that" >&2
    exit 1
fi
echo "as described: Remmina $version"
