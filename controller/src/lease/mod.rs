//! From queued jobs and ready devices to leases, one device one job, every attempt fenced by its number.
