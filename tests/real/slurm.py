#!/usr/bin/env python3
"""A night on a cluster: the file that `badrdp ci init slurm` writes, on Slurm with two nodes of this machine, of which one is lost
while it plays; merged, the night has the verdicts of one machine."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

from badrdp import BADRDP, check, done, folder, run, wait_until

for program in "slurmctld", "slurmd", "sbatch", "munged":
    if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin"):
        print(f"skipped: there is no {program}: apt-get install slurmctld slurmd slurm-client munge")
        sys.exit(77)
if os.geteuid() != 0:
    print("skipped: Slurm's daemons start jobs as other users, and want root")
    sys.exit(77)

PROGRAM = pathlib.Path(BADRDP).resolve()
WORDS = ["-c", "builtin", "service/mute", "tcp", "negotiation", "accounts"]
SHARDS = 4

# What of slurm.conf(5) two daemons on one machine need. A node that does not answer for five seconds is lost, which on a
# busy machine may also be the one that lives: it comes back by itself. What was lost is queued again as late as its
# credential would have ended, which is after two minutes unless the configuration says otherwise.
CONF = """ClusterName=night
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={place}/munge.sock,cred_expire=20
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
SchedulerParameters=sched_interval=1
SlurmdTimeout=5
ReturnToService=1
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2
PartitionName=all Nodes=ALL Default=YES State=UP
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Its daemons in the foreground, so that they are ours to end; `with` it."""

    def __init__(self, place):
        self.place = place
        place.chmod(0o755)
        for name in "state", "one", "two":
            (place / name).mkdir()
        (place / "munge.key").write_bytes(os.urandom(1024))
        (place / "munge.key").chmod(0o600)
        conf = place / "slurm.conf"
        conf.write_text(CONF.format(place=place, host=socket.gethostname().split(".")[0], ports=free_ports(3)))
        self.environment = {**os.environ, "SLURM_CONF": str(conf), "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}:/usr/sbin"}
        self.daemons = {}
        self.start("munged", "-F", "--force", f"--key-file={place}/munge.key", f"--socket={place}/munge.sock",
                   f"--pid-file={place}/munged.pid", f"--seed-file={place}/seed")
        wait_until((place / "munge.sock").exists, 20, "munged listens")
        self.start("slurmctld", "-D", "-f", conf)
        for node in "one", "two":
            # The first process of a namespace takes all others of it along.
            self.start("unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "slurmd", "-D", "-f", conf, "-N", node, name=node)

    def start(self, program, *words, name=None):
        self.daemons[name or program] = subprocess.Popen(
            [program, *map(str, words)], env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def say(self, *words, where=None):
        ended = subprocess.run(words, cwd=where, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               check=False)
        return ended.stdout.strip() if ended.returncode == 0 else f"{words[0]} ends with {ended.returncode}: {ended.stdout}"

    def plays(self, node):
        """Whether badrdp runs there; Slurm names the node to each process of a job."""
        for entry in pathlib.Path("/proc").iterdir():
            try:
                of = (entry / "environ").read_bytes().split(b"\0") if entry.name.isdigit() else []
                if f"SLURMD_NODENAME={node}".encode() in of and f"SLURM_CONF={self.environment['SLURM_CONF']}".encode() in of \
                        and os.readlink(entry / "exe") == str(PROGRAM):
                    return True
            except OSError:
                continue  # gone meanwhile
        return False

    def lose(self, node):
        """As a machine goes that loses its power: nothing on it says another word."""
        self.daemons[node].kill()
        self.daemons[node].wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for node in "one", "two":
            self.lose(node)
        for name in "slurmctld", "munged":
            self.daemons[name].terminate()
            self.daemons[name].wait(30)


def verdicts(results):
    """On a machine that has much else to do a case may need another play; that is said, and no other verdict."""
    return sorted((c["id"], c["client"], c["options"], c["verdict"].replace("unsteady", "pass")) for c in results["cases"]
                  if c["scenario"] != "healthy/tls")


def play_night(cluster, night):
    subprocess.run([PROGRAM, "ci", "init", "slurm", "--shards", str(SHARDS), "--run", " ".join(WORDS)], cwd=night, check=True,
                   stdout=subprocess.DEVNULL)
    wait_until(lambda: cluster.say("sinfo", "-h", "-o", "%T %D") == "idle 2", 60, f"both nodes are there: {cluster.say('sinfo')}")
    job = cluster.say("sbatch", "--parsable", "badrdp.sbatch", where=night)
    check(job.isdigit(), f"the night is submitted: {job}")
    cluster.say("sbatch", f"--dependency=afterany:{job}", "--output=merge.log", "--wrap",
                "badrdp merge shards/*/latest/results.json --out nights --junit night.xml", where=night)
    wait_until(lambda: cluster.plays("two"), 60, "the second node plays")
    cluster.lose("two")
    wait_until(lambda: cluster.say("squeue", "-h") == "", 600, f"the night is over: {cluster.say('squeue')}")
    return job


with folder() as name:
    place = pathlib.Path(name)
    night = place / "night"
    night.mkdir()
    status, whole, text = run(place / "whole", *WORDS)
    check(status == 0, f"one machine: {text[-800:]}")
    (place / "cluster").mkdir()
    with Cluster(place / "cluster") as cluster:
        job = play_night(cluster, night)
        check("down" in cluster.say("sinfo", "-h", "-n", "two", "-o", "%T"), "the node stays lost")
    again = (place / "cluster/slurmctld.log").read_text()
    check("requeue" in again.lower() or "Requeu" in again, f"what it played was queued again: {again[-2000:]}")
    check((night / "night.xml").exists(), f"the night is merged: {(night / 'merge.log').read_text()}")
    merged = json.loads((night / "nights/latest/results.json").read_text())
    mine, theirs = verdicts(merged), verdicts(whole)
    check(len(mine) > 40, f"it has played something: {len(mine)}")
    check(mine == theirs, f"and has the verdicts of one machine: {set(mine) ^ set(theirs)}")
    check(not merged["shortfalls"], f"nothing of it is missing: {merged['shortfalls']}")
done()
