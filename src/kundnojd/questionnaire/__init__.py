"""What the survey asks: the role of each column, the scale of each question, ``survey.toml``."""
