"""python -m shared.runtime.ready PORT: exit 0 when the service on this port is ready. For a container's health check,
whose image has neither curl nor wget."""

import sys
from urllib.error import URLError
from urllib.request import urlopen


def is_ready(port: int) -> bool:
    """Whether /readyz answers 200 within 3 s."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=3) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(not is_ready(int(sys.argv[1])))
