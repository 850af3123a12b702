"""Teams: accounts whose tokens the uses of their members may take. Billing rule 13."""
