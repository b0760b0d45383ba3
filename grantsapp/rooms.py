"""The rooms of the house: what each brings to the front door."""

from typing import Any

from grantsapp import files, home
from grantsapp.accounts import actions as accounts_actions
from grantsapp.accounts import routes as accounts
from grantsapp.accounts import rules as accounts_rules
from grantsapp.awards import queries as awards_queries
from grantsapp.awards import routes as awards
from grantsapp.awards import rules as awards_rules
from grantsapp.awards import staff as awards_staff
from grantsapp.awards.actions import lapsing, releasing, renewing
from grantsapp.awards.queries import parts as awards_parts
from grantsapp.calls import queries as calls_queries
from grantsapp.calls import routes as calls
from grantsapp.calls import rules as calls_rules
from grantsapp.calls import staff as calls_staff
from grantsapp.calls.actions import (
    bundling,
    correcting,
    telling,
    telling_applicants,
)
from grantsapp.evaluation import blocks as report_blocks
from grantsapp.evaluation import queries as evaluation_queries
from grantsapp.evaluation import routes as evaluation
from grantsapp.evaluation import rules as evaluation_rules
from grantsapp.evaluation import staff as evaluation_staff
from grantsapp.evaluation.actions import (
    evaluating,
    packaging,
    saying,
    saying_fidelity,
    saying_plans,
    saying_process,
    saying_rounds,
)
from grantsapp.mel import models as mel_models
from grantsapp.mel import phones
from grantsapp.mel import queries as mel_queries
from grantsapp.mel import routes as mel
from grantsapp.mel import rules as mel_rules
from grantsapp.mel import staff as mel_staff
from grantsapp.mel.actions import planning as outputs
from grantsapp.mel.actions import recalling, suiting, taking_in, watching, weighing
from grantsapp.mel.queries import parts as mel_parts
from grantsapp.review import queries as review_queries
from grantsapp.review import routes as review
from grantsapp.review import rules as review_rules
from grantsapp.review import staff as review_staff
from grantsapp.review.actions import reminding, solving, tying
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries import parts as review_parts
from grantsapp.review.queries import telling as review_telling

ROOMS = ("accounts", "calls", "review", "awards", "mel", "evaluation")
PAGES = (
    home.bp,
    accounts.bp,
    calls.bp,
    calls.consultations_bp,
    calls_staff.bp,
    review.bp,
    review_staff.bp,
    awards.bp,
    awards_staff.bp,
    mel.bp,
    mel.surveys_bp,
    mel.queue_bp,
    mel_staff.bp,
    evaluation.bp,
    evaluation_staff.bp,
)
POLICIES = (
    accounts_rules.POLICY,
    calls_rules.POLICY,
    review_rules.POLICY,
    awards_rules.POLICY,
    mel_rules.POLICY,
    evaluation_rules.POLICY,
)
JOBS = (
    accounts_actions.JOBS,
    files.JOBS,
    bundling.JOBS,
    correcting.JOBS,
    evaluating.JOBS,
    lapsing.JOBS,
    packaging.JOBS,
    recalling.JOBS,
    releasing.JOBS,
    reminding.JOBS,
    renewing.JOBS,
    solving.JOBS,
    taking_in.JOBS,
    telling.JOBS,
    telling_applicants.JOBS,
    tying.JOBS,
    watching.JOBS,
    weighing.JOBS,
)
# What a page of one room shows of a room further on, which it does not know.
FROM_OTHER_ROOMS: dict[str, Any] = {
    "is_manager": calls_rules.is_manager,
    "is_evaluator": calls_rules.is_evaluator,
    "part_in": calls_queries.part_in,
    "is_moderator": review_queries.is_moderator,
    "is_translator": review_queries.is_translator,
    "is_tied_to": review_rules.is_tied_to,
    "tied_in": review_rules.tied_in,
    "is_grantee": awards_queries.is_grantee,
    "result_for": decided.result_for,
    "is_decided": review_telling.is_decided,
    "deciders_of": review_telling.deciders_of,
    "told_result": review_telling.told_result,
    "told_among": review_telling.told_among,
    "award_stage": awards_queries.award_stage,
    "step_of": review_telling.step_of,
    "status_of": calls_queries.status_of,
    "award_for": awards_queries.award_for,
    "told_project": awards_queries.told_project,
    "reported_among": mel_queries.reported_among,
    "unread_for": mel_queries.unread_for,
    "surveys_of": mel_queries.surveys_of,
    "plan_of": mel_queries.plan_of,
    "change_plan": outputs.change_plan,
    "replan_surveys": recalling.replan,
    "copy_suite": suiting.copy,
    "has_reported": mel_rules.has_reported,
    "measures": mel_models.MEASURES,
    "phones_in": phones.pieces,
    "is_published_since": evaluation_queries.is_published_since,
    "say": saying,  # the sentences of an evaluation, the same on page and paper
    "say_process": saying_process,
    "say_fidelity": saying_fidelity,
    "runs": report_blocks.runs,
    "say_plans": saying_plans,
    "say_rounds": saying_rounds,
}
# What rooms further on add to the texts, the file and the copies of a call.
PARTS_OF_A_CALL = (*review_parts.PARTS, *awards_parts.PARTS, *mel_parts.PARTS)
