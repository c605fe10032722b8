#!/usr/bin/env python3
"""Says of every script of the project whether it can be read at all: Python compiles, shell parses.

Usage: check_scripts.py SOURCE_DIRECTORY. Exit code 1 and one line each for what cannot be read, or when nothing
was found.
"""
import ast
import pathlib
import subprocess
import sys

FOLDERS = ("bench", "bin", "dispatch", "models", "packaging", "server", "tests", ".ci")


def kind_of(file: pathlib.Path) -> str:
    if file.suffix == ".py":
        return "python"
    if file.suffix == ".sh":
        return "shell"
    if file.suffix:
        return ""
    with file.open("rb") as stream:
        first = stream.readline(200)
    if not first.startswith(b"#!"):
        return ""
    return "python" if b"python" in first else "shell" if b"sh" in first else ""


def wrong_with(file: pathlib.Path, kind: str) -> str:
    if kind == "python":
        try:
            ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
        except (SyntaxError, UnicodeDecodeError) as error:
            return str(error)
        return ""
    parsed = subprocess.run(["bash", "-n", str(file)], capture_output=True, text=True, check=False)
    return parsed.stderr.strip()


def main(root: pathlib.Path) -> int:
    seen, failures = 0, []
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            kind = kind_of(file) if file.is_file() else ""
            if not kind:
                continue
            seen += 1
            if wrong := wrong_with(file, kind):
                failures.append(f"{file.relative_to(root)}: {wrong}")
    for failure in failures:
        print(failure)
    print(f"{seen} scripts, {len(failures)} unreadable")
    return 1 if failures or seen < 5 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
