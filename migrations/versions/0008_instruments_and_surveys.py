"""instruments_and_surveys"""

import hashlib
import hmac
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from flask import current_app

from grantsapp.i18n import fold

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('remembered_mappings',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_remembered_mappings_call_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remembered_mappings')),
    sa.UniqueConstraint('call_id', 'signature', name=op.f('uq_remembered_mappings_call_id_signature'))
    )
    op.create_table('response_files',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('dialect', sa.JSON(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('faults', sa.JSON(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_response_files_call_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_response_files_file_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_files'))
    )
    with op.batch_alter_table('response_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_response_files_call_id_digest'), ['call_id', 'digest'], unique=False)

    op.create_table('suites',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('design', sa.String(length=40), nullable=False),
    sa.Column('follow_ups', sa.JSON(), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('consent', sa.JSON(), nullable=False),
    sa.Column('help', sa.JSON(), nullable=False),
    sa.Column('minimum_age', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('minimum_age BETWEEN 0 AND 25', name=op.f('ck_suites_age_is_an_age')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_suites_call_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lead_id'], ['people.id'], name=op.f('fk_suites_lead_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suites')),
    sa.UniqueConstraint('call_id', name=op.f('uq_suites_call_id'))
    )
    op.create_table('suite_instruments',
    sa.Column('suite_id', sa.Uuid(), nullable=False),
    sa.Column('instrument_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_suite_instruments_instrument_id')),
    sa.ForeignKeyConstraint(['suite_id'], ['suites.id'], name=op.f('fk_suite_instruments_suite_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suite_instruments')),
    sa.UniqueConstraint('suite_id', 'instrument_id', name=op.f('uq_suite_instruments_suite_id_instrument_id'))
    )
    op.create_table('concerns',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('client_key', sa.Uuid(), nullable=False),
    sa.Column('wants_help', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('wiped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['settled_by_id'], ['people.id'], name=op.f('fk_concerns_settled_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_concerns_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concerns')),
    sa.UniqueConstraint('survey_id', 'client_key', name=op.f('uq_concerns_survey_id_client_key'))
    )
    with op.batch_alter_table('concerns', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concerns_survey_id_settled_at'), ['survey_id', 'settled_at'], unique=False)

    op.create_table('survey_instruments',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('instrument_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instruments.id'], name=op.f('fk_survey_instruments_instrument_id')),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_instruments_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_instruments')),
    sa.UniqueConstraint('survey_id', 'instrument_id', name=op.f('uq_survey_instruments_survey_id_instrument_id'))
    )
    with op.batch_alter_table('survey_instruments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_instruments_instrument_id'), ['instrument_id'], unique=False)

    op.create_table('tickets',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.Column('moment', sa.String(length=40), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_tickets_survey_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('digest', name=op.f('uq_tickets_digest'))
    )
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tickets_survey_id'), ['survey_id'], unique=False)

    op.create_table('weighings',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_weighings_call_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weighings')),
    sa.UniqueConstraint('call_id', name=op.f('uq_weighings_call_id'))
    )
    op.create_table('exclusions',
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_name', sa.String(), nullable=False),
    sa.Column('lifted_because', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_exclusions_response_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusions'))
    )
    with op.batch_alter_table('exclusions', schema=None) as batch_op:
        batch_op.create_index('uq_exclusions_standing', ['response_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))

    with op.batch_alter_table('response_scores', schema=None) as batch_op:
        batch_op.add_column(sa.Column('instrument_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('subscale', sa.String(), nullable=False, server_default=''))
        batch_op.drop_constraint(batch_op.f('uq_response_scores_response_id_moment'), type_='unique')
        # Here already: parting sittings looks scores up by their response.
        batch_op.create_unique_constraint(batch_op.f('uq_response_scores_response_id_instrument_id_moment_subscale'), ['response_id', 'instrument_id', 'moment', 'subscale'])

    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('client_key', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('digest', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('moment', sa.String(length=40), nullable=False, server_default='t1'))
        batch_op.add_column(sa.Column('code_hash', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('about', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('layout', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('seconds', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_resent', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('counts', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('file_id', sa.Uuid(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_responses_survey_id_respondent'), type_='unique')

    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('expected', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('over_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('needs_ticket_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_surveys_award_id_instrument_id'), type_='unique')

    connection = op.get_bind()
    _describe_anew(connection)
    owned = _number_surveys(connection)
    _part_sittings(connection, owned)

    with op.batch_alter_table('response_scores', schema=None) as batch_op:
        batch_op.alter_column('instrument_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_index(batch_op.f('ix_response_scores_instrument_id_moment'), ['instrument_id', 'moment'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_response_scores_instrument_id'), 'instruments', ['instrument_id'], ['id'])

    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.alter_column('client_key', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_index(batch_op.f('ix_responses_survey_id_code_hash'), ['survey_id', 'code_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_responses_survey_id_moment'), ['survey_id', 'moment'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_responses_survey_id_client_key_digest'), ['survey_id', 'client_key', 'digest'])
        batch_op.create_foreign_key(batch_op.f('fk_responses_file_id'), 'response_files', ['file_id'], ['id'], ondelete='SET NULL')
        batch_op.create_check_constraint(batch_op.f('ck_responses_resent_counts_not'), 'NOT (counts AND is_resent)')
        batch_op.drop_column('respondent')

    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_surveys_award_id_number'), ['award_id', 'number'])
        batch_op.drop_constraint(batch_op.f('fk_surveys_instrument_id'), type_='foreignkey')
        batch_op.drop_column('instrument_id')


_instruments = sa.table(
    'instruments', sa.column('id', sa.Uuid()), sa.column('code'), sa.column('definition', sa.JSON()),
)
_surveys = sa.table(
    'surveys', sa.column('id', sa.Uuid()), sa.column('award_id', sa.Uuid()), sa.column('number'),
    sa.column('instrument_id', sa.Uuid()), sa.column('design'), sa.column('made_at', sa.DateTime(timezone=True)),
)
_parts = sa.table(
    'survey_instruments', sa.column('id', sa.Uuid()), sa.column('survey_id', sa.Uuid()),
    sa.column('instrument_id', sa.Uuid()), sa.column('position'), sa.column('made_at', sa.DateTime(timezone=True)),
)
_responses = sa.table(
    'responses', sa.column('id', sa.Uuid()), sa.column('survey_id', sa.Uuid()), sa.column('respondent'),
    sa.column('raw', sa.JSON()), sa.column('language'), sa.column('origin'),
    sa.column('answered_at', sa.DateTime(timezone=True)), sa.column('made_at', sa.DateTime(timezone=True)),
    sa.column('client_key', sa.Uuid()), sa.column('moment'), sa.column('code_hash'),
)
_scores = sa.table(
    'response_scores', sa.column('response_id', sa.Uuid()), sa.column('moment'),
    sa.column('instrument_id', sa.Uuid()),
)


def _describe_anew(connection):
    """Bring the definitions of instruments into the second format."""
    for key, definition in connection.execute(sa.select(_instruments.c.id, _instruments.c.definition)).all():
        change = sa.update(_instruments).where(_instruments.c.id == key)
        connection.execute(change.values(definition=_second_format(definition)))


def _second_format(stored):
    """Turn a definition as it was stored before format 2 into one of format 2.

    Words in a language that the title lacks were never shown, and go. One that is of
    format 2 already stays as it is.
    """
    if isinstance(stored.get("licence"), dict):
        return stored
    tongues, name = set(stored["title"]), stored.get("licence", "")
    is_own, is_open = stored.get("status") == "starter", name.startswith("CC")
    rights = "own" if is_own else "open" if is_open else "restricted"

    def spoken(text):
        return {code: words for code, words in text.items() if code in tongues}

    scale = stored["scale"]
    labels = {v: spoken(text) for v, text in scale.get("labels", {}).items()}
    kept = {n: stored[n] for n in ("code", "version", "title", "status") if n in stored}
    about = spoken(stored.get("about", {}))
    return {
        **kept,
        **({"about": about} if about else {}),
        "citation": stored.get("source", ""),
        "licence": {"status": rights, "name": name, "proof": ""},
        "scale": {**scale, "labels": labels},
        "items": [{**item, "text": spoken(item["text"])} for item in stored["items"]],
        "scoring": {
            "rule": "mean",
            "missing": "prorate",
            "needed": stored.get("needed", 80),
        },
    }


def _number_surveys(connection):
    """Give each survey its one instrument as a part, and a number within its award."""
    query = sa.select(_surveys, _instruments.c.code).join(_instruments, _instruments.c.id == _surveys.c.instrument_id)
    numbers, owned = {}, {}
    for row in connection.execute(query.order_by(_surveys.c.made_at, _surveys.c.id)).all():
        number = numbers[row.award_id] = numbers.get(row.award_id, 0) + 1
        connection.execute(sa.update(_surveys).where(_surveys.c.id == row.id).values(number=number))
        connection.execute(sa.insert(_parts).values(
            id=uuid4(), survey_id=row.id, instrument_id=row.instrument_id, position=0, made_at=row.made_at,
        ))
        owned[row.id] = row.instrument_id, row.code, row.design
    return owned


def _code_hash(row, *, matched):
    """Give the keyed hash of a code. People's own were hashed so already; names of a file never were."""
    if row.origin == 'web':
        return row.respondent if matched else None
    folded = fold(row.respondent).replace(' ', '')
    secret = str(current_app.config['SECRET_KEY']).encode()
    return hmac.new(secret, f'{row.survey_id}:{folded}'.encode(), hashlib.sha256).hexdigest()[:24]


def _part_sittings(connection, owned):
    """Make a row a sitting: before and after of a matched survey were one row."""
    for row in connection.execute(sa.select(_responses)).all():
        instrument_id, code, design = owned[row.survey_id]
        raw = {moment: {code: given} for moment, given in row.raw.items()}
        matched = design == 'matched'
        moments = list(raw) if matched and raw else ['t1']
        for place, moment in enumerate(moments):
            told = {
                'client_key': uuid4(), 'moment': moment, 'code_hash': _code_hash(row, matched=matched),
                'raw': {moment: raw[moment]} if matched and raw else raw,
            }
            if place == 0:
                connection.execute(sa.update(_responses).where(_responses.c.id == row.id).values(**told))
                continue
            key = uuid4()
            kept = {name: getattr(row, name) for name in ('survey_id', 'respondent', 'language', 'origin', 'answered_at', 'made_at')}
            connection.execute(sa.insert(_responses).values(id=key, **kept, **told))
            moved = sa.update(_scores).where(_scores.c.response_id == row.id, _scores.c.moment == moment)
            connection.execute(moved.values(response_id=key))
    of = sa.select(_surveys.c.instrument_id).join(_responses, _responses.c.survey_id == _surveys.c.id)
    of = of.where(_responses.c.id == _scores.c.response_id).scalar_subquery()
    connection.execute(sa.update(_scores).values(instrument_id=of))


def downgrade():
    _refuse_to_lose(op.get_bind())
    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('instrument_id', sa.Uuid(), nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_surveys_instrument_id'), 'instruments', ['instrument_id'], ['id'])
        batch_op.drop_constraint(batch_op.f('uq_surveys_award_id_number'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_surveys_award_id_instrument_id'), ['award_id', 'instrument_id'])
        batch_op.drop_column('needs_ticket_since')
        batch_op.drop_column('over_on')
        batch_op.drop_column('expected')
        batch_op.drop_column('number')

    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('respondent', sa.VARCHAR(), nullable=False))
        batch_op.drop_constraint(batch_op.f('ck_responses_resent_counts_not'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_responses_file_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_responses_survey_id_client_key_digest'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_responses_survey_id_moment'))
        batch_op.drop_index(batch_op.f('ix_responses_survey_id_code_hash'))
        batch_op.create_unique_constraint(batch_op.f('uq_responses_survey_id_respondent'), ['survey_id', 'respondent'])
        batch_op.drop_column('file_id')
        batch_op.drop_column('counts')
        batch_op.drop_column('is_resent')
        batch_op.drop_column('seconds')
        batch_op.drop_column('layout')
        batch_op.drop_column('about')
        batch_op.drop_column('code_hash')
        batch_op.drop_column('moment')
        batch_op.drop_column('digest')
        batch_op.drop_column('client_key')

    with op.batch_alter_table('response_scores', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_response_scores_instrument_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_response_scores_response_id_instrument_id_moment_subscale'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_response_scores_instrument_id_moment'))
        batch_op.create_unique_constraint(batch_op.f('uq_response_scores_response_id_moment'), ['response_id', 'moment'])
        batch_op.drop_column('subscale')
        batch_op.drop_column('instrument_id')

    op.drop_index('uq_exclusions_standing', table_name='exclusions')
    op.drop_table('weighings')
    op.drop_table('exclusions')
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tickets_survey_id'))

    op.drop_table('tickets')
    with op.batch_alter_table('survey_instruments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_instruments_instrument_id'))

    op.drop_table('survey_instruments')
    with op.batch_alter_table('concerns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concerns_survey_id_settled_at'))

    op.drop_table('concerns')
    op.drop_table('suite_instruments')
    op.drop_table('suites')
    with op.batch_alter_table('response_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_response_files_call_id_digest'))

    op.drop_table('response_files')
    op.drop_table('remembered_mappings')


def _refuse_to_lose(connection):
    """The tables of before have no place for suites, sittings and what was told in confidence."""
    for name in ('surveys', 'suites', 'responses', 'concerns', 'response_files', 'instruments'):
        if connection.execute(sa.text(f'SELECT count(*) FROM {name}')).scalar():
            raise RuntimeError(f'Going back would lose what is in {name}. Restore a copy from before instead.')
