"""Commands that import: from older systems, and files of usage."""
