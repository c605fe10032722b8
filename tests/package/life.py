"""The whole life of the package in a clean Debian that is really started."""
import json
import lzma
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import clean_root
from support import CONFIG, SOURCE, field, given, run

UNIT = "lamplighter.service"
EXAMPLES = "/usr/share/doc/lamplighter/examples"
OUTSIDE = "192.0.2.1"  # an address of the clean root that is not the proxy's own


class Life(unittest.TestCase):
    """Installed, used, upgraded, removed, purged; each step goes on where the one before ended."""

    failed = ""

    @classmethod
    def setUpClass(cls):
        if absent := clean_root.missing():
            raise unittest.SkipTest(f"the package is not installed anywhere: {absent}")
        work = Path(given.work)
        cls.root = clean_root.CleanRoot(clean_root.base(given.package, work), work / "root")
        cls.addClassCleanup(cls.root.stop)
        cls.former = cls.with_another_default(work)
        cls.certificate = work / "town.example.pem"
        cls.key = work / "town.example.key"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=town.example",
            "-addext", "subjectAltName=DNS:town.example", "-keyout", cls.key, "-out", cls.certificate)

    @staticmethod
    def with_another_default(work):
        """The former package with other lines in the settings file it brings: an upgrade then has something to overwrite."""
        tree, package = work / "former", work / "former.deb"
        shutil.rmtree(tree, ignore_errors=True)
        run("dpkg-deb", "--raw-extract", given.former, tree)
        with (tree / CONFIG.lstrip("/")).open("a", encoding="utf-8") as settings:
            settings.write("\n# What an earlier package said.\n")
        run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, package)
        shutil.rmtree(tree)
        return package

    def setUp(self):
        if Life.failed:
            self.skipTest(f"{Life.failed} failed")

    def tearDown(self):
        problems = [each for each in (*self._outcome.result.failures, *self._outcome.result.errors) if each[0] is self]
        if problems or not getattr(self, "done", False):
            Life.failed = Life.failed or self._testMethodName

    def job(self, *arguments):
        """A person's part, from the clean root's own network."""
        done = subprocess.run(["nsenter", f"--net=/proc/{self.root.leader}/ns/net", "--", sys.executable, str(SOURCE / "tests/package/main_job.py"),
                               *arguments], capture_output=True, text=True, timeout=180, check=False)
        if done.returncode != 0:
            raise AssertionError(f"main_job.py {arguments[0]}:\n{done.stderr[-3000:]}\n{self.root.journal()}")
        return json.loads(done.stdout.splitlines()[-1])

    def active(self):
        self.root.wait_until("active", "systemctl", "is-active", UNIT)

    def as_program(self, *command, **more):
        return self.root.run("runuser", "-u", "lamplighter", "--", "lamplighter", *command, "--config", CONFIG, **more)

    def owner(self, path):
        return self.root.run("stat", "--format=%U:%G %a", path).strip()

    def test_1_installing_makes_user_folders_and_unit(self):
        self.root.install(self.former)
        self.assertRegex(self.root.run("getent", "passwd", "lamplighter"), r"^lamplighter:x:\d{3}:\d+:.*:/var/lib/lamplighter:/usr/sbin/nologin")
        self.assertEqual(self.owner("/var/lib/lamplighter"), "lamplighter:lamplighter 700")
        self.assertEqual(self.owner("/var/backups/lamplighter"), "lamplighter:lamplighter 700")
        self.assertEqual(self.owner("/etc/lamplighter"), "root:lamplighter 750")
        self.assertEqual(self.root.run("systemctl", "is-enabled", UNIT).strip(), "enabled")
        self.assertEqual(self.root.run("ldd", "/usr/bin/lamplighter", check=False).count("not found"), 0)
        self.done = True

    def test_2_the_register_goes_in_and_the_first_start_tells_the_password_once(self):
        town = "/usr/share/lamplighter/town"
        self.as_program("import", "villages", f"{town}/villages.csv")
        for kind in ("heater", "streetlight", "toilet", "gas"):
            self.as_program("import", "classes", f"{town}/classes/{kind}.json")
        self.as_program("import", "crews", f"{town}/crews.json")
        # Folders of the machine that are named as in a checkout are not taken for the program's own: with these it would not start.
        for file in ("/web/dist/index.html", "/data/lucheng/readings.json"):
            self.root.path(file).parent.mkdir(parents=True)
            self.root.path(file).write_text("not ours", encoding="utf-8")
        self.root.start()
        self.active()
        self.assertIn("READY", self.root.run("systemctl", "show", UNIT, "--property=Type,NotifyAccess,SubState").replace("Type=notify", "READY"))
        journal = self.root.run("journalctl", "--unit=lamplighter", "--no-pager", "--output=cat")
        passwords = re.findall(r"one-time password.*\n\s+(\S+)\n", journal)
        self.assertEqual(len(passwords), 1, journal)
        # As the manual page says it is found.
        self.assertIn(passwords[0], self.root.run("sh", "-c", "journalctl -u lamplighter | grep -A 3 one-time"))
        Life.password = passwords[0]
        self.done = True

    def test_3_the_main_job_from_report_to_closed_under_every_restriction(self):
        Life.made = self.job("begin", Life.password)
        self.assertEqual(self.job("look", json.dumps(Life.made))["state"], "closed")
        said = self.root.run("systemd-analyze", "security", "--no-pager", UNIT)
        print("[ exposure ]", re.search(r"Overall exposure level for .*", said).group(0))
        self.assertEqual(self.root.run("systemd-analyze", "verify", "--man=no", UNIT), "")
        pid = self.root.run("systemctl", "show", "--property=MainPID", "--value", UNIT).strip()
        status = self.root.run("cat", f"/proc/{pid}/status")
        for fact in (r"Seccomp:\s+2", r"NoNewPrivs:\s+1", r"CapEff:\s+0000000000000000", r"CapBnd:\s+0000000000000000"):
            self.assertRegex(status, fact)
        self.assertEqual(self.root.run("stat", "--format=%U", f"/proc/{pid}").strip(), "lamplighter")
        self.assertNotIn("SIGSYS", self.root.journal(UNIT))
        self.assertNotRegex(self.root.journal(UNIT), r"(?i)orc|not permitted|mprotect|open files")
        self.done = True

    def test_4_a_backup_beside_the_running_program(self):
        self.as_program("backup", "make", "--in", "/var/backups/lamplighter")
        self.as_program("check")
        self.done = True

    def settings(self, *lines):
        file = self.root.path(CONFIG)
        file.write_text(file.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.root.run("systemctl", "restart", UNIT)
        self.active()

    def behind(self, name):
        said = self.job("proxy", json.dumps(Life.made), "https://town.example", str(self.certificate), OUTSIDE)
        print(f"[ proxy    ] {name}: an event came after {said['event_seconds']} s")

    def test_5_behind_nginx_as_in_its_sample(self):
        self.settings("secure_cookies = true", 'public_address = "https://town.example"', 'http.trusted_proxies = "127.0.0.1/32, ::1/128"')
        self.root.run("ip", "address", "add", f"{OUTSIDE}/32", "dev", "lo", check=False)
        shutil.copy(self.certificate, self.root.path("/etc/ssl/certs/town.example.pem"))
        shutil.copy(self.key, self.root.path("/etc/ssl/private/town.example.key"))
        self.root.run("cp", f"{EXAMPLES}/nginx.conf", "/etc/nginx/sites-available/lamplighter")
        self.root.run("ln", "-s", "../sites-available/lamplighter", "/etc/nginx/sites-enabled/")
        self.root.run("rm", "/etc/nginx/sites-enabled/default")
        self.assertIn("test is successful", self.root.run("nginx", "-t"))
        self.root.run("systemctl", "start", "nginx")
        self.behind("nginx")
        self.root.run("systemctl", "stop", "nginx")
        self.done = True

    def test_6_behind_caddy_as_in_its_sample(self):
        said = self.root.run("caddy", "validate", "--adapter", "caddyfile", "--config", f"{EXAMPLES}/Caddyfile")
        self.assertIn("Valid configuration", said)
        self.assertNotIn("not formatted", said)
        # The one change that the sample names: a town's own certificate, for there is nobody to ask for one here.
        sample = self.root.path(f"{EXAMPLES}/Caddyfile").read_text(encoding="utf-8")
        own = "town.example {\n\ttls /etc/caddy/town.pem /etc/caddy/town.key\n"
        self.root.path("/etc/caddy/Caddyfile").write_text(sample.replace("town.example {\n", own), encoding="utf-8")
        shutil.copy(self.certificate, self.root.path("/etc/caddy/town.pem"))
        shutil.copy(self.key, self.root.path("/etc/caddy/town.key"))
        self.root.run("chown", "caddy", "/etc/caddy/town.key")
        self.root.run("systemctl", "start", "caddy")
        self.behind("Caddy")
        self.root.run("systemctl", "stop", "caddy")
        self.done = True

    def test_6x_tls_in_the_program_itself_at_port_443(self):
        before = self.root.path(CONFIG).read_text(encoding="utf-8")
        self.root.run("mkdir", "-p", f"/etc/systemd/system/{UNIT}.d")
        self.root.run("cp", f"{EXAMPLES}/port-443.conf", f"/etc/systemd/system/{UNIT}.d/")
        for file, name in ((self.certificate, "town.pem"), (self.key, "town.key")):
            shutil.copy(file, self.root.path(f"/etc/lamplighter/{name}"))
        self.root.run("chown", "root:lamplighter", "/etc/lamplighter/town.key")
        self.root.run("chmod", "640", "/etc/lamplighter/town.key")
        self.root.path(CONFIG).write_text(before.replace('listen = "127.0.0.1:8080"', 'listen = "0.0.0.0:443"'), encoding="utf-8")
        self.root.run("systemctl", "daemon-reload")
        self.settings("[tls]", 'certificate = "/etc/lamplighter/town.pem"', 'key = "/etc/lamplighter/town.key"')
        self.behind("the program itself")
        self.root.run("rm", "-r", f"/etc/systemd/system/{UNIT}.d", "/etc/lamplighter/town.pem", "/etc/lamplighter/town.key")
        self.root.path(CONFIG).write_text(before, encoding="utf-8")
        self.root.run("systemctl", "daemon-reload")
        self.settings()
        self.done = True

    def test_7_an_upgrade_keeps_data_and_edited_settings(self):
        edited = self.root.path(CONFIG).read_text(encoding="utf-8")
        before = self.root.run("systemctl", "show", "--property=MainPID", "--value", UNIT)
        state = self.job("look", json.dumps(Life.made))
        self.assertIn("What an earlier package said", edited)
        # As apt does where nobody sits at the terminal.
        self.root.install(given.package, "--force-confdef", "--force-confold")
        self.assertNotIn("What an earlier package said", self.root.path(f"{CONFIG}.dpkg-dist").read_text(encoding="utf-8"))
        self.active()
        self.assertNotEqual(self.root.run("systemctl", "show", "--property=MainPID", "--value", UNIT), before, "it was not started anew")
        self.assertEqual(self.root.path(CONFIG).read_text(encoding="utf-8"), edited)
        self.assertEqual(self.root.run("dpkg-query", "-W", "-f=${Version}", "lamplighter"), field(given.package, "Version"))
        self.assertEqual(self.job("look", json.dumps(Life.made)), state)
        self.as_program("check")
        # What an administrator switched off stays off.
        self.root.run("systemctl", "disable", "--now", UNIT)
        self.root.install(given.package)
        self.assertEqual(self.root.run("systemctl", "is-enabled", UNIT, check=False).strip(), "disabled")
        self.root.run("systemctl", "enable", "--now", UNIT)
        self.active()
        self.done = True

    def test_8_the_database_key_as_a_credential(self):
        key = "/etc/lamplighter/database.key"
        self.root.run("systemctl", "stop", UNIT)
        # As operating.md says it: the key is the program's for this one command, and root's afterwards.
        self.root.run("lamplighter", "keys", "make", "--key-file", key)
        self.root.run("chown", "lamplighter:", key)
        self.as_program("keys", "rotate", "--key-file", key)
        self.root.run("chown", "root:", key)
        self.root.run("mkdir", "-p", f"/etc/systemd/system/{UNIT}.d")
        self.root.run("cp", f"{EXAMPLES}/database-key.conf", f"/etc/systemd/system/{UNIT}.d/")
        self.root.run("systemctl", "daemon-reload")
        self.root.run("systemctl", "start", UNIT)
        self.active()
        self.assertEqual(self.job("look", json.dumps(Life.made))["state"], "closed")
        self.assertEqual(self.owner(key), "root:root 600")
        self.assertNotEqual(self.as_program("check", check=False).find("database.key"), -1, "it cannot be read without")
        said = self.root.run("sh", "-c", f"LAMPLIGHTER_DATABASE_KEY=$(cat {key}) runuser -u lamplighter -- lamplighter check --config {CONFIG}")
        self.assertIn("Everything holds.", said)
        self.assertNotIn("SQLite format", self.root.path("/var/lib/lamplighter/lamplighter.db").read_bytes()[:16].decode("latin-1"))
        self.done = True

    def test_9a_a_wrong_setting_is_named_and_it_is_not_tried_again(self):
        good = self.root.path(CONFIG).read_text(encoding="utf-8")
        self.root.path(CONFIG).write_text(good + "threds = 4\n", encoding="utf-8")
        self.root.run("systemctl", "restart", UNIT, check=False)
        self.root.wait_until("failed", "systemctl", "is-active", UNIT)
        self.assertIn("threds", self.root.journal(UNIT))
        self.root.path(CONFIG).write_text(good, encoding="utf-8")
        self.root.run("systemctl", "start", UNIT)
        self.active()
        self.done = True

    def test_9b_removing_keeps_data_and_settings(self):
        self.root.run("dpkg", "--remove", "lamplighter")
        self.assertNotEqual(self.root.run("systemctl", "is-active", UNIT, check=False).strip(), "active")
        self.assertNotIn("lamplighter", self.root.run("sh", "-c", "cat /proc/[0-9]*/comm").split())
        self.assertTrue(self.root.path("/var/lib/lamplighter/lamplighter.db").exists())
        self.assertTrue(self.root.path(CONFIG).exists())
        self.assertFalse(self.root.path("/usr/bin/lamplighter").exists())
        self.root.install(given.package)
        self.active()
        self.assertEqual(self.job("look", json.dumps(Life.made))["state"], "closed")
        self.done = True

    def test_9c_purging_takes_the_data_and_leaves_backups_and_their_key(self):
        self.root.run("dpkg", "--purge", "lamplighter")
        self.assertFalse(self.root.path("/var/lib/lamplighter").exists())
        self.assertFalse(self.root.path(CONFIG).exists())
        self.assertTrue(self.root.path("/etc/lamplighter/database.key").exists(), "without it the backups cannot be read")
        self.assertEqual(len(list(self.root.path("/var/backups/lamplighter").glob("lamplighter-*Z"))), 1)
        left = self.root.run("find", "/etc", "/usr", "/var/lib", "/lib/systemd", "-path", "/etc/lamplighter", "-prune", "-o", "-name", "*lamplighter*", "-print")
        left = [line for line in left.split() if not re.search(r"/etc/nginx/|/etc/systemd/system/lamplighter.service.d", line)]
        self.assertEqual(left, [])
        self.done = True

    def test_9d_another_machine_takes_up_the_backup(self):
        self.root.run("rm", "-r", f"/etc/systemd/system/{UNIT}.d")
        self.root.install(given.package)
        self.active()
        # As operating.md says it.
        self.root.run("systemctl", "stop", UNIT)
        self.root.run("mv", "/var/lib/lamplighter", "/var/lib/lamplighter.new")
        self.root.run("systemd-tmpfiles", "--create", "lamplighter.conf")
        backup = next(self.root.path("/var/backups/lamplighter").glob("lamplighter-*Z")).name
        self.as_program("restore", f"/var/backups/lamplighter/{backup}")
        self.root.run("systemctl", "start", UNIT)
        self.active()
        self.assertEqual(self.job("look", json.dumps(Life.made))["state"], "closed")
        self.done = True

    def test_9e_a_database_of_an_earlier_program_is_raised_by_the_first_start(self):
        fixture = min((SOURCE / "tests/system/fixtures").glob("*.xz"))
        self.root.run("systemctl", "stop", UNIT)
        self.root.run("sh", "-c", "rm -r /var/lib/lamplighter/*")
        data = self.root.path("/var/lib/lamplighter")
        (data / "lamplighter.db").write_bytes(lzma.decompress(fixture.read_bytes()))
        self.root.run("chown", "-R", "lamplighter:", "/var/lib/lamplighter")
        self.root.run("systemctl", "start", UNIT)
        self.active()
        self.assertIn("schema", self.root.journal(UNIT))
        self.assertIn("Everything holds.", self.as_program("check"))
        self.done = True
