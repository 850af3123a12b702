"""`python -m server <command>`."""

import gc

# Imports make objects that stay. To look for garbage among them takes a sixth of the start.
gc.disable()
try:
    from server.cli.commands import main
finally:
    gc.enable()

if __name__ == "__main__":
    main()
