"""Which storage it is: the folder, or the bucket where the settings name one."""

import os
from functools import cache
from pathlib import Path

from flask import current_app

from grantsapp.config import S3
from grantsapp.files.bucket import Bucket
from grantsapp.files.folder import Folder
from grantsapp.files.storage import Storage


def storage() -> Storage:
    """Give the place that the settings name."""
    address = current_app.config["S3"]
    if address is not None:
        return _bucket(address, os.getpid())
    return Folder(Path(current_app.config["DATA"]) / "files")


@cache
def _bucket(address: S3, _process: int) -> Bucket:
    """Connections must not be shared over a fork: one client for each process."""
    return Bucket(address)
