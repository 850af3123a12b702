"""A payment provider for development: speaks the part of Stripe's API that is used here, offline.

http      server ─┬─ api ─ endpoints ─ params, form: held to the SDK's own types
                  ├─ hosted ─ pages: what a buyer sees and clicks
                  └─ control: time, and what others do in life
objects   customers · catalog · sessions ─ checkout · portal
          payments ─ charges ─ cards · refunds · disputes
          renewals ─ collection ─ invoices · subscriptions · clock: what time brings
world     act: one change and its events, in one transaction of store
          courier ─ deliveries: signed webhooks
"""

from sandbox.sandbox import Sandbox
from sandbox.world.store import FileUnusable

__all__ = ["FileUnusable", "Sandbox"]
