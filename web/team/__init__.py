"""The manager's team: who has what, what is stuck, who waits for a worker, and handing over."""
