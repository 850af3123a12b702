"""Broadcasts of changed accounts, to listeners in this process and to other processes.

A message contains changed accounts and their revisions, never a balance. Messages may be lost.
Listeners recover with the next message, or with their heartbeat.

The broadcast with Redis is not imported here, because its driver makes every start a tenth longer.
"""

from gateways.live.local import Broadcast, LocalBroadcast
from gateways.live.postgres import PostgresBroadcast

__all__ = ["Broadcast", "LocalBroadcast", "PostgresBroadcast"]
