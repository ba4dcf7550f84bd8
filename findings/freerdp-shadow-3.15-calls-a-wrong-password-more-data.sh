#!/bin/sh
# freerdp-shadow-cli3 3.15.0 answers a wrong password, in NLA, with errorCode 0xC00700EA in its TSRequest. That is
# how an NTSTATUS is made of the Win32 error 234, ERROR_MORE_DATA, and no reason to refuse anybody [MS-CSSP 2.2.1:
# errorCode is the NTSTATUS of the failure; MS-ERREF 2.3.1]. Its log has the real one: AcceptSecurityContext gave
# SEC_E_MESSAGE_ALTERED, since NTLM's MIC does not fit. So what a client can show its user is "0xC00700EA", an
# authentication that failed for a reason without a name, and whoever looks the number up looks for a buffer.
#
# Seen with freerdp3-shadow-x11 and freerdp3-x11 3.15.0+dfsg-2.1+deb13u3 of Debian 13:
#     server  [credssp_auth_authenticate]: AcceptSecurityContext failed with SEC_E_MESSAGE_ALTERED [0x8009030F]
#     client  [nla_recv_pdu]: SPNEGO failed with NTSTATUS: (null) [0xC00700EA]
# and with the right password the same client ends with 0. (2.11 closes the connection instead; 3.33 answers with
# 0xC000006D, STATUS_LOGON_FAILURE.)
# Run it on Debian 12 or 13 with mmdebstrap, as root. It makes a Debian 13 in a temporary folder, installs nothing, and
# talks to 127.0.0.1 in a network of its own.
set -eu
version=3.15.0+dfsg-2.1+deb13u3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
trap 'exit 130' INT TERM

[ "$(id -u)" -eq 0 ] || { echo "run it as root: it makes a Debian 13 and enters it" >&2; exit 77; }
command -v mmdebstrap >/dev/null || { echo "mmdebstrap is missing" >&2; exit 77; }
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Component: main' | grep -v security | head -n 1)
cd "$here"
mmdebstrap --quiet --variant=apt trixie root "$mirror" \
    --include="freerdp3-shadow-x11=$version,freerdp3-x11=$version,winpr3-utils=$version,xvfb,openssl,iproute2" \
    >mmdebstrap.txt 2>&1 || { echo "Debian 13 with FreeRDP $version cannot be made:" >&2; tail -n 3 mmdebstrap.txt >&2; exit 77; }

cat >root/play <<'END'
set -eu
export HOME=/tmp/home DISPLAY=:7
ip link set lo up
mkdir -p $HOME/.config/freerdp/shadow
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=host -days 30 -keyout $HOME/.config/freerdp/shadow/shadow.key \
    -out $HOME/.config/freerdp/shadow/shadow.crt 2>/dev/null
winpr-hash3 -u alice -p right -f sam >$HOME/sam
Xvfb :7 -screen 0 640x480x24 -nolisten tcp >/dev/null 2>&1 & display=$!
until [ -S /tmp/.X11-unix/X7 ]; do sleep 0.1; done
freerdp-shadow-cli3 /port:3389 /bind-address:127.0.0.1 /sec:nla +auth /sam-file:$HOME/sam >/server.txt 2>&1 & server=$!
until ss -ltn | grep -q :3389; do kill -0 $server; sleep 0.1; done
for password in right wrong; do
    status=0
    timeout 60 xfreerdp3 /v:127.0.0.1 /u:alice /p:$password /cert:ignore /sec:nla +auth-only >/$password.txt 2>&1 || status=$?
    echo "$password password: exit status $status"
done
kill $server $display
END
unshare --net --mount --pid --fork --kill-child sh -euc '
    mount -t proc proc root/proc
    mount --bind /dev root/dev
    exec chroot root sh /play'
said=$(sed -n 's/.*SPNEGO failed with NTSTATUS: [^[]*\[\(0x[0-9A-Fa-f]*\)\].*/\1/p' root/wrong.txt | head -n 1)
why=$(sed -n 's/.*AcceptSecurityContext failed with \(.*\)/\1/p' root/server.txt | head -n 1)
echo "the client was told $said; the server had $why"
if [ "$said" != 0xC00700EA ] || [ "$why" != "SEC_E_MESSAGE_ALTERED [0x8009030F]" ]; then
    echo "freerdp-shadow-cli3 no longer does that" >&2
    exit 1
fi
echo "as described: FreeRDP $version"
