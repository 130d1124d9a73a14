import subprocess
import sys

FOREIGN = ("nameko", "kombu", "amqp", "eventlet", "pymongo", "bson", "marshmallow", "structlog", "services")
PROGRAM = f"""
import sys
import jiandu.client
print(sorted(set(name.split(".")[0] for name in sys.modules) & set({FOREIGN!r})))
"""


def test_the_client_needs_no_framework():
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert result.stdout.strip() == "[]", result.stderr
