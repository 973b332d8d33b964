"""What every browser test is handed: a real browser, and the address of the built book."""
import pytest

from browser_tools import chromium, served


@pytest.fixture(scope="module")
def browser():
    with chromium() as program:
        yield program


@pytest.fixture(scope="module")
def address():
    with served() as found:
        yield found
