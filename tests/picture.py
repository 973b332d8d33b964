"""Takes the picture of the README from the built book: .venv/bin/python tests/picture.py, after make test or make book."""
import io

from PIL import Image

from browser_tools import ROOT, Watched, chromium, served

PICTURE = ROOT / "tests" / "picture.webp"
BIGGEST = 150_000  # bytes


def main() -> None:
    """Writes the home page as a reader first sees it, small enough to be kept with the project."""
    with served() as address, chromium() as browser, Watched(browser, viewport={"width": 1280, "height": 860}) as w:
        w.page.goto(address + "index.html")
        w.page.wait_for_load_state("networkidle")
        shot = Image.open(io.BytesIO(w.page.screenshot()))
    shot.save(PICTURE, quality=82, method=6)
    size = PICTURE.stat().st_size
    if size > BIGGEST:
        raise SystemExit(f"{PICTURE.name} has {size:,} bytes, and {BIGGEST:,} are the most. Take a smaller picture.")
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes.")


if __name__ == "__main__":
    main()
