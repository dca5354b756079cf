"""kundnojd: customer surveys analysed from the command line."""

__version__ = "0.1.0"
