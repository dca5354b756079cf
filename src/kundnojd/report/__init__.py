"""Reports: results pivoted into sections of figures, tables and notes."""
