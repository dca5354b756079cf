"""Languages: one TOML file each, and the numbers as the language writes them."""

from kundnojd.locale.locale import Locale, from_environment, known, languages, load

__all__ = ["Locale", "from_environment", "known", "languages", "load"]
