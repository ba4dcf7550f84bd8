#!/bin/sh
# A shard of a night that ran on a node which died is queued again by Slurm at once, and then held: a job that is
# requeued after a lost node may not begin before the credential of its first start has expired, two minutes
# by default, however many nodes are idle. squeue shows no lack of resources but the reason BeginTime. Whoever
# measures how long a night takes with a node lost measures that, not his tests: cred_expire in AuthInfo, which
# reads like a matter of munge and clocks, is what moves it.
#
# Seen with slurm-wlm 22.05.8-4+deb12u3, two nodes, one of which is killed while it runs a job; the other is idle
# ("held for" counts from the moment in which the job is PENDING again):
#     as it comes: PENDING, BeginTime, held for 120 s beside an idle node
#     cred_expire=20: PENDING, BeginTime, held for 20 s beside an idle node
# Run it on Debian 12 as root: Slurm starts jobs as other users. It fetches the packages into a temporary folder,
# installs nothing, and talks to 127.0.0.1 alone.
set -eu
version=22.05.8-4+deb12u3
[ "$(id -u)" -eq 0 ] || { echo "Slurm wants root" >&2; exit 77; }
here=$(mktemp -d)
chmod 755 "$here"
trap 'rm -rf "$here"' EXIT
trap 'exit 130' INT TERM

cd "$here"
apt-get download "slurmctld=$version" "slurmd=$version" "slurm-client=$version" "slurm-wlm-basic-plugins=$version" \
    munge=0.5.15-2+deb12u1 libmunge2=0.5.15-2+deb12u1 libhwloc15=2.9.0-1 libpmix2=4.2.2-1+deb12u1 >fetched.txt 2>&1 ||
    { cat fetched.txt >&2; echo "the packages cannot be fetched" >&2; exit 77; }
for package in ./*.deb; do dpkg -x "$package" root; done
rm -f ./*.deb

python3 - "$here" <<'END'
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

here = pathlib.Path(sys.argv[1])
root = here / "root"
libraries = root / "usr/lib/x86_64-linux-gnu"
host = socket.gethostname().split(".")[0]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait(seen, seconds, what):
    end = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > end:
            sys.exit(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def held_for(expiry):
    place = here / ("second" if expiry else "first")
    for name in "state", "one", "two":
        (place / name).mkdir(parents=True)
    conf = place / "slurm.conf"
    conf.write_text(f"""ClusterName=night
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={place}/munge.sock{expiry}
PluginDir={libraries}/slurm-wlm
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/%n
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/%n.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SlurmdTimeout=5
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={free_port()} CPUs=1
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={free_port()} CPUs=1
PartitionName=all Nodes=ALL Default=YES State=UP
""")
    environment = {**os.environ, "SLURM_CONF": str(conf), "LD_LIBRARY_PATH": f"{libraries}:{libraries}/slurm-wlm",
                   "PATH": f"{root}/usr/bin:{root}/usr/sbin:{os.environ['PATH']}"}
    running = {}

    def start(name, *words):
        running[name] = subprocess.Popen([str(word) for word in words], env=environment, stdout=subprocess.DEVNULL,
                                         stderr=open(place / f"{name}.err", "w"), start_new_session=True)

    def say(*words):
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False).stdout.strip()

    try:
        (place / "munge.key").write_bytes(os.urandom(1024))
        (place / "munge.key").chmod(0o600)
        start("munged", "munged", "-F", "--force", f"--key-file={place}/munge.key", f"--socket={place}/munge.sock",
              f"--pid-file={place}/munged.pid", f"--seed-file={place}/seed", f"--log-file={place}/munged.log")
        wait((place / "munge.sock").exists, 20, "munged listens")
        start("slurmctld", "slurmctld", "-D", "-f", conf)
        for node in "one", "two":  # the first process of a namespace takes all others of it along
            start(node, "unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "slurmd", "-D", "-f", conf, "-N", node)
        wait(lambda: say("sinfo", "-h", "-o", "%T %D") == "idle 2", 60, "both nodes are idle")
        job = say("sbatch", "--parsable", "--requeue", "-w", "two", "--output=/dev/null", "--wrap", "exec sleep 600")
        wait(lambda: say("squeue", "-h", "-j", job, "-o", "%T") == "RUNNING", 60, "the job runs on the second node")
        running["two"].kill()
        say("scontrol", "update", f"jobid={job}", "ReqNodeList=")  # any node will do from now on
        wait(lambda: say("squeue", "-h", "-j", job, "-o", "%T") == "PENDING", 90, "the job waits again")
        now = time.time()
        reason = lambda: say("squeue", "-h", "-j", job, "-o", "%r")
        wait(lambda: reason() != "None", 60, "its reason is told")
        idle = say("sinfo", "-h", "-n", "one", "-o", "%T")
        told = re.search(r"EligibleTime=(\S+)", say("scontrol", "show", "job", job)).group(1)
        seconds = round(time.mktime(time.strptime(told, "%Y-%m-%dT%H:%M:%S")) - now)
        print(f"{expiry.strip(',') or 'as it comes'}: PENDING, {reason()}, held for {seconds} s beside an {idle} node", flush=True)
        return seconds if (reason(), idle) == ("BeginTime", "idle") else 0
    finally:
        for process in reversed(running.values()):
            process.kill()
            process.wait()


first, second = held_for(""), held_for(",cred_expire=20")
sys.exit(0 if 110 <= first <= 130 and 10 <= second <= 30 else "Slurm no longer does that")
END
echo "as described: slurm $version"
