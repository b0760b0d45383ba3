"""Several volunteers attach at one moment, each in a process of its own."""

from io import BytesIO

import pytest
from sqlalchemy import select

from grantsapp import files
from grantsapp.calls.models import Attachment
from grantsapp.db import db
from tests.cast import a_call, a_draft, a_fund, a_group
from tests.house.test_processes import all_at_once

pytestmark = pytest.mark.processes
PDF = b"%PDF-1.7\n%...\n%%EOF"


def test_four_volunteers_at_once_attach_no_more_than_five_files(
    app, storage, cast, database, browser
):
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina, cast.bo), cast.amina)
    path = f"/applications/{draft.id}/files/evidence"
    for _ in range(3):
        browser(cast.amina).post(path, {"file": (BytesIO(PDF), "earlier.pdf")})

    people = (cast.amina, cast.bo, cast.amina, cast.bo)
    posts = [
        (person, path, {"file": (BytesIO(PDF), f"{number}.pdf")})
        for number, person in enumerate(people)
    ]
    statuses = all_at_once({**database, "S3_URL": app.config["S3_URL"]}, posts)

    assert statuses == [303, 303, 409, 409]
    assert len(db.session.scalars(select(Attachment)).all()) == 5
    assert [fault for _file, fault in files.check_all()] == [""] * 5
