"""A payment provider for development, offline, with the part of Stripe's API that is used here.

http      server ─┬─ api ─ endpoints ─ params, form: checked against the SDK's types
                  ├─ hosted ─ pages: the pages and buttons for buyers
                  └─ control: time, and events that others cause
objects   customers · catalog · sessions ─ checkout · portal
          payments ─ charges ─ cards · refunds · disputes
          renewals ─ collection ─ invoices · subscriptions · clock: changes at a given time
world     act: one change and its events, in one transaction of store
          courier ─ deliveries: signed webhooks
"""

from sandbox.sandbox import Sandbox
from sandbox.world.store import FileUnusable

__all__ = ["FileUnusable", "Sandbox"]
