"""Ask a health address and say by the exit code whether it answered 200: ``python -m vip.probe URL``.

For container health checks, whose images have no curl. It names the host that production allows, as Django refuses
others, and says that TLS ended at the proxy, as it would be redirected otherwise.
"""

from __future__ import annotations

import os
import sys
import urllib.request

TIMEOUT_S = 4.0


def answers(url: str) -> bool:
    """Whether ``url`` answers 200 in time."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(url, headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
