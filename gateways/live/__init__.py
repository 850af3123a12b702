"""Broadcasts of changed accounts, to listeners in this process and to other processes.

A message contains changed accounts and their revisions, never a balance. Messages may be lost.
Listeners recover with the next message, or with their heartbeat.

Those between processes are not imported here: their drivers are optional, and cost time at every
start.
"""

from gateways.live.local import Broadcast, LocalBroadcast

__all__ = ["Broadcast", "LocalBroadcast"]
