"""What the layer check allows where: the tables that a reviewer reads, apart from the code that applies them."""
import re

MAXIMUM_LINES = 400
MAXIMUM_README_LINES = 15
APPS = ("operator", "crew", "supervisor", "resident")

# Headers with a slash or a dot that the pure layers may include; every standard header not forbidden is allowed.
PURE_ALLOWED_HEADERS = {
    "models": [r"boost/system/result\.hpp"],
    "dispatch": [r"boost/system/.+", r"date/tz\.h"],
}
PURE_FORBIDDEN_HEADERS = {
    "barrier", "condition_variable", "coroutine", "cstdio", "ctime", "filesystem", "fstream", "future", "iostream",
    "latch", "mutex", "semaphore", "shared_mutex", "stop_token", "thread",
}
# Words after std:: that stand for threads, files, the terminal, the surroundings or chance without a seed.
PURE_FORBIDDEN_STD = {
    "async", "call_once", "cerr", "cin", "clock", "clog", "condition_variable", "cout", "exit", "filebuf", "filesystem",
    "fopen", "freopen", "fstream", "future", "getenv", "ifstream", "jthread", "mutex", "ofstream", "packaged_task",
    "printf", "promise", "rand", "random_device", "shared_mutex", "system", "this_thread", "thread", "time",
}
PURE_FORBIDDEN_CODE = [
    (r"(?i)\b\w*clock\w*\s*::\s*now\s*\(", "clock (time is an argument of a rule)"),
    (r"(?<![\w:.>])(?:::)?time\s*\(\s*(?:nullptr|NULL|0|&)", "clock (time is an argument of a rule)"),
    (r"\b(?:gettimeofday|clock_gettime|localtime(?:_r)?|gmtime(?:_r)?)\s*\(", "clock (time is an argument of a rule)"),
    (r"(?<![\w:.>])(?:fopen|printf|fprintf|getenv|system|rand)\s*\(", "access to the outside world"),
    (r"\bco_(?:await|return|yield)\b", "coroutine"),
]

# (library, its headers, files that may include it)
RESTRICTED_HEADERS = [
    ("Beast", r"boost/beast(?:/|\.hpp)", [r"server/http/[^/]+\.cpp$"]),
    ("nlohmann", r"nlohmann/", [r"(?:.*/)?codec_[^/]+\.(?:cpp|h)$"]),
    ("RapidJSON", r"rapidjson/", [r"server/codec/codec_text_writer\.h$"]),
    ("libcurl", r"curl/", [r"server/delivery/"]),
    ("libmosquitto", r"(?:mosquitto|mqtt_protocol)\.h", [r"server/mqtt/subscriber\.cpp$"]),
    ("libvips", r"vips/", [r"server/pictures/remake\.cpp$"]),
    ("libfido2", r"fido(?:\.h|/)", [r"server/passkeys/"]),
    ("SQLite", r"sqlite3(?:ext)?\.h", [r"server/storage/sqlite/"]),
    ("libpq", r"(?:postgresql/)?libpq(?:-fe|-events|/.+)", [r"server/storage/postgres/"]),
    ("toml++", r"toml\+\+", [r"server/commands/", r"server/config[^/]*$"]),
    ("CLI11", r"CLI/", [r"server/commands/", r"server/config[^/]*$"]),
    ("spdlog", r"spdlog/", [r"server/"]),
    ("date", r"date/", [r"dispatch/zone\.cpp$"]),
]
# Where tests may use them; a library not named here is not used in tests.
TEST_ROOM = {
    "Beast": [r"tests/server/http/"],
    "nlohmann": [r"tests/"],
    "libmosquitto": [r"tests/server/mqtt/"],
    "libvips": [r"tests/server/api/"],
    "SQLite": [r"tests/(?:contract|system|support|server/storage)/"],
    "libpq": [r"tests/(?:contract|support)/"],
    "spdlog": [r"tests/server/"],
}

# A path that exists on one machine only; a web address or a path of the project that contains the same word is none.
MACHINE_PATH = re.compile(r"(?<![\w./$}-])/(?:work|root|home/[a-z]\w*|Users/\w+|tmp/[a-z]\w+)/")
# A lock file that names a host pins every clone to that host; `omit-lockfile-registry-resolved` leaves it out.
LOCK_HOST = re.compile(r'"resolved":\s*"[^"]+"')
