"""The parts of `yumi_billing.litellm`."""
