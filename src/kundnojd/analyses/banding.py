"""The level of each figure, as one more column of the long frame."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kundnojd.measures.bands import Bands

if TYPE_CHECKING:
    import pandas as pd

COLUMN = "band"


def with_bands(frame: pd.DataFrame, bands: Mapping[str, Bands]) -> pd.DataFrame:
    """The frame with the column ``band`` at its end: the owner's word for the level, empty without a value or bands.

    ``bands`` are those of each measure. The frame itself is left as it is.

    >>> import pandas as pd
    >>> from kundnojd.measures.bands import bands
    >>> with_bands(pd.DataFrame({"measure": ["nki"], "value": [69.5]}), {"nki": bands()["insikt"]}).band.tolist()
    ['högt']
    """
    words = [
        bands[measure].level(value).name if measure in bands and not math.isnan(value) else ""
        for measure, value in zip(frame["measure"], frame["value"].astype(float), strict=True)
    ]
    return frame.assign(**{COLUMN: words})
