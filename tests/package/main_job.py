#!/usr/bin/env python3
"""The program's main job over HTTP, as people do it: the first admin, accounts, a report, its order, a photo, closed.

main_job.py begin PASSWORD  the one-time password of the first start; prints what was made as one JSON line
main_job.py look JSON       finds all of that again; prints the state of the order
main_job.py proxy JSON URL CERTIFICATE ADDRESS   through a proxy at this address: its headers, a live event, a large body
"""
import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import zlib

LOCAL = "http://127.0.0.1:8080"
SECONDS = 30
WORDS = "plum lantern river"


class Client:
    """One person's session."""

    def __init__(self, url=LOCAL, certificate=None, address=None):
        self.url, self.token, self.keys, self.address = urllib.parse.urlsplit(url), None, 0, address
        self.trust = ssl.create_default_context(cafile=certificate) if certificate else None

    def connection(self):
        if self.url.scheme == "https":
            connection = http.client.HTTPSConnection(self.url.hostname, self.url.port or 443, timeout=SECONDS, context=self.trust)
            # The name stands in no directory of names: it is where we are told.
            connection._create_connection = lambda place, *more: socket.create_connection((self.address, place[1]), *more)
            return connection
        return http.client.HTTPConnection(self.url.hostname, self.url.port or 80, timeout=SECONDS)

    def ask(self, method, path, body=None, kind="application/json", **headers):
        """Status, headers and body."""
        connection = self.connection()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            sent["Content-Type"] = kind
        if method == "POST":
            self.keys += 1
            sent["Idempotency-Key"] = f"job-{time.time_ns()}-{self.keys}"
        raw = json.dumps(body).encode() if body is not None and kind == "application/json" else body
        connection.request(method, path, body=raw, headers=sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def call(self, method, path, body=None, kind="application/json"):
        status, _, text = self.ask(method, f"/api/v1{path}", body, kind)
        if status >= 300:
            raise AssertionError(f"{method} {path}: {status} {text[:600].decode(errors='replace')}")
        return json.loads(text) if text else None

    def sign_in(self, username, password, code=None):
        given = {"username": username, "password": password} | ({"code": code} if code else {})
        session = self.call("POST", "/session", given)
        self.token = session["token"]
        return session["account"]

    def change_password(self, before):
        session = self.call("PUT", "/me/password", {"current_password": before, "new_password": WORDS})
        self.token = session["token"]
        return session["account"]


def code_of(secret):
    """The number that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def png(width, height):
    """A picture that does not compress well: large enough to be shrunk."""
    rows = b"".join(b"\0" + bytes((x * 7 + y * 13 + (x * y >> 5)) & 255 for x in range(width * 3)) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 1)) \
        + chunk(b"IEND", b"")


def account(admin, name, role, crew=None):
    """A new person with a password of their own."""
    made = admin.call("POST", "/accounts", {"username": name, "display_name": name, "role": role} | ({"crew_id": crew} if crew else {}))
    person = Client()
    person.sign_in(name, made["one_time_password"])
    person.change_password(made["one_time_password"])
    return person


def begin(password):
    admin = Client()
    owed = admin.sign_in("admin", password)["owed"]
    assert owed == "password", owed
    assert admin.change_password(password)["owed"] == "second_factor"
    secret = admin.call("POST", "/me/second-factor", {"password": WORDS})["secret"]
    admin.call("PUT", "/me/second-factor", {"code": code_of(secret)})
    crew = next(crew for crew in admin.call("GET", "/crews")["items"] if "plumbing" in crew["skills"])
    operator = account(admin, "operator", "operator")
    lead = account(admin, "lead", "crew_lead", crew["id"])
    checker = account(admin, "checker", "checker")

    village = operator.call("GET", "/villages")["items"][0]["code"]
    # No lamp: one that is repaired by day is closed after dusk only.
    report = operator.call("POST", "/reports", {"channel": "hotline", "village": village, "class": "toilet", "fault_kind": "WC-01",
                                                "description": "村口公厕便器堵了"})
    order = operator.call("PUT", f"/reports/{report['id']}/triage", {"decision": "open", "crew_id": crew["id"], "reason": "试验"})["work_order"]
    place = f"/work-orders/{order['id']}"
    lead.call("POST", f"{place}/acceptance")
    lead.call("POST", f"{place}/arrival")
    photo = lead.call("POST", f"{place}/photos?step=after", png(2400, 1800), "image/png")
    lead.call("POST", f"{place}/resolution", {"outcome": "repaired", "cause": "异物堵塞", "action": "疏通，试冲水正常"})
    if operator.call("GET", place)["recheck_owed"]:  # one order in ten, by lot
        checker.call("POST", f"{place}/recheck", {"passed": True})
    closed = operator.call("PUT", f"{place}/closure", {"confirmed": True, "method": "callback"})
    assert closed["state"] == "closed", closed
    status, _, page = Client().ask("GET", "/operator/")
    assert status == 200 and b"<script" in page, "the pages are in the package"
    return {"order": order["id"], "number": order["number"], "token": report["token"], "photo": photo["id"], "village": village}


def look(made):
    operator = Client()
    operator.sign_in("operator", WORDS)
    order = operator.call("GET", f"/work-orders/{made['order']}")
    assert order["number"] == made["number"], order["number"]
    photos = operator.call("GET", f"/work-orders/{made['order']}/photos")["items"]
    assert [photo["id"] for photo in photos] == [made["photo"]]
    status, headers, picture = operator.ask("GET", f"/api/v1/photos/{made['photo']}")
    assert status == 200 and headers["Content-Type"] == "image/jpeg" and picture[:2] == b"\xff\xd8", status
    assert Client().call("GET", f"/public/reports/{made['token']}")["state"], "the resident's page"
    return {"state": order["state"], "version": order["version"]}


def hears(client, words, seconds):
    """Opens the stream of events; afterwards the returned function says how long one took that held `words`."""
    connection = client.connection()
    connection.request("GET", "/api/v1/events", headers={"Authorization": f"Bearer {client.token}", "Accept": "text/event-stream"})
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/event-stream"), answer.status
    heard = []

    def read():
        try:
            while line := answer.readline():
                if words.encode() in line:
                    heard.append(time.monotonic())
                    return
        except (socket.timeout, OSError):
            pass
    reader = threading.Thread(target=read, daemon=True)
    reader.start()

    def wait(since):
        reader.join(seconds)
        connection.close()
        assert heard, f"no event with {words} within {seconds} s: the proxy holds events back"
        return heard[0] - since
    return wait


def proxy(made, url, certificate, address):
    client = Client(url, certificate, address)
    status, headers, page = client.ask("GET", "/")
    assert status == 200 and b"<script" in page, status
    assert headers["Strict-Transport-Security"], "HSTS"
    # Whoever writes the header themselves is still counted by where they really come from.
    status, headers, _ = client.ask("POST", "/api/v1/session", {"username": "operator", "password": WORDS}, X_Forwarded_For="203.0.113.9",
                                    Origin=f"{client.url.scheme}://{client.url.netloc}")
    assert status == 201, status
    assert "__Host-" in headers["Set-Cookie"] and "Secure" in headers["Set-Cookie"], headers["Set-Cookie"]
    client.sign_in("operator", WORDS)
    addresses = {session["address"] for session in client.call("GET", "/me/sessions")["items"]}
    assert address in addresses and "203.0.113.9" not in addresses, addresses

    wait = hears(client, "report_received", 10)
    since = time.monotonic()
    report = client.call("POST", "/reports", {"channel": "hotline", "village": made["village"], "description": "路灯坏了 proxy"})
    late = wait(since)
    assert late < 5, f"the event came after {late:.1f} s: the proxy holds it back"
    client.call("PUT", f"/reports/{report['id']}/triage", {"decision": "reject", "reason": "试验"})
    # As large as a photo may be: it reaches the program, which says in JSON what it is not; the proxy says nothing of its size.
    lead = Client(url, certificate, address)
    lead.sign_in("lead", WORDS)
    status, _, text = lead.ask("POST", f"/api/v1/work-orders/{made['order']}/photos", b"x" * (14 << 20), "image/png")
    assert status in (400, 409, 415, 422) and json.loads(text)["code"], (status, text[:200])
    return {"event_seconds": round(late, 3)}


def main(act, *given):
    if act == "begin":
        return begin(given[0])
    if act == "look":
        return look(json.loads(given[0]))
    return proxy(json.loads(given[0]), *given[1:])


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:]), ensure_ascii=False))
