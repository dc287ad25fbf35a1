"""A planner's CSV file as a table of texts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hubplanner.errors import DataError


def read_text(path: Path) -> pd.DataFrame:
    """The cells as they stand, stripped, under stripped names; an empty cell is ``''``.

    UTF-8 (with or without BOM) or CP949. ``index + 2`` is the row of the file.

    Raises
    ------
    DataError
        When the file cannot be read, or rows hold more cells than row 1 names.
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding)
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise DataError(f"{path}: cannot be read ({error.strerror}); check the path") from error
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise DataError(f"{path}: no readable table ({str(error).strip()})") from error
        if not isinstance(table.index, pd.RangeIndex):  # pandas took the first cells for an index
            raise DataError(
                f"{path}: row 2 holds {table.index.nlevels} more cells than the {table.shape[1]}"
                " columns of row 1; put quotes around a cell with a comma in it, and take commas"
                " off the ends of rows"
            )
        return pd.DataFrame({str(name).strip(): table[name].str.strip() for name in table})
    raise DataError(f"{path}: neither UTF-8 nor CP949; save it as 'CSV UTF-8' in Excel")
