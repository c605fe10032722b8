"""What the tests of the package share: where things are, and running a command to its end."""
import argparse
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
CONFIG = "/etc/lamplighter/lamplighter.toml"
# The command line of test_package.py: former, package, work.
given = argparse.Namespace()


def run(*command, check=True):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=300)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def field(package, name):
    return run("dpkg-deb", "--field", package, name).strip()
