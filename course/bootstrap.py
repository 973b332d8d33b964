"""Sets up `.venv` once and then runs `course`: all that `make` calls. It uses the standard library only and starts on any Python 3."""
import sys

sys.path.pop(0)  # this script's folder has a site.py, which must not stand in for Python's own

import hashlib
import json
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
STAMP = os.path.join(VENV, "course-installed.json")
UV = "uv==0.13.9"  # installs in seconds what takes pip a minute; pip does it if uv cannot
COMMANDS = {"read": "read", "book": "build", "lab": "lab", "test": "test", "prove": "prove", "bench": "bench",
            "workshop": "workshop"}
NEED_TESTS = ("test", "prove", "bench")
GOOD = ((3, 11), (3, 12), (3, 13))


class Stop(Exception):
    """One sentence for the reader, and the end."""


def main(arguments):
    """Sets up what a word needs and runs it; returns the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        raise Stop("Write one of these words: %s. For example: python3 course/bootstrap.py read" % ", ".join(COMMANDS))
    word = arguments[0]
    if sys.version_info[:2] not in GOOD and not os.path.exists(STAMP):
        return run_with_another_python(arguments)
    files = ["pyproject.toml", "requirements.txt"] + (["tests/requirements.txt"] if word in NEED_TESTS else [])
    if not is_installed(files):
        make_environment()
        install(files)
    if word in NEED_TESTS and subprocess.call([PYTHON, "-m", "course.browser"], cwd=ROOT):
        return 1
    course = os.path.join(BIN, "course.exe" if os.name == "nt" else "course")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without what Python writes there, each command takes seconds longer to start
    return subprocess.call([course, COMMANDS[word]] + arguments[1:], cwd=ROOT)


def run_with_another_python(arguments):
    """Starts again under the newest Python on this machine that will do."""
    for minor in (13, 12, 11):
        python = shutil.which("python3.%d" % minor)
        if python and subprocess.call([python, "-c", "import ensurepip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return subprocess.call([python, os.path.abspath(__file__)] + arguments)
    raise Stop("This is Python %d.%d, and the course needs 3.11, 3.12 or 3.13. Install one of them, then give the same command again."
               % sys.version_info[:2])


def fingerprint(names):
    """Changes when a requirement file, or the place of the project, changes."""
    digest = hashlib.sha256(ROOT.encode())
    for name in names:
        with open(os.path.join(ROOT, *name.split("/")), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamps():
    """What was installed into the environment, by the last of the files that it was installed from."""
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def is_installed(files):
    return os.path.exists(PYTHON) and stamps().get(files[-1]) == fingerprint(files)


def make_environment():
    """Makes .venv, or makes it anew if its Python is gone or has moved."""
    if os.path.exists(PYTHON) and stamps().get("root") == ROOT:
        return
    try:
        import ensurepip  # noqa: F401  (Debian's python3 comes without it)
        import venv  # noqa: F401
    except ImportError:
        raise Stop("This Python cannot make an environment. On Debian or Ubuntu: sudo apt install python3-venv") from None
    say("Making the environment in .venv (once) ...")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]):
        raise Stop("The environment .venv could not be made. Is this folder writable, and is there space on the disk?")
    write_stamps({"root": ROOT})


def install(files):
    """Installs the exact versions of the requirement files, and the project itself so that edits take effect."""
    say("Installing the tools that the course needs (once, some minutes on a slow line). A long list of their names is normal ...")
    wanted = [part for name in files[1:] for part in ("-r", os.path.join(ROOT, *name.split("/")))]
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install"]
    with_uv = subprocess.call(pip + ["--quiet", UV], cwd=ROOT) == 0
    if not (with_uv and subprocess.call([os.path.join(BIN, "uv"), "pip", "install", "--python", PYTHON] + wanted, cwd=ROOT) == 0):
        say("Installing with pip, which takes longer ...")
        if subprocess.call(pip + wanted, cwd=ROOT):
            raise Stop("The tools could not be installed; the lines above say which. Is this computer online?")
    write_stamps(dict(stamps(), **{files[-1]: fingerprint(files), "requirements.txt": fingerprint(files[:2])}))


def write_stamps(found):
    with open(STAMP, "w") as file:
        json.dump(found, file)


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit("%s" % stop)
    except KeyboardInterrupt:
        sys.exit(130)
