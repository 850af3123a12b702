"""The hot path: reads and writes of batches."""
