"""nginx with TLS that takes every batch, and lets everybody in."""

import contextlib
import shutil
import socket
import subprocess
import time

from measure import Failure, run

NGINX = r"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_max_body_size 64m; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
    location = /api/logs {{ return 200; }}
    location /dataCollectionRules/ {{ return 204; }}
    location ~ ^/[^/]+/oauth2/v2\.0/token$ {{
      default_type application/json;
      return 200 '{{"token_type":"Bearer","expires_in":3599,"access_token":"bench"}}';
    }}
  }}
}}
"""


def make_certificates(folder):
    """A certificate authority that only this run trusts, and what it gave to localhost."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    extensions = f"{folder}/extensions"
    with open(extensions, "w") as file:
        file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    run(["openssl", "req", "-x509", *key, "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem", "-days", "2",
         "-subj", "/CN=logship bench authority"])
    run(["openssl", "req", *key, "-keyout", f"{folder}/server.key", "-out", f"{folder}/request",
         "-subj", "/CN=localhost"])
    run(["openssl", "x509", "-req", "-in", f"{folder}/request", "-CA", f"{folder}/ca.pem", "-CAkey",
         f"{folder}/ca.key", "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", f"{folder}/server.pem"])


@contextlib.contextmanager
def sink(folder):
    """Yields the address of the sink; `ca.pem` in the folder is whom to trust."""
    make_certificates(folder)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(NGINX.format(folder=folder, port=port))
    server = subprocess.Popen([nginx, "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/nginx.log"],
                              stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if server.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                yield f"https://localhost:{port}"
                return
            time.sleep(0.05)
        with open(f"{folder}/nginx.log") as log:
            raise Failure(f"nginx does not listen on port {port}:\n{log.read()}")
    finally:
        server.terminate()
        server.wait()
