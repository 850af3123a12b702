"""What carries changes between processes."""
