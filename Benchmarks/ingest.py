#!/usr/bin/env python3
"""Counts requests with Steady, mtail and Prometheus at the same time, and compares what that costs.

One HAProxy carries the users' requests (driven by `steady up`); behind it stands another HAProxy that answers each of
them with 200 and has Prometheus's exporter built in. Prometheus scrapes that exporter once a second; Steady reads one
log line for each request, and mtail reads the same lines from HAProxy's log file and counts them by status, with a
latency histogram. All count the same requests. Steady and mtail do the same work, a line at a time; Prometheus copies
counters that HAProxy keeps. CPU seconds and resident memory come from /proc.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")

SPEC = """\
steady: 1
flow: bench
owner: {{ team: bench }}
routes: [GET /donate]
environments: {{ production: {{ target: hosts, listen: "127.0.0.1:{users}" }} }}
service: {{ run: "haproxy -db -f backend.cfg", health: /healthz, instances: 1, startWithin: 20s, stopWithin: 2s,
  env: {{ EXPORTER: "127.0.0.1:{exporter}" }} }}
"""

BACKEND = """\
global
    maxconn 4000
defaults
    mode http
    timeout client 60s
    timeout server 60s
    timeout connect 2s
frontend answers
    bind "127.0.0.1:${PORT}"
    http-request return status 200 content-type text/plain string ok
frontend metrics
    bind "${EXPORTER}"
    http-request use-service prometheus-exporter if { path /metrics }
"""


MTAIL = r"""
counter requests by server, status
histogram seconds by server buckets 0.001, 0.01, 0.1, 1, 2, 4, 6, 8, 10
/"status":(?P<status>-?\d+),"ta":(?P<ta>\d+).*"server":"(?P<server>[^"]*)"/ {
  requests[$server][$status]++
  seconds[$server] = $ta / 1000.0
}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 2**20


class Sample:
    def __init__(self, pids):
        self.pids = pids
        self.cpu = {name: cpu(pid) for name, pid in pids.items()}
        self.time = time.monotonic()

    def since(self):
        return {name: cpu(pid) - self.cpu[name] for name, pid in self.pids.items()}


def requests_seen(steady, flow):
    answer = subprocess.run([steady, "slo", "status", "--json", *flow], capture_output=True, text=True)
    return json.loads(answer.stdout)["objectives"][0]["valid"] if answer.stdout else 0


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--steady", required=True)
    arguments.add_argument("--rate", type=int, default=2000, help="requests per second")
    arguments.add_argument("--seconds", type=int, default=60)
    options = arguments.parse_args()
    steady = str(pathlib.Path(options.steady).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="steady-bench-"))
    started = []
    try:
        users, exporter, web = free_port(), free_port(), free_port()
        (folder / "steady.yaml").write_text(SPEC.format(users=users, exporter=exporter))
        (folder / "v1").mkdir()
        (folder / "v1/backend.cfg").write_text(BACKEND)
        flow = ["-f", str(folder / "steady.yaml")]
        log = open(folder / "up.log", "w")
        up = subprocess.Popen([steady, "up", "--access-log", *flow], stdout=log, stderr=log)
        started.append(up)
        control = folder / ".steady/run/control.json"
        while not (control.exists() and (folder / ".steady/run/haproxy.sock").exists()):
            time.sleep(0.2)
            assert up.poll() is None, (folder / "up.log").read_text()
        subprocess.run([steady, "deploy", "v1", str(folder / "v1"), "--yes", *flow], check=True, stdout=log)
        (folder / "prometheus.yml").write_text(
            "global: { scrape_interval: 1s }\nscrape_configs:\n  - job_name: haproxy\n    static_configs:\n"
            f"      - targets: ['127.0.0.1:{exporter}']\n")
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
             f"--web.listen-address=127.0.0.1:{web}"], stdout=log, stderr=log)
        started.append(prometheus)
        (folder / "requests.mtail").write_text(MTAIL)
        tail = subprocess.Popen(
            ["mtail", f"--progs={folder}/requests.mtail", f"--logs={folder}/.steady/logs/haproxy.log",
             f"--address=127.0.0.1", f"--port={free_port()}"], stdout=log, stderr=log)
        started.append(tail)
        pids = {
            "steady": json.loads(control.read_text())["pid"], "mtail": tail.pid, "prometheus": prometheus.pid}
        time.sleep(10)
        idle = Sample(pids)
        time.sleep(20)
        idle_cpu = {name: value / 20 for name, value in idle.since().items()}
        idle_rss = {name: rss(pid) for name, pid in pids.items()}
        before = requests_seen(steady, flow)
        busy = Sample(pids)
        load = subprocess.run(
            ["hey", "-z", f"{options.seconds}s", "-c", "20", "-q", str(options.rate // 20), "-o", "csv",
             f"http://127.0.0.1:{users}/donate"], capture_output=True, text=True)
        sent = max(0, load.stdout.count("\n") - 1)
        time.sleep(3)
        busy_cpu = busy.since()
        busy_rss = {name: rss(pid) for name, pid in pids.items()}
        seen = requests_seen(steady, flow) - before
        report(options, sent, seen, idle_cpu, idle_rss, busy_cpu, busy_rss)
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def report(options, sent, seen, idle_cpu, idle_rss, busy_cpu, busy_rss):
    print(f"{sent} requests sent in {options.seconds} s ({sent / options.seconds:.0f}/s), {seen} counted by Steady "
          f"({100 * seen / max(1, sent):.2f} %)")
    peers = ["mtail", "prometheus"]
    print(f"{'':34}{'steady':>12}" + "".join(f"{peer:>12}{'ratio':>8}" for peer in peers))

    def row(title, values, form):
        cells = ""
        for peer in peers:
            ratio = values["steady"] / values[peer] if values[peer] else float("nan")
            cells += f"{form.format(values[peer]):>12}{ratio:>8.2f}"
        print(f"{title:34}{form.format(values['steady']):>12}{cells}")

    row("idle: CPU, share of a core", idle_cpu, "{:.4f}")
    row("idle: resident memory, MiB", idle_rss, "{:.1f}")
    row("busy: CPU seconds", busy_cpu, "{:.2f}")
    row("busy: resident memory, MiB", busy_rss, "{:.1f}")
    row("requests counted per CPU second", {n: seen / max(v, 1e-9) for n, v in busy_cpu.items()}, "{:.0f}")


if __name__ == "__main__":
    main()
