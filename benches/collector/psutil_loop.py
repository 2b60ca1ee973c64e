"""Reads with psutil what our sampler reads, at fixed instants. Arguments: seconds, fixed|tree, pid[,pid...]."""

import sys
import time

import psutil

interval, kind, pids = float(sys.argv[1]), sys.argv[2], [int(pid) for pid in sys.argv[3].split(",")]
processes = [psutil.Process(pid) for pid in pids]
due = time.monotonic()
while True:
    if kind == "tree":
        processes = [processes[0], *processes[0].children(recursive=True)]
    for process in processes:
        try:
            with process.oneshot():
                process.cpu_times()
                process.memory_info()
                process.num_threads()
                process.num_ctx_switches()
                process.io_counters()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass
    due += interval
    time.sleep(max(0.0, due - time.monotonic()))
