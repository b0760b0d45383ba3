"""A file that comes with a form: taken in before anything is locked."""

from flask import request

from grantsapp import files


def taken(name: str = "file") -> tuple[files.Received | None, str]:
    """Take in the file of a form, if one came, or say why it cannot be taken.

    Ask before the database is asked: a slow upload holds no lock.
    """
    upload = request.files.get(name)
    if upload is None or not upload.filename:
        return None, ""
    try:
        return files.receive(upload.stream, upload.filename), ""
    except files.NotTaken as reason:
        return None, str(reason)
