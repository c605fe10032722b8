#!/usr/bin/env python3
"""Tests of the checks themselves: each plants one violation in a small tree and expects exactly that one found."""
import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import check_layers  # noqa: E402
import count_tests  # noqa: E402

MACHINE = "/" + "home/somebody/lamplighter"

CMAKE = """
lamplighter_layer(lamplighter_models models)
lamplighter_layer(lamplighter_dispatch dispatch lamplighter_models)
lamplighter_layer(lamplighter_http server/http Boost::url)
lamplighter_layer(lamplighter_storage server/storage lamplighter_models SQLite::SQLite3)
lamplighter_layer(lamplighter_api server/api lamplighter_http lamplighter_dispatch
  lamplighter_storage)
add_library(lamplighter_app STATIC server/app.cpp server/config.cpp)
target_link_libraries(lamplighter_app PUBLIC lamplighter_api)
lamplighter_layer(lamplighter_commands server/commands lamplighter_app)
"""
TESTS_CMAKE = """
lamplighter_test(test_models models lamplighter_models)
lamplighter_test(test_http server/http lamplighter_http)
lamplighter_test(test_contract contract lamplighter_storage tests_support)
"""
CLEAN = {
    "CMakeLists.txt": CMAKE,
    "tests/CMakeLists.txt": TESTS_CMAKE,
    "models/report.h": '#pragma once\n#include <boost/system/result.hpp>\n#include <vector>\n// std::thread is not used\n',
    "dispatch/intake.cpp": '#include <chrono>\n#include "models/report.h"\n'
                           'std::chrono::seconds f() { return std::chrono::seconds(1); }\nauto t = "std::thread";\n'
                           "const long million = 1'000'000;  // time(nullptr) would be wrong here\n",
    "server/config.cpp": '#include <toml++/toml.h>\n#include "server/config.h"\n#include "server/api/context.h"\n',
    "server/main.cpp": '#include "server/commands/serve.h"\n',
    "server/http/listener.cpp": "#include <boost/beast/http.hpp>\n",
    "server/http/message.h": "#include <boost/asio/awaitable.hpp>\n",
    "server/storage/sqlite/connection.h": "#include <sqlite3.h>\n",
    "server/storage/postgres/connection.h": "#include <libpq-fe.h>\n",
    "server/storage/database.h": '#include "models/report.h"\n',
    "server/api/codec_report.cpp": '#include <nlohmann/json.hpp>\n#include "dispatch/intake.h"\n#include "server/http/message.h"\n',
    "server/api/codec_reader.h": "#include <nlohmann/json.hpp>\n",
    "server/api/codec_text.h": "#include <nlohmann/json_fwd.hpp>\n",
    "server/api/problem.cpp": '#include "server/api/codec_text.h"\n',
    "server/commands/serve.h": '#include "server/config.h"\n#include <CLI/CLI.hpp>\n#include <toml++/toml.h>\n#include <spdlog/spdlog.h>\n',
    "tests/server/http/listener_test.cpp": "#include <boost/beast/http.hpp>\n#include <nlohmann/json.hpp>\n",
    "tests/contract/store_test.cpp": '#include <sqlite3.h>\n#include "server/storage/database.h"\n',
    "web/operator/main.ts": 'import { api } from "../shared/api";\nimport Page from "./Page.vue";\nimport x from "vue";\n',
    "web/shared/api.ts": "export const crew = 1;\n",
    **{f"{folder}/README.md": "what is here\n" for folder in
       ("models", "dispatch", "server/http", "server/storage", "server/api", "server/commands", "tests", "web",
        "web/operator", "web/crew", "web/supervisor", "web/resident")},
}

# (file, its content, words of the message expected); a file of CLEAN is replaced, another one is added.
VIOLATIONS = [
    ("models/report.h", '#include "dispatch/intake.h"\n', "models must not include dispatch"),
    ("models/report.h", "#include <boost/asio.hpp>\n", "models is pure"),
    ("models/report.h", "#include <boost/system/error_code.hpp>\n", "models is pure"),
    ("models/report.h", "#include <unistd.h>\n", "models is pure"),
    ("models/report.h", "#include <fstream>\n", "models is pure"),
    ("models/report.h", '#include "report.h"\n', "not named from the root"),
    ("dispatch/intake.cpp", '#include "server/http/message.h"\n', "dispatch must not include server"),
    ("dispatch/intake.cpp", "#include <nlohmann/json.hpp>\n", "dispatch is pure"),
    ("dispatch/intake.cpp", "#  include   <thread>\n", "dispatch is pure"),
    ("dispatch/intake.cpp", "auto now = std::chrono::system_clock::now();\n", "no clock"),
    ("dispatch/intake.cpp", "using Clock = X;\nauto now = Clock::now();\n", "no clock"),
    ("dispatch/intake.cpp", "long now = time(nullptr);\n", "no clock"),
    ("dispatch/intake.cpp", "long now = std::time(0);\n", "no std::time"),
    ("dispatch/intake.cpp", "std::thread worker;\n", "no std::thread"),
    ("dispatch/intake.cpp", 'std::ifstream in("x");\n', "no std::ifstream"),
    ("dispatch/intake.cpp", "std::random_device seed;\n", "no std::random_device"),
    ("dispatch/intake.cpp", "int f() { co_return 1; }\n", "no coroutine"),
    ("dispatch/intake.cpp", 'auto x = getenv("HOME");\n', "no access to the outside world"),
    ("server/http/message.h", "#include <boost/beast/http.hpp>\n", "Beast is kept in its place"),
    ("server/api/reports.cpp", "#include <boost/beast.hpp>\n", "Beast is kept in its place"),
    ("server/api/reports.cpp", "#include <nlohmann/json_fwd.hpp>\n", "nlohmann is kept in its place"),
    ("server/api/report_codec.h", "#include <nlohmann/json.hpp>\n", "nlohmann is kept in its place"),
    ("server/api/reports.cpp", '#include "server/api/codec_reader.h"\n', "brings nlohmann with it"),
    ("server/storage/database.h", "#include <sqlite3.h>\n", "SQLite is kept in its place"),
    ("server/api/reports.cpp", "#include <sqlite3.h>\n", "SQLite is kept in its place"),
    ("server/storage/sqlite/connection.h", "#include <libpq-fe.h>\n", "libpq is kept in its place"),
    ("server/api/reports.cpp", "#include <toml++/toml.h>\n", "toml++ is kept in its place"),
    ("server/api/reports.cpp", "#include <CLI/CLI.hpp>\n", "CLI11 is kept in its place"),
    ("tests/models/report_test.cpp", "#include <boost/beast/http.hpp>\n", "Beast is kept in its place"),
    ("tests/models/report_test.cpp", '#include "server/http/message.h"\n', "tests/models does not link server/http"),
    ("server/http/message.h", '#include "server/storage/database.h"\n', "server/http does not link server/storage"),
    ("server/storage/database.h", '#include "dispatch/intake.h"\n', "server/storage does not link dispatch"),
    ("server/api/reports.cpp", '#include "server/config.h"\n', "server/api does not link server"),
    ("server/app.cpp", '#include "server/commands/serve.h"\n', "server does not link server/commands"),
    ("server/app.cpp", "#include <boost/beast.hpp>\n", "Beast is kept in its place"),
    ("server/lost/file.cpp", "int x;\n", "belongs to no folder that CMake builds"),
    ("web/operator/main.ts", 'import x from "../crew/main";\n', "operator must not import crew"),
    ("web/operator/main.ts", 'const x = await import("@/supervisor/page");\n', "operator must not import supervisor"),
    ("web/crew/Page.vue", "<script setup>\nimport {\n  x\n} from '@resident/page'\n</script>\n", "crew must not import resident"),
    ("web/shared/api.ts", 'export * from "../operator/main";\n', "shared must not import operator"),
    ("models/report.h", "int x;\n" * 401, "a file has at most 400"),
    ("models/README.md", "line\n" * 16, "a folder's README.md has at most 15"),
    ("docs/operating.md", f"Look into {MACHINE}/x\n", "names a place of one machine"),
    ("web/package-lock.json", '{"resolved": "https://npm.example/x.tgz"}\n', "names a place of one machine"),
    ("CMakeLists.txt", CMAKE.replace("models models", "models models lamplighter_dispatch"), "models must not link dispatch"),
    ("tests/CMakeLists.txt", TESTS_CMAKE + "lamplighter_test(test_gone server/gone lamplighter_http)\n", "mirrors no folder"),
    ("models/README.md", None, "has no README.md"),
    ("CMakeLists.txt", "", "names no layer"),
]


def run(script, *arguments):
    """Runs a check as the command line does, without the cost of a new interpreter for each planted tree."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        if script == "check_layers.py":
            code = check_layers.main(list(map(str, arguments)))
        else:
            code = count_tests.main(arguments[0], arguments[1:])
    return code, output.getvalue()


class Tree(tempfile.TemporaryDirectory):
    """A temporary folder with the files given."""

    def __init__(self, files):
        super().__init__()
        for name, content in files.items():
            if content is not None:
                path = Path(self.name) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)


class LayerRule(unittest.TestCase):
    def test_a_clean_tree_passes(self):
        with Tree(CLEAN) as root:
            code, output = run("check_layers.py", root)
        self.assertEqual((0, True), (code, " 0 wrong" in output), output)

    def test_each_violation_is_found_and_nothing_else(self):
        for name, content, expected in VIOLATIONS:
            with self.subTest(file=name, expected=expected), Tree({**CLEAN, name: content}) as root:
                code, output = run("check_layers.py", root)
                self.assertEqual(1, code, output)
                *found, _ = output.splitlines()
                self.assertTrue(any(expected in line for line in output.splitlines()), output)
                # A tree without its CMake file or with a changed link list breaks several rules at once.
                if name != "CMakeLists.txt":
                    self.assertEqual([], [line for line in found if expected not in line])

    def test_the_hook_reads_what_is_staged(self):
        with Tree(CLEAN) as root:
            def git(*arguments):
                subprocess.run(("git", "-C", root, "-c", "core.hooksPath=") + arguments, check=True, capture_output=True)
            git("init", "-q")
            file = Path(root) / "dispatch/intake.cpp"
            file.write_text("std::thread worker;\n")
            git("add", ".")
            file.write_text("int mended_only_in_the_working_tree;\n")
            code, output = run("check_layers.py", root, "--staged", "dispatch/intake.cpp")
            self.assertEqual((1, True), (code, "no std::thread" in output), output)
            git("add", ".")
            code, output = run("check_layers.py", root, "--staged", "dispatch/intake.cpp")
            self.assertEqual((0, ""), (code, output))


class TestCount(unittest.TestCase):
    """bin/test closes with one line whose figures must not flatter."""

    PASSED = '<testcase name="a" status="run"/>'
    FAILED = '<testcase name="b"><failure message="x"/></testcase>'
    SKIPPED = '<testcase name="c"><skipped/></testcase>'
    NOT_BUILT = '<testcase name="d" status="notrun"><skipped message="Unable to find executable: test_x"/></testcase>'

    def last_line(self, *suites, **reports):
        files = {f"{name}.xml": text if text.startswith("<broken") else f"<testsuites><testsuite>{text}</testsuite></testsuites>"
                 for name, text in reports.items()}
        with Tree(files) as root:
            code, output = run("count_tests.py", root, *suites)
        return code, output.splitlines()[-1]

    def test_adds_all_suites(self):
        self.assertEqual((0, "3 passed, 0 failed"),
                         self.last_line("cpp=0", "web=0", cpp=self.PASSED * 2 + self.SKIPPED, web=self.PASSED))

    def test_a_failure_fails(self):
        self.assertEqual((1, "1 passed, 1 failed"), self.last_line("cpp=1", cpp=self.PASSED + self.FAILED))

    def test_a_program_that_was_not_built_fails(self):
        self.assertEqual((1, "1 passed, 1 failed"), self.last_line("cpp=8", cpp=self.PASSED + self.NOT_BUILT))

    def test_a_suite_without_a_report_fails(self):
        self.assertEqual((1, "1 passed, 1 failed"), self.last_line("cpp=0", "web=0", cpp=self.PASSED))
        self.assertEqual((1, "0 passed, 1 failed"), self.last_line("web=0", web="<broken"))

    def test_a_suite_that_crashed_after_its_report_fails(self):
        self.assertEqual((1, "1 passed, 1 failed"), self.last_line("cpp=139", cpp=self.PASSED))

    def test_nothing_run_fails(self):
        self.assertEqual((1, "0 passed, 1 failed"), self.last_line("cpp=0", cpp=self.SKIPPED))


class Monitoring(unittest.TestCase):
    """What docs/monitoring asks Prometheus for is what the program says of itself."""

    NAME = re.compile(r"lamplighter_[a-z_]+")

    def test_every_name_is_one_of_the_program(self):
        root = Path(__file__).resolve().parents[2]
        said = set()
        for source in (root / "server").rglob("*.cpp"):
            said |= set(re.findall(r'"(lamplighter_[a-z_]+)"', source.read_text()))
        asked = {}
        for file in sorted((root / "docs/monitoring").iterdir()):
            for name in self.NAME.findall(file.read_text()):
                asked[re.sub(r"_(bucket|sum|count)$", "", name)] = file.name
        self.assertGreater(len(asked), 20)
        self.assertEqual({}, {name: where for name, where in asked.items() if name not in said})

    def test_the_dashboard_is_json_with_an_expression_in_each_panel(self):
        board = json.loads((Path(__file__).resolve().parents[2] / "docs/monitoring/grafana.json").read_text())
        graphs = [panel for panel in board["panels"] if panel["type"] != "row"]
        self.assertGreater(len(graphs), 10)
        for panel in graphs:
            self.assertTrue(all(target["expr"] for target in panel["targets"]), panel["title"])

    def test_every_alert_has_its_line_in_the_operators_document_and_nothing_else_has(self):
        root = Path(__file__).resolve().parents[2]
        alerts = re.findall(r"^\s*- alert:\s*(\S+)", (root / "docs/monitoring/alerts.yaml").read_text(), re.M)
        lines = re.findall(r"^\| `(Lamplighter\w+)` \| ([^|]+) \| ([^|]+) \|$", (root / "docs/operating.md").read_text(), re.M)
        self.assertGreater(len(alerts), 10)
        self.assertEqual(sorted(alerts), sorted(name for name, _, _ in lines))
        for name, means, do in lines:
            self.assertTrue(len(means) > 20 and len(do) > 20, f"{name}: says what it means and what to do")


if __name__ == "__main__":
    unittest.main()
