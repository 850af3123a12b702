"""Broadcasts of changed accounts, to listeners in this process and to other processes.

A message contains changed accounts and their revisions, never a balance. Messages may be lost.
Listeners recover with the next message, or with their heartbeat.
"""

from gateways.live.local import Broadcast, LocalBroadcast
from gateways.live.postgres import PostgresBroadcast
from gateways.live.redis import RedisBroadcast

__all__ = ["Broadcast", "LocalBroadcast", "PostgresBroadcast", "RedisBroadcast"]
