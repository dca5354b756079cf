"""How large what is read may be; beyond it a file is refused before it can fill the memory."""

MAX_LINE = 8 << 20  # characters of a line of text, and of a record that quotes run over several lines
MAX_COLUMNS = 16_384  # as many as a sheet of Excel has
MAX_NAME = 10_000  # characters of the name of a column
CHUNK_CHARACTERS = 128 << 20  # of text that are in memory at a time, where 50,000 rows would be more

MAX_TEXT_BYTES = 256 << 20  # of a packed text, where that is more than MAX_RATIO times its packed size
MAX_WORKBOOK_BYTES = 1 << 30  # of a workbook, unpacked
MAX_RATIO = 200  # unpacked bytes to packed ones; for a workbook where there are more than RATIO_FROM
RATIO_FROM = 100 << 20
MAX_CELLS = 50_000_000  # of a sheet, from the first to the last one used
