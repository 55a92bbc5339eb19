"""How gunicorn serves Kith: ``gunicorn --config python:kith.config.gunicorn kith.config.wsgi``.

Threads, because a request mostly waits for the database; a process for each processor, because Python
computes on one.
"""

import os

from kith.config.logs import configure, logging_config
from kith.config.variables import read

bind = read("KITH_BIND", "127.0.0.1:8000")
forwarded_allow_ips = read("KITH_PROXIES", "127.0.0.1")
workers = int(read("KITH_WORKERS", str(os.cpu_count() or 1)))
worker_class = "gthread"
threads = int(read("KITH_THREADS", "4"))
timeout = 30
graceful_timeout = 25  # a batch under way is finished, or was never acknowledged
keepalive = 15
max_requests = 20_000  # a process starts anew now and then, so that a slow leak never becomes an outage
max_requests_jitter = 2_000
limit_request_line = 4_094
limit_request_field_size = 8_190
accesslog = None  # our own log says it, by pattern and without what was asked
configure()
logconfig_dict = logging_config(read("KITH_LOG_LEVEL", "INFO"))
