"""A clean Debian in a folder, started for real: systemd is its first process, its network is its own loopback."""
import hashlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

SUITE = "bookworm"
START_SECONDS = 60
COMMAND_SECONDS = 120
# Beside the package and what it depends on: what starts it, and the proxies whose samples are tried.
BESIDE = ["systemd", "systemd-sysv", "dbus", "libnss-systemd", "nginx-light", "caddy"]


def missing():
    """What stands in the way of a clean root here; empty when nothing does."""
    wanted = ["mmdebstrap", "systemd-nspawn", "nsenter", "lintian", "openssl", "systemd-analyze"]
    absent = [tool for tool in wanted if shutil.which(tool) is None]
    if absent:
        return f"{', '.join(absent)} missing (bin/setup --package installs them)"
    return "" if os.geteuid() == 0 else "root is needed to make and start a clean Debian"


def needs_of(package):
    """The names that a package depends on, the first of each choice."""
    fields = subprocess.run(["dpkg-deb", "--field", package, "Depends"], capture_output=True, text=True, check=True)
    return sorted(part.split("|")[0].split("(")[0].strip() for part in fields.stdout.split(","))


def base(package, work):
    """A tar of a minimal Debian with exactly what the package depends on; made once for each set of names."""
    names = sorted(set(needs_of(package)) | set(BESIDE))
    file = work / f"clean-{hashlib.sha256(' '.join([SUITE] + names).encode()).hexdigest()[:12]}.tar"
    if not file.exists():
        print("make a clean Debian (once; needs its package archive)", flush=True)
        unfinished = file.with_suffix(".part.tar")
        made = subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(names)}", SUITE, str(unfinished)],
                              capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError(f"mmdebstrap failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
        unfinished.rename(file)
    return file


class CleanRoot:
    """A folder with its own Debian. Commands run in it before it is started, and beside its services afterwards."""

    def __init__(self, tar, folder):
        self.folder, self.started, self.leader = Path(folder), None, None
        self.log = self.folder.with_suffix(".log")
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        subprocess.run(["tar", "-C", str(self.folder), "-xf", str(tar)], check=True)
        self.path("/etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n", encoding="utf-8")
        for other in ("nginx", "caddy"):  # started by the tests, with the samples
            (self.folder / f"etc/systemd/system/multi-user.target.wants/{other}.service").unlink(missing_ok=True)

    def path(self, inside):
        return self.folder / inside.lstrip("/")

    def run(self, *command, check=True, stdin=""):
        """Runs a command inside; both streams together."""
        if self.leader:
            before = ["nsenter", "--all", f"--target={self.leader}", "--"]
        else:
            before = ["unshare", "--mount", "--pid", "--net", "--fork", f"--mount-proc={self.folder}/proc", "chroot", str(self.folder)]
        done = subprocess.run([*before, *command], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=COMMAND_SECONDS, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{self.journal()}")
        return done.stdout

    def journal(self, unit=""):
        """The end of what a unit said, or of what all said."""
        if not self.leader:
            return ""
        return subprocess.run(["nsenter", "--all", f"--target={self.leader}", "--", "journalctl", "--no-pager", "--output=cat", "--lines=60",
                               *([f"--unit={unit}"] if unit else [])], capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False).stdout

    def install(self, package, *options):
        shutil.copy(package, self.path("/srv/package.deb"))
        return self.run("dpkg", *options, "--install", "/srv/package.deb")

    def start(self):
        """Starts its systemd and waits until everything that is enabled runs."""
        with self.log.open("w", encoding="utf-8") as log:
            self.started = subprocess.Popen(["systemd-nspawn", "--quiet", "--private-network", "--register=no", "--keep-unit", "--console=read-only", "--kill-signal=SIGKILL",
                                             "--boot", f"--directory={self.folder}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            children = Path(f"/proc/{self.started.pid}/task/{self.started.pid}/children").read_text(encoding="utf-8").split()
            # nspawn's child becomes the container's first process once it has its own namespaces.
            for child in children:
                if Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip() == "systemd":
                    self.leader = child
                    if self.run("systemctl", "is-system-running", check=False).strip() in ("running", "degraded"):
                        return
                    self.leader = None
            time.sleep(0.2)
        raise AssertionError(f"the clean Debian did not start:\n{self.log.read_text(encoding='utf-8')[-3000:]}")

    def wait_until(self, what, *command, seconds=30):
        """Waits until a command says `what`."""
        until = time.monotonic() + seconds
        said = ""
        while time.monotonic() < until:
            said = self.run(*command, check=False).strip()
            if said == what:
                return
            time.sleep(0.2)
        raise AssertionError(f"{' '.join(command)} says {said!r}, not {what!r}\n{self.journal()}")

    def stop(self):
        """Ends everything in it and removes the folder."""
        if self.started:
            self.started.send_signal(signal.SIGTERM)
            try:
                self.started.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.started.kill()
                self.started.wait()
            self.started = self.leader = None
        shutil.rmtree(self.folder, ignore_errors=True)
