#!/usr/bin/env python3
"""Adds up the JUnit reports of the suites named and closes with one line: `N passed, N failed`.

count_tests.py FOLDER SUITE=EXIT...   reads FOLDER/SUITE.xml. One failure each is added for a suite without a
readable report, for a suite whose command ended with EXIT other than 0 though its report shows no failure,
and for a run in which nothing passed or failed.
"""
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def outcome(case):
    """Says whether one test case passed, failed or was skipped; ctest's "not run" for want of a program fails."""
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return "failed"
    skipped = case.find("skipped")
    if skipped is not None or case.get("status") in ("disabled", "notrun"):
        message = "" if skipped is None else skipped.get("message") or ""
        absent = case.get("status") == "notrun" and "SKIP_" not in message and "Disabled" not in message
        return "failed" if absent else "skipped"
    return "passed"


def count(report, exit_code):
    """Counts the outcomes of one suite and what to say of it."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    remark = ""
    try:
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            counts[outcome(case)] += 1
    except (OSError, ElementTree.ParseError):
        remark = "left no readable report: one failure"
    if not remark and exit_code != 0 and counts["failed"] == 0:
        remark = f"ended with exit code {exit_code}: one failure"
    if remark:
        counts["failed"] += 1
    return counts, remark


def main(folder, suites):
    passed = failed = 0
    for suite in suites:
        name, _, exit_code = suite.partition("=")
        counts, remark = count(Path(folder) / f"{name}.xml", int(exit_code or 0))
        print(f"   {name:<8} {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped {remark}")
        passed += counts["passed"]
        failed += counts["failed"]
    if passed + failed == 0:
        print("   no test ran; does the pattern match a name?")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
