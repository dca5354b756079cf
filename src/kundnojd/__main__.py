"""``python -m kundnojd``."""

from kundnojd.cli.app import main

main()
