#!/usr/bin/env python3
"""The layer rule: models <- dispatch <- server, and the web applications beside one another.

check_layers.py ROOT                     every file of the checkout
check_layers.py ROOT --staged FILE...    only these files, as they are staged (the commit hook)

Which folder of server/ may include which is read from the lamplighter_layer() and lamplighter_module() lines of CMakeLists.txt, so a
link and an include are allowed in one place. Prints `file:line: what is wrong` and ends with 1 if anything is.
"""
import argparse
import posixpath
import re
import subprocess
import sys
from pathlib import Path

from rules import (APPS, LOCK_HOST, MACHINE_PATH, MAXIMUM_LINES, MAXIMUM_README_LINES, PURE_ALLOWED_HEADERS,
                   PURE_FORBIDDEN_CODE, PURE_FORBIDDEN_HEADERS, PURE_FORBIDDEN_STD, RESTRICTED_HEADERS, TEST_ROOM)

CPP = (".cpp", ".h")
WEB = (".ts", ".vue", ".js", ".mjs")
COUNTED = CPP + WEB + (".py", ".sh")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|@import\s+(?:url\()?)(['"])([^'"]+)\1""")
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


class Project:
    """The files under the root, their text and the folders that the build knows."""

    def __init__(self, root, staged=None):
        self.root = Path(root).resolve()
        self.staged = staged
        self.files = staged if staged is not None else self._list_files()
        self.layers, self.tests = self._read_build()

    def _git(self, *arguments):
        return subprocess.run(("git", "-C", str(self.root)) + arguments, capture_output=True, check=True).stdout

    def _list_files(self):
        if (self.root / ".git").exists():
            listed = self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0")
            return sorted(name for name in set(listed) if name and (self.root / name).is_file())
        skipped = {"node_modules", "build", "run", "dist", "__pycache__"}
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*")
                      if path.is_file() and not skipped & set(path.relative_to(self.root).parts))

    def text(self, name):
        """The file as UTF-8 text, or None for a binary one."""
        raw = self._git("show", f":{name}") if self.staged is not None else (self.root / name).read_bytes()
        try:
            return None if b"\0" in raw else raw.decode()
        except UnicodeDecodeError:
            return None

    def carries_json(self, header):
        """Whether a header of the project includes the JSON library's own headers (its forward declarations are cheap)."""
        return re.search(r"^\s*#\s*include\s*<nlohmann/(?!json_fwd)", self._read(header), re.M) is not None

    def _read(self, place):
        path = self.root / place
        return path.read_text() if path.exists() else ""

    def _read_build(self):
        """Reads folder -> folders it may include, for the layers and for the test programs."""
        layers, tests = {}, {}
        for place, found, prefix in (("CMakeLists.txt", layers, ""), ("tests/CMakeLists.txt", tests, "tests/")):
            calls = re.findall(r"^\s*lamplighter_(?:layer|module|test)\((\w+)\s+([\w/]+)([^)]*)\)", self._read(place), re.M)
            for name, folder, links in calls:
                found[name] = (prefix + folder, links.split())
        found_app = re.search(r"add_library\((\w+) STATIC server/[^)]*\)\s*target_link_libraries\(\1 PUBLIC ([^)]*)\)",
                              self._read("CMakeLists.txt"))
        if found_app:
            layers[found_app.group(1)] = ("server", found_app.group(2).split())
        shared = re.search(r"target_link_libraries\(tests_support PUBLIC ([^)]*)\)", self._read("tests/CMakeLists.txt"))
        support = {"tests_support": ("tests/support", shared.group(1).split() if shared else [])}
        known = {**layers, **support}
        return ({layers[name][0]: reach(name, known) for name in layers},
                {tests[name][0]: reach(name, {**known, **tests}) for name in tests}
                | {"tests/support": reach("tests_support", known)})

    def folder_of(self, name):
        """The deepest folder known to the build that holds the file, or None; server/ itself holds its files only."""
        folders = [folder for folder in (*self.layers, *self.tests) if name.startswith(folder + "/")
                   and (folder != "server" or name.count("/") == 1)]
        return max(folders, key=len, default=None)


def is_codec(name):
    return posixpath.basename(name).startswith("codec_")


def reach(name, targets):
    """All folders that a target may include: its own and those of what it links, however far."""
    seen, waiting = set(), [name]
    while waiting:
        target = waiting.pop()
        if target in targets and target not in seen:
            seen.add(target)
            waiting += targets[target][1]
    return {targets[target][0] for target in seen}


def without_comments(text):
    """The code with comments and literals blanked, line for line."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group()) if match.group()[0] != '"' else '""' + " " * (len(match.group()) - 2)
    return COMMENT_OR_TEXT.sub(blank, text)


def check_project_include(project, name, target):
    """Says why one of the project's own headers may not be included here, or None."""
    top = target.split("/")[0]
    here = name.split("/")[0]
    if top not in ("models", "dispatch", "server", "tests", "bench"):
        return f'"{target}" is not named from the root of the project'
    order = {"models": 0, "dispatch": 1, "server": 2, "tests": 3, "bench": 3}
    if order[top] > order.get(here, 3):
        return f"{here} must not include {top} (models <- dispatch <- server)"
    folder, wanted = project.folder_of(name), project.folder_of(target)
    if folder is None or wanted is None or name == "server/main.cpp":
        return None
    if here == "server" and not is_codec(name) and is_codec(target) and project.carries_json(target):
        return f'"{target}" brings nlohmann with it; only codec_* files include it'
    allowed = project.layers.get(folder) or project.tests.get(folder)
    if wanted not in allowed:
        return f"{folder} does not link {wanted} (CMakeLists.txt says who may)"
    return None


def check_library_include(name, header):
    """Says why a library's header may not be included here, or None."""
    here = name.split("/")[0]
    if here in ("models", "dispatch"):
        is_std = re.fullmatch(r"[a-z_0-9]+", header) is not None
        if is_std and header not in PURE_FORBIDDEN_HEADERS:
            return None
        if any(re.fullmatch(pattern, header) for pattern in PURE_ALLOWED_HEADERS[here]):
            return None
        return f"{here} is pure: <{header}> is not allowed in it"
    for library, pattern, places in RESTRICTED_HEADERS:
        if re.match(pattern, header):
            room = TEST_ROOM.get(library, []) if here == "tests" else places
            if here != "bench" and not any(re.match(place, name) for place in room):
                return f"{library} is kept in its place; <{header}> does not belong in this file"
    return None


def check_cpp(project, name, text):
    code = without_comments(text)
    for number, (line, original) in enumerate(zip(code.split("\n"), text.split("\n")), 1):
        # The blanking also empties the quoted name of an #include, so includes are read from the original.
        found = INCLUDE.match(original) if re.match(r"\s*#\s*include", line) else None
        if found:
            quoted, target = found.group(1) == '"', found.group(2)
            problem = check_project_include(project, name, target) if quoted else check_library_include(name, target)
            if problem:
                yield number, problem
        elif name.split("/")[0] in ("models", "dispatch"):
            for pattern, what in PURE_FORBIDDEN_CODE:
                if re.search(pattern, line):
                    yield number, f"{name.split('/')[0]} is pure: no {what} in it"
            for word in re.findall(r"\bstd::(\w+)", line):
                if word in PURE_FORBIDDEN_STD:
                    yield number, f"{name.split('/')[0]} is pure: no std::{word} in it"
    if name.endswith(".cpp") and name.startswith(("server/", "tests/")) and name != "server/main.cpp" \
            and project.folder_of(name) is None:
        yield 1, "belongs to no folder that CMake builds"


def check_web(name, text):
    """An application imports itself and web/shared; web/shared imports no application."""
    here = next((part for part in name.split("/")[1:-1] if part in APPS + ("shared",)), None)
    if here is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        for _, target in IMPORT.findall(line):
            if target.startswith("."):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                parts = path.split("/")[1:] if path.startswith("web/") else []
            else:
                parts = re.sub(r"^[@~#]?/?(src/)?", "", target).split("/") if re.match(r"[@~#/]", target) else []
            there = next((part for part in parts if part in APPS + ("shared",)), None)
            if there in APPS and there != here:
                yield number, f"{here} must not import {there}; what both need belongs in shared"


def check_any(name, text):
    """What holds for every file: its length, and that it names no place of one machine."""
    lines = text.count("\n")
    if name.endswith(COUNTED) and lines > MAXIMUM_LINES:
        yield MAXIMUM_LINES + 1, f"{lines} lines; a file has at most {MAXIMUM_LINES}"
    if name.endswith("/README.md") and lines > MAXIMUM_README_LINES:
        yield MAXIMUM_README_LINES + 1, f"{lines} lines; a folder's README.md has at most {MAXIMUM_README_LINES}"
    pattern = LOCK_HOST if name.endswith("package-lock.json") else MACHINE_PATH
    for number, line in enumerate(text.split("\n"), 1):
        found = pattern.search(line)
        if found:
            yield number, f"names a place of one machine or network: {found.group()}"


def check_folders(project):
    """Every folder of code says where to find what, and every test folder mirrors a folder of code."""
    folders = {folder for folder in (*(set(project.layers) - {"server"}), "tests", "bench", "web", *(f"web/{app}" for app in APPS))
               if any(name.startswith(folder + "/") for name in project.files)}
    for folder in sorted(folders):
        if f"{folder}/README.md" not in project.files:
            yield folder, 1, "has no README.md"
    for folder in sorted(project.tests):
        mirrored = folder.removeprefix("tests/")
        if mirrored.split("/")[0] in ("models", "dispatch", "server") and mirrored not in project.layers:
            yield folder, 1, f"mirrors no folder {mirrored}"
    for folder in ("models", "dispatch"):
        for other in sorted(project.layers.get(folder, set())):
            if folder == "models" and other != "models" or other.startswith("server"):
                yield "CMakeLists.txt", 1, f"{folder} must not link {other}"


def check(project):
    """Yields (file, line, what is wrong) for everything wrong."""
    for name in project.files:
        text = project.text(name)
        if text is None:
            continue
        for number, problem in check_any(name, text):
            yield name, number, problem
        top = name.split("/")[0]
        if name.endswith(CPP) and top in ("models", "dispatch", "server", "tests", "bench"):
            for number, problem in check_cpp(project, name, text):
                yield name, number, problem
        if name.endswith(WEB) and top == "web":
            for number, problem in check_web(name, text):
                yield name, number, problem
    if project.staged is None:
        yield from check_folders(project)


def main(command_line=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root")
    parser.add_argument("--staged", nargs="*", metavar="FILE")
    arguments = parser.parse_args(command_line)
    project = Project(arguments.root, arguments.staged)
    wrong = list(check(project))
    for name, number, problem in wrong:
        print(f"{name}:{number}: {problem}")
    if not project.layers:
        print("CMakeLists.txt:1: names no layer; the rule cannot be checked")
        return 1
    if arguments.staged is None:
        print(f"{len(project.files)} files, {len(project.layers)} layers, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
