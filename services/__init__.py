"""The acts: one file each, joining the law to the memory."""
