"""What a page may ask for, and the headers that a web host sends with it: held here, and written out for hosts in their own words."""
from __future__ import annotations

PAGE = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "manifest-src 'self'; worker-src 'self'")  # the last two: the offline copy, where a reader asks for it
# connect-src: the offline copy's worker fetches the course's own files. A page's own policy leaves it out, so no page can fetch.
HEADERS = {
    "Content-Security-Policy": f"{PAGE}; connect-src 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
COMPRESS = "text/css text/javascript application/javascript application/json image/svg+xml text/calendar"


def plain() -> str:
    """The headers as they go over the wire, one on each line."""
    return "".join(f"{name}: {value}\n" for name, value in HEADERS.items())


def for_pages_hosts() -> str:
    """The file `_headers` that several hosts of static pages read."""
    return "/*\n" + "".join(f"  {line}\n" for line in plain().splitlines())


def for_nginx() -> str:
    """Lines for nginx, to include in the location or server block of the course."""
    return ("# Include this in the location or server block that serves the course.\n"
            + "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS.items())
            + f"gzip on;\ngzip_types {COMPRESS};\nindex index.html;\n")


def for_apache() -> str:
    """Lines for Apache, to include in the Directory block of the course, or to put beside index.html as .htaccess."""
    return ("# Include this in the Directory block of the course, or put it beside index.html as .htaccess.\n"
            "# It needs the module headers; deflate is used where it is there.\n"
            + "".join(f'Header always set {name} "{value}"\n' for name, value in HEADERS.items())
            + f"<IfModule mod_deflate.c>\n  AddOutputFilterByType DEFLATE text/html {COMPRESS}\n</IfModule>\nDirectoryIndex index.html\n")
