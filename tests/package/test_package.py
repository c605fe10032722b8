#!/usr/bin/env python3
"""Proves the Debian package: what is in it, and its whole life in a clean Debian that is really started.

test_package.py --former DEB --package DEB --work FOLDER [NAME...]    bin/package --test calls it
The last line is `N passed, N failed, N skipped`; without root or the tools the life is skipped, which is said.
"""
import argparse
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import contents  # noqa: E402
import life  # noqa: E402
from support import given  # noqa: E402


class Result(unittest.TextTestResult):
    """Counts what passed, too; a class left out as a whole is one skip and no test."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("former", "package", "work"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("names", nargs="*")
    parser.parse_args(namespace=given)
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in given.names] or None
    suite = unittest.TestSuite(loader.loadTestsFromModule(module) for module in (contents, life))
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout, resultclass=Result).run(suite)
    failed = len(result.failures) + len(result.errors)
    for _, why in result.skipped:
        print(f"   skipped: {why}")
    print(f"{result.passed} passed, {failed} failed, {len(result.skipped)} skipped")
    return 1 if failed or result.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
