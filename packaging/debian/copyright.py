#!/usr/bin/env python3
"""Writes the package's copyright file (DEP-5): the project's own lines, what the program is built from, and every npm
package that the pages may hold, read from the lock file and its licence.

copyright.py ROOT    to standard output; exit code 1 when a package's licence is not known or names nobody
"""
import json
import re
import sys
from pathlib import Path

HEAD = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Lamplighter
Comment: The program holds SQLite3 Multiple Ciphers, and code of the libraries
 below that consist of headers; the pages hold code of the npm packages below.
 Other libraries are used as Debian's packages, which carry their own notices.

Files: *
Copyright: the Lamplighter maintainers
License: not-stated
 The project has not been put under a licence. It may be used and passed on as
 its maintainers have agreed with whoever received it.
"""

# What is compiled into the program: files, holders, licence.
BUILT_IN = [
    ("server/packages/node_modules/better-sqlite3-multiple-ciphers/deps/sqlite3/*",
     ["2006-2026 Ulrich Telle", "2023-2024 Frank Denis", "2005, 2007 Olivier Gay"], "Expat and BSD-3-clause and public-domain"),
    ("boost/asio/* boost/beast/* boost/system/* boost/url/*",
     ["2003-2022 Christopher M. Kohlhoff", "2016-2022 Vinnie Falco", "the Boost project's contributors"], "BSL-1.0"),
    ("nlohmann/*", ["2013-2022 Niels Lohmann", "2009 Florian Loitsch", "2008-2009 Bjoern Hoehrmann"], "Expat"),
    ("toml++/*", ["2020-2022 Mark Gillard", "2008-2009 Bjoern Hoehrmann"], "Expat"),
    ("date/*", ["2015-2017 Howard Hinnant", "2016 Adrian Colomitchi", "2017 Florian Dang", "2017 Paul Thompson"], "Expat"),
    ("rapidjson/*", ["2011-2014 Milo Yip", "2006-2013 Alexander Chemeris"], "Expat and BSD-3-clause"),
    ("CLI/*", ["2017-2020 University of Cincinnati, developed by Henry Schreiner"], "BSD-3-clause"),
]

NAMES = {"MIT": "Expat", "ISC": "ISC", "BSD-2-Clause": "BSD-2-clause", "BSD-3-Clause": "BSD-3-clause", "Apache-2.0": "Apache-2.0"}
# A package without a file of its licence; who holds it stands in its package.json.
HOLDERS = {"@vue/devtools-api": ["Guillaume Chau"]}
PUBLIC_DOMAIN = """The authors disclaim copyright to this source code. In place of a legal
notice, here is a blessing:

May you do good and not evil.
May you find forgiveness for yourself and forgive others.
May you share freely, never taking more than you give."""
WARRANTY = """THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE."""
TWO_CLAUSES = """Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution."""
THIRD_CLAUSE = """3. Neither the name of the copyright holder nor the names of its contributors
   may be used to endorse or promote products derived from this software
   without specific prior written permission."""
TEXTS = {
    "Expat": """Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.""",
    "ISC": """Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.""",
    "BSD-2-clause": TWO_CLAUSES + "\n\n" + WARRANTY,
    "BSD-3-clause": TWO_CLAUSES + "\n\n" + THIRD_CLAUSE + "\n\n" + WARRANTY,
    "BSL-1.0": """Permission is hereby granted, free of charge, to any person or organization
obtaining a copy of the software and accompanying documentation covered by
this license (the "Software") to use, reproduce, display, distribute, execute,
and transmit the Software, and to prepare derivative works of the Software,
and to permit third-parties to whom the Software is furnished to do so, all
subject to the following:

The copyright notices in the Software and this entire statement, including the
above license grant, this restriction and the following disclaimer, must be
included in all copies of the Software, in whole or in part, and all
derivative works of the Software, unless such copies or derivative works are
solely in the form of machine-executable object code generated by a source
language processor.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE, TITLE AND NON-INFRINGEMENT. IN NO EVENT
SHALL THE COPYRIGHT HOLDERS OR ANYONE DISTRIBUTING THE SOFTWARE BE LIABLE FOR
ANY DAMAGES OR OTHER LIABILITY, WHETHER IN CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.""",
    "Apache-2.0": "On Debian systems the whole licence stands in\n/usr/share/common-licenses/Apache-2.0.",
    "public-domain": PUBLIC_DOMAIN,
}


def indented(text):
    return "\n".join(f" {line}" if line else " ." for line in text.split("\n"))


def holders(name, folder):
    """Who holds the copyright of an npm package, as its own licence file says."""
    if name in HOLDERS:
        return HOLDERS[name]
    found = []
    for file in sorted(folder.iterdir()):
        if not re.match(r"(?i)(licen[cs]e|copying)", file.name):
            continue
        for line in file.read_text(encoding="utf-8").split("\n"):
            said = re.match(r"\s*(?:Copyright\s*(?:\(c\)|©)?|\(c\))\s*(.*\S)", line, re.I)
            if said and re.match(r"[\d(]|[A-Z@]", said.group(1)) and not re.match(r"(?i)(notice|owner|license|holder)", said.group(1)):
                found.append(said.group(1))
    return found


def bundled(root):
    """Name, folder and facts of every npm package that the pages may hold: what is not for developing only."""
    lock = json.loads((root / "web/package-lock.json").read_text(encoding="utf-8"))
    for place, facts in sorted(lock["packages"].items()):
        if place and not facts.get("dev") and not facts.get("devOptional"):
            yield place.rpartition("node_modules/")[2], place, facts


def write(root):
    """The whole file, and what is wrong with it."""
    wrong, parts, used = [], [HEAD], set()
    for files, who, licence in BUILT_IN:
        parts.append(f"Files: {files}\nCopyright: " + "\n ".join(who) + f"\nLicense: {licence}\n")
        used.update(licence.split(" and "))
    for name, place, facts in bundled(root):
        folder = root / "web" / place
        licence = NAMES.get(facts.get("license"))
        who = holders(name, folder) if folder.is_dir() else []
        # jsQR's licence file is the Apache licence itself, which names nobody.
        if not who and licence == "Apache-2.0":
            who = [f"the authors of {name}"]
        if licence is None:
            wrong.append(f"{name}: the licence {facts.get('license')!r} has no text in copyright.py")
        elif not who:
            wrong.append(f"{name}: its licence names nobody; write who into HOLDERS of copyright.py")
        else:
            parts.append(f"Files: web/{place}/*\nCopyright: " + "\n ".join(who) + f"\nLicense: {licence}\nComment: {name} {facts['version']}\n")
            used.add(licence)
    parts += [f"License: {licence}\n{indented(TEXTS[licence])}\n" for licence in sorted(used)]
    return "\n".join(parts), wrong


def main(root):
    text, wrong = write(Path(root))
    for each in wrong:
        print(f"copyright: {each}", file=sys.stderr)
    sys.stdout.write(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
