"""Broadcasts of changed accounts, to listeners in this process at once and to other processes.

A message says which accounts changed and their revisions, never a balance. Messages may be lost:
listeners heal at the next one, or by their heartbeat.
"""

from gateways.live.local import Broadcast, LocalBroadcast
from gateways.live.postgres import PostgresBroadcast
from gateways.live.redis import RedisBroadcast

__all__ = ["Broadcast", "LocalBroadcast", "PostgresBroadcast", "RedisBroadcast"]
