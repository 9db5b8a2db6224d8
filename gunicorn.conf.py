"""How the web process runs, here and in production; gunicorn reads this file by itself.

One process with threads keeps memory small; WEB_CONCURRENCY adds processes (gunicorn reads it itself).
"""

import os
import sys

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 10
keepalive = 5
# Heartbeat files belong in memory: on a slow disk they make workers look dead.
worker_tmp_dir = "/dev/shm" if sys.platform == "linux" else None  # noqa: S108
control_socket_disable = True
loglevel = "warning"
