"""What can be seen of the package without installing it."""
import json
import re
import shutil
import unittest
from pathlib import Path

from support import CONFIG, SOURCE, field, given, run

# systemd's own scale: "OK" reaches to 4.9; what we hold ourselves to.
WORST_EXPOSURE = 2.5


class Contents(unittest.TestCase):
    """What can be seen without installing it."""

    @classmethod
    def setUpClass(cls):
        cls.tree = Path(given.work) / "unpacked"
        shutil.rmtree(cls.tree, ignore_errors=True)
        run("dpkg-deb", "--raw-extract", given.package, cls.tree)
        cls.files = {str(path.relative_to(cls.tree)) for path in cls.tree.rglob("*") if path.is_file()}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.tree, ignore_errors=True)

    def test_control_names_version_architecture_and_libraries(self):
        version = re.search(r"^project\(lamplighter VERSION ([0-9.]+)", (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8"), re.M).group(1)
        self.assertEqual(field(given.package, "Version"), f"{version}-1")
        self.assertEqual(field(given.package, "Architecture"), run("dpkg", "--print-architecture").strip())
        self.assertTrue(run("dpkg", "--compare-versions", field(given.former, "Version"), "lt", field(given.package, "Version")) == "")
        needs = field(given.package, "Depends")
        for library in ("libc6 (>=", "libvips42", "libssl3 (>=", "libcurl4", "libdate-tz3", "tzdata", "systemd | systemd-standalone-sysusers"):
            self.assertIn(library, needs)
        self.assertNotIn("-dev", needs)

    def test_everything_the_program_needs_is_in_it(self):
        for file in ("usr/bin/lamplighter", "usr/lib/lamplighter/lamplighter-pictures.so", "usr/share/lamplighter/web/index.html", "usr/share/lamplighter/web/crew/index.html",
                     "usr/share/lamplighter/town/villages.csv", "usr/share/lamplighter/town/readings.json", "lib/systemd/system/lamplighter.service",
                     "usr/share/man/man8/lamplighter.8.gz", "usr/share/doc/lamplighter/copyright", "usr/share/doc/lamplighter/changelog.Debian.gz",
                     "usr/share/doc/lamplighter/operating.md", "usr/share/doc/lamplighter/examples/monitoring/alerts.yaml"):
            self.assertIn(file, self.files)
        built = {str(path.relative_to(SOURCE / "web/dist")) for path in (SOURCE / "web/dist").rglob("*") if path.is_file()}
        self.assertGreater(len(built), 100)
        self.assertLessEqual({f"usr/share/lamplighter/web/{file}" for file in built}, self.files)
        for kind in (SOURCE / "data/lucheng/classes").iterdir():
            self.assertIn(f"usr/share/lamplighter/town/classes/{kind.name}", self.files)
        self.assertNotIn("node_modules", " ".join(self.files))
        self.assertEqual((self.tree / "DEBIAN/conffiles").read_text(encoding="utf-8"), CONFIG + "\n")

    def test_lintian_has_no_error_and_no_warning(self):
        if shutil.which("lintian") is None:
            self.skipTest("lintian is missing (bin/setup --package installs it)")
        self.assertEqual(run("lintian", "--allow-root", given.package), "")

    def test_the_unit_is_little_exposed(self):
        unit = self.tree / "lib/systemd/system/lamplighter.service"
        said = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
        exposure = float(re.search(r"Overall exposure level for .*: ([0-9.]+)", said).group(1))
        print(f"[ exposure ] {exposure}, at most {WORST_EXPOSURE}")
        self.assertLessEqual(exposure, WORST_EXPOSURE, said)

    def test_the_manual_page_names_every_command_and_nothing_is_wrong_with_it(self):
        page = SOURCE / "packaging/lamplighter.8"
        spoken = page.read_text(encoding="utf-8")
        listed = run(self.tree / "usr/bin/lamplighter", "--help").split("Subcommands:")[1]
        commands = re.findall(r"^  ([a-z]+) ", listed, re.M)
        self.assertGreater(len(commands), 12)
        for command in commands:
            self.assertRegex(spoken, rf'\n\.B(R)? [^\n]*\b{command}\b', f"lamplighter(8) says nothing of {command}")
        self.assertEqual(run("mandoc", "-T", "lint", "-W", "error", page), "")

    def test_the_copyright_file_names_every_bundled_package(self):
        text = (self.tree / "usr/share/doc/lamplighter/copyright").read_text(encoding="utf-8")
        lock = json.loads((SOURCE / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
        bundled = [place for place, facts in lock.items() if place and not facts.get("dev") and not facts.get("devOptional")]
        self.assertIn("node_modules/vue", bundled)
        for place in bundled:
            self.assertIn(f"Files: web/{place}/*\n", text)
        self.assertIn("Ulrich Telle", text)
        used = {each for line in re.findall(r"^License: (.+)$", text, re.M) for each in line.split(" and ")}
        for licence in used:
            self.assertRegex(text, rf"(?m)^License: {re.escape(licence)}\n \S", f"the text of {licence}")
