"""Files that people attach: taken in, looked at, kept in a folder or in S3.

`receive` reads, hashes and sniffs, and needs no database; `store` puts the bytes where
they stay; `keep` makes the row. A row is never there without its bytes: the bytes go
first, and those whose deed failed are cleared away by a job (`tidying`).
"""

from grantsapp.files.keeping import (
    File,
    check_storage,
    hand_out,
    keep,
    opened,
    remove,
    store,
)
from grantsapp.files.kinds import NotTaken, kinds_in_words
from grantsapp.files.receiving import (
    Received,
    drop_received,
    made_here,
    receive,
    receive_table,
)
from grantsapp.files.storage import Denied, NoAnswer, NotThere, StorageFault
from grantsapp.files.tidying import JOBS, ask_to_sweep, check_all, rename_old

__all__ = [
    "JOBS",
    "Denied",
    "File",
    "NoAnswer",
    "NotTaken",
    "NotThere",
    "Received",
    "StorageFault",
    "ask_to_sweep",
    "check_all",
    "check_storage",
    "drop_received",
    "hand_out",
    "keep",
    "kinds_in_words",
    "made_here",
    "opened",
    "receive",
    "receive_table",
    "remove",
    "rename_old",
    "store",
]
